package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskSerializationException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LargeMessagesTest {
  private final LocalEngine network = LocalEngine.network();

  @AfterEach
  void end() {
    network.killAll();
  }

  /** Loses one of the pieces that a node sends. */
  private static final class Losing extends EngineAround {
    private final int lost;
    final AtomicInteger pieces = new AtomicInteger();

    Losing(ClusterEngine engine, int lost) {
      super(engine);
      this.lost = lost;
    }

    @Override
    CompletableFuture<byte[]> call(ClusterNode node, ClusterMember to, byte[] request) {
      return pieces.incrementAndGet() == lost
          ? CompletableFuture.failedFuture(new IOException("lost"))
          : super.call(node, to, request);
    }
  }

  static int length(byte[] bytes) {
    return bytes.length;
  }

  private static int open(ClusterPoolExecutor member) {
    return member.backend().openPieces();
  }

  @Test
  @DisplayName("What has come of a message that its sender gives up does not stay")
  void givenUp() {
    Losing losing = new Losing(network, 3);
    try (ClusterPoolExecutor member = TestCluster.builder().slots(1).engine(network).build();
        ClusterPoolExecutor pool = TestCluster.builder().slots(0).engine(losing).build()) {
      Future<Integer> future = pool.submit(LargeMessagesTest::length, new byte[3_000_000]);
      assertThat(future.exception(Duration.ofSeconds(30)))
          .isInstanceOf(TaskSerializationException.class);
      assertThat(losing.pieces).hasValueGreaterThanOrEqualTo(3);
      await().until(() -> open(member) == 0);
      assertThat(pool.backend().window.onTheWay()).isZero();
      assertThat(pool.submit(LargeMessagesTest::length, new byte[3_000_000]).result())
          .isEqualTo(3_000_000);
      await().until(() -> open(member) == 0);
    }
  }

  @Test
  @DisplayName("Nor does a piece of it that comes later")
  void latePiece() {
    LargeMessages messages = new LargeMessages(Runnable::run);
    messages.giveUp(1);
    assertThat(messages.piece(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 7}))
        .isCompletedExceptionally();
    assertThat(messages.open()).isZero();
  }
}
