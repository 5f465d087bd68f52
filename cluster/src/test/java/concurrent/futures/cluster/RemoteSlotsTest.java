package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What slots of other members cost who submits to them. */
class RemoteSlotsTest {
  private static final long SECOND = 1_000_000_000;

  /** Members that take what comes, and say nothing. */
  static final class SilentMembers implements ClusterEngine {
    private final List<ClusterMember> members = new ArrayList<>();
    final AtomicInteger messages = new AtomicInteger();

    SilentMembers(int members, int slots) {
      for (int i = 0; i < members; i++) {
        Map<String, String> attributes =
            Map.of("protocol", ClusterBackend.PROTOCOL, "slots", Integer.toString(slots));
        this.members.add(new ClusterMember("id" + i, "member:" + i, attributes));
      }
    }

    @Override
    public ClusterNode join(ClusterSettings settings, ClusterEvents events) {
      ClusterMember self = new ClusterMember("self", "submitter:0", settings.attributes());
      members.forEach(events::joined);
      return new ClusterNode() {
        @Override
        public ClusterMember self() {
          return self;
        }

        @Override
        public List<ClusterMember> members() {
          return members;
        }

        @Override
        public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
          return new CompletableFuture<>();
        }

        @Override
        public void send(ClusterMember to, byte[] message) {
          messages.incrementAndGet();
        }

        @Override
        public void close() {}
      };
    }
  }

  static ClusterPoolExecutor.Builder submitter(SilentMembers engine, String name) {
    return TestCluster.builder().name(name).slots(0).engine(engine).daemon(true);
  }

  private static long threadsOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }

  @Test
  @DisplayName("A thousand slots that execute tasks elsewhere cost no thread each")
  void threads() {
    SilentMembers members = new SilentMembers(10, 100);
    ClusterPoolExecutor pool = submitter(members, "remote-slots").build();
    try {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        futures.add(pool.submit(Math::abs, -i));
      }
      assertThat(pool.stats().workers()).hasSize(1_000);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(members.messages.get()).isGreaterThanOrEqualTo(10));
      assertThat(threadsOf("remote-slots")).isLessThan(20);
      assertThat(futures).noneMatch(Future::done);
    } finally {
      pool.shutdown(false, true);
    }
  }

  @Test
  @DisplayName("Who cancels all that is pending waits for all members at once, not for each")
  void cancelAll() {
    VirtualTime time = new VirtualTime();
    SimulatedMember host = new SimulatedMember(0, 0, new SimulatedTasks(), time, new Random(1));
    ClusterPoolExecutor pool =
        submitter(new SilentMembers(10, 10), "cancel-all").simulation(host).build();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      futures.add(pool.submit(Math::abs, -i));
    }
    time.runUntil(SECOND, () -> false);
    pool.shutdown(false, true);
    assertThat(futures).allMatch(Future::cancelled);
    assertThat(time.nanoTime()).isLessThan(2 * SECOND);
  }
}
