package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskSerializationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
  private record Losing(ClusterEngine engine, int lost, AtomicInteger pieces)
      implements ClusterEngine {
    @Override
    public ClusterNode join(ClusterSettings settings, ClusterEvents events)
        throws InterruptedException {
      ClusterNode node = engine.join(settings, events);
      return new ClusterNode() {
        @Override
        public ClusterMember self() {
          return node.self();
        }

        @Override
        public List<ClusterMember> members() {
          return node.members();
        }

        @Override
        public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
          return pieces.incrementAndGet() == lost
              ? CompletableFuture.failedFuture(new IOException("lost"))
              : node.call(to, request);
        }

        @Override
        public void send(ClusterMember to, byte[] message) {
          node.send(to, message);
        }

        @Override
        public void close() {
          node.close();
        }
      };
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
    AtomicInteger pieces = new AtomicInteger();
    try (ClusterPoolExecutor member = TestCluster.builder().slots(1).engine(network).build();
        ClusterPoolExecutor pool =
            TestCluster.builder().slots(0).engine(new Losing(network, 3, pieces)).build()) {
      Future<Integer> future = pool.submit(LargeMessagesTest::length, new byte[3_000_000]);
      assertThat(future.exception(Duration.ofSeconds(30)))
          .isInstanceOf(TaskSerializationException.class);
      assertThat(pieces).hasValueGreaterThanOrEqualTo(3);
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
