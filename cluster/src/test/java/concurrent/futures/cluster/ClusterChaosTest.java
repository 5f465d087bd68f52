package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import concurrent.futures.TaskOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that die and join while others work. */
class ClusterChaosTest {
  private static final int ITEMS = 100_000;
  private static final int KILLS = 4;

  static int square(int n) {
    return n * n;
  }

  /** Kills a member, starts another one, and so on. */
  private static final class Killer implements AutoCloseable {
    private final Members members;
    private final Deque<Members.Member> alive;
    private final ClusterPoolExecutor pool;
    private final Random random = new Random(42);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "killer");
    private int killed; // by the thread, read after its end

    Killer(Members members, Deque<Members.Member> alive, ClusterPoolExecutor pool) {
      this.pool = pool;
      this.members = members;
      this.alive = alive;
      thread.start();
    }

    private void run() {
      try {
        while (!over.get() && killed < KILLS) {
          alive.add(members.start(2));
          for (int i = random.nextInt(alive.size()); i > 0; i--) {
            alive.add(alive.remove()); // whoever it is
          }
          Members.Member dead = alive.remove();
          dead.kill();
          killed++;
          // one at a time: what a dead one has lost may go to another that nobody knows to be dead
          await()
              .atMost(Duration.ofSeconds(20))
              .until(
                  () -> pool.members().stream().noneMatch(m -> m.address().equals(dead.address)));
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      thread.join();
    }
  }

  @Test
  @Timeout(300)
  void resultsOfAMapAreExactWhileMembersDieAndJoin() throws Exception {
    Members.Member seed;
    Deque<Members.Member> alive = new ArrayDeque<>();
    int killed;
    try (Members members = new Members()) {
      seed = members.start(1); // others join by it, so it lives
      alive.add(members.start(2));
      alive.add(members.start(2));
      try (ClusterPoolExecutor pool = TestCluster.builder().slots(0).seeds(seed.address).build();
          Killer killer = new Killer(members, alive, pool)) {
        await().until(() -> pool.members().size() >= 3);
        List<Integer> input = IntStream.range(0, ITEMS).boxed().toList();
        Results<Integer> results =
            pool.with(TaskOptions.defaults().retries(1_000))
                .map(ClusterChaosTest::square, input, MapOptions.defaults().bufferSize(1_000));
        int n = 0;
        for (int result : results) {
          assertThat(result).isEqualTo(n * n);
          n++;
        }
        assertThat(n).isEqualTo(ITEMS);
        killer.close();
        killed = killer.killed;
        pool.close(Duration.ofSeconds(10));
        assertThat(pool.isTerminated()).isTrue();
      }
      assertThat(killed).isPositive();
    }
  }
}
