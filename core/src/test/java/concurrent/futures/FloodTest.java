package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.time.Duration;
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
  private static final int ROUNDS = 4;
  private static final int TASKS = 50_000;
  private static final int WORKERS = 6;

  @BeforeAll
  static void twoAreEnough() {
    System.setProperty(Flood.WORKERS, "2");
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(Flood.WORKERS);
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

  /** How many have executed anything in between, those that were not there before included. */
  private static long executors(Map<String, Long> before, Map<String, Long> after) {
    return after.entrySet().stream()
        .filter(now -> now.getValue() > before.getOrDefault(now.getKey(), 0L))
        .count();
  }

  /** Returns once there has been a flood, which is not over yet. */
  private void beginFlood(Executor pool) throws Exception {
    eventually(
        "two have done it",
        () -> {
          Map<String, Long> before = finished(pool);
          assertSquares(flood(pool));
          return executors(before, finished(pool)) <= 2;
        });
  }

  @Test
  void idleWorkersThatAreOfNoUseAreNotWoken() throws Exception {
    beginFlood(openAll());
  }

  @Test
  void busyWorkersThatAreOfNoUseBecomeIdle() throws Exception {
    Executor pool = openAll();
    eventually(
        "two do half of it",
        () -> {
          Gate gate = gate();
          occupy(pool, WORKERS, gate);
          List<Future<Integer>> futures = flood(pool);
          gate.open();
          futures.get(TASKS / 4).result();
          Map<String, Long> before = finished(pool);
          long executed = pool.stats().pending();
          futures.get(TASKS / 4 * 3).result();
          boolean two = executors(before, finished(pool)) <= 2;
          executed -= pool.stats().pending();
          assertSquares(futures);
          return two && executed > TASKS / 4;
        });
  }

  @Test
  void anotherOneTakesThePlaceOfOneThatIsStuck() throws Exception {
    Executor pool = openAll();
    Gate begin = gate();
    occupy(pool, WORKERS, begin);
    List<Future<Integer>> futures = flood(pool);
    begin.open();
    futures.get(TASKS / 2).result(); // four were busy until they were left out

    Gate gate = gate();
    Future<?> stuck = pool.submit(gate::arriveAndAwait);
    eventually("two others execute the rest", () -> doTwo(pool));
    assertThat(stuck.done()).isFalse();
    gate.open();
  }

  /** True if two have executed floods, of which each begins before the last one is over. */
  private static boolean doTwo(Executor pool) {
    int two = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Long> before = finished(pool);
      assertSquares(flood(pool));
      two += executors(before, finished(pool)) >= 2 ? 1 : 0;
    }
    return two >= ROUNDS - 1;
  }

  @Test
  void longTasksAfterAFloodHaveAllWorkers() throws Exception {
    Executor pool = openAll();
    beginFlood(pool);
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
    beginFlood(pool);
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
  void thoseThatWereLeftOutBecomeIdleInTheEnd() throws Exception {
    try (ProcessPoolExecutor pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(WORKERS)
            .keepAlive(Duration.ofMillis(300))
            .build()) {
      beginFlood(pool);
      eventually("all have ended", () -> pool.stats().workers().isEmpty());
    }
  }

  @Test
  void closingEndsAFlood() throws Exception {
    for (int round = 0; round < 2; round++) {
      Executor pool = openAll();
      beginFlood(pool);
      List<Future<Integer>> futures = flood(pool);
      pool.close();
      assertThat(futures).allMatch(Future::done);
      assertSquares(futures);
    }
  }
}
