package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many short tasks for more workers than are of use, of which two are enough here. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class FloodTest extends ContractTest {
  private static final int ROUNDS = 10;
  private static final int TASKS = 20_000;
  private static final int WORKERS = 6;

  @BeforeAll
  static void twoAreEnough() {
    System.setProperty(ProcessBackend.QUICK_WORKERS, "2");
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(ProcessBackend.QUICK_WORKERS);
  }

  private Executor openAll() throws Exception {
    Executor pool = open(WORKERS);
    Gate gate = gate();
    occupy(pool, WORKERS, gate);
    gate.open();
    return pool;
  }

  private static List<Future<Integer>> flood(Executor pool) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    return futures;
  }

  private static void assertSquares(List<Future<Integer>> futures) {
    for (int i = 0; i < TASKS; i++) {
      assertThat(futures.get(i).result()).isEqualTo(i * i);
    }
  }

  private static Map<String, Long> finished(Executor pool) {
    return pool.stats().workers().stream()
        .collect(Collectors.toMap(WorkerStats::name, WorkerStats::finishedTasks));
  }

  /** True if all others are idle though far more waits than is written ahead to two. */
  private static boolean areSomeLeftOut(Executor pool) {
    ExecutorStats stats = pool.stats();
    long idle = stats.workers().stream().filter(w -> w.state() == WorkerStats.State.IDLE).count();
    return idle >= WORKERS - 2 && stats.pending() > TASKS / 2;
  }

  @Test
  void idleWorkersThatAreOfNoUseAreNotWoken() throws Exception {
    Executor pool = openAll();
    eventually(
        "two have done it",
        () -> {
          Map<String, Long> before = finished(pool);
          assertSquares(flood(pool));
          Map<String, Long> after = finished(pool);
          return before.entrySet().stream().filter(after.entrySet()::contains).count()
              == WORKERS - 2;
        });
  }

  @Test
  void busyWorkersThatAreOfNoUseBecomeIdle() throws Exception {
    Executor pool = openAll();
    eventually(
        "all others are idle",
        () -> {
          Gate gate = gate();
          occupy(pool, WORKERS, gate);
          List<Future<Integer>> futures = flood(pool);
          gate.open();
          boolean left = false;
          while (!left && !futures.get(TASKS / 2).done()) {
            left = areSomeLeftOut(pool);
          }
          assertSquares(futures);
          return left;
        });
  }

  @Test
  void longTasksAfterAFloodHaveAllWorkers() throws Exception {
    Executor pool = openAll();
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<Integer>> futures = flood(pool);
      Gate gate = gate();
      occupy(pool, WORKERS, gate);
      gate.open();
      assertSquares(futures);
    }
  }

  @Test
  void floodGoesOnIfQuickWorkersAreStuck() throws Exception {
    Executor pool = openAll();
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<Integer>> before = flood(pool);
      Gate gate = gate();
      List<Future<?>> stuck = new ArrayList<>();
      for (int i = 0; i < WORKERS - 1; i++) {
        stuck.add(pool.submit(gate::arriveAndAwait));
      }
      List<Future<Integer>> after = flood(pool);
      assertSquares(before);
      assertSquares(after);
      gate.awaitArrivals(WORKERS - 1);
      assertThat(stuck).noneMatch(Future::done);
      gate.open();
      Futures.wait(stuck);
    }
  }

  @Test
  void closingEndsAFlood() throws Exception {
    for (int round = 0; round < 2; round++) {
      Executor pool = openAll();
      assertSquares(flood(pool));
      List<Future<Integer>> futures = flood(pool);
      pool.close();
      assertThat(futures).allMatch(Future::done);
      assertSquares(futures);
    }
  }
}
