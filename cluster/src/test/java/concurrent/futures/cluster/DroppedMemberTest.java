package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Future;
import concurrent.futures.internal.wire.WireOutput;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DroppedMemberTest {
  private final LocalEngine network = LocalEngine.network();

  @AfterEach
  void end() {
    network.killAll();
  }

  /** The first message of a member, of a kind that does not exist. */
  private static byte[] nonsense() {
    WireOutput message = new WireOutput(8);
    message.writeVarlong(1);
    message.writeVarlong(0);
    message.writeByte(120);
    message.writeVarint(0);
    return Arrays.copyOf(message.array(), message.size());
  }

  @Test
  @DisplayName("A member that is not used any more learns of it, also if that is lost at first")
  void newsThatIsLost() {
    LossyEngine lossy = new LossyEngine(network);
    try (ClusterPoolExecutor host =
            TestCluster.builder().slots(1).engine(lossy).daemon(true).build();
        ClusterPoolExecutor pool =
            TestCluster.builder()
                .slots(0)
                .noWorkersTimeout(Duration.ofMillis(10))
                .engine(network)
                .daemon(true)
                .build()) {
      await().until(() -> host.members().size() == 2 && pool.members().size() == 2);
      lossy.losesWhatIsSent = true;
      pool.backend().node().send(host.backend().node().self(), nonsense());
      await().until(() -> lossy.lost.get() > 0);
      Future<Integer> waits = pool.submit(() -> 5); // for a member that does not listen any more
      lossy.losesWhatIsSent = false;
      assertThat(waits.exception(Duration.ofSeconds(30)))
          .isInstanceOfAny(
              BrokenClusterException.class, concurrent.futures.WorkerLostException.class);
      assertThat(pool.submit(() -> 6).exception(Duration.ofSeconds(30)))
          .isInstanceOf(BrokenClusterException.class);
      assertThat(host.submit(() -> 7).result(Duration.ofSeconds(30))).isEqualTo(7);
    }
  }
}
