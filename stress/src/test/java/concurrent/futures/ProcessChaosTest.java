package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worker processes that die at any time; {@code -Plong} goes on for longer. */
class ProcessChaosTest {
  private static final int RESTARTS = ModelChecks.LONG ? 10_000 : 1_000;
  private static final int ITEMS = 100_000;
  private static final TaskOptions RETRIES = TaskOptions.defaults().retries(1_000);

  static int square(int n) {
    return n * n;
  }

  /** Kills executing workers at random times, on average so often, as long as it is open. */
  private static final class Killer implements AutoCloseable {
    private final Executor pool;
    private final double meanMillis;
    private final Random random = new Random(42);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "killer");
    private int killed; // by the thread, read after its end

    Killer(Executor pool, double meanMillis) {
      this.pool = pool;
      this.meanMillis = meanMillis;
      thread.start();
    }

    private void run() {
      while (!over.get()) {
        double pause = -Math.log(1 - random.nextDouble()) * meanMillis;
        LockSupport.parkNanos((long) (pause * 1e6));
        List<Long> busy =
            pool.stats().workers().stream()
                .filter(worker -> worker.state() == WorkerStats.State.BUSY)
                .map(WorkerStats::pid)
                .toList();
        if (!busy.isEmpty()) {
          ProcessHandle.of(busy.get(random.nextInt(busy.size())))
              .ifPresent(ProcessHandle::destroyForcibly);
          killed++;
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      thread.join();
    }
  }

  /** One kill costs one attempt of one element, and nothing else. */
  @Test
  @Timeout(300)
  void resultsOfAMapAreExactWhileWorkersAreKilled() throws Exception {
    try (ProcessPoolExecutor pool = new ProcessPoolExecutor(3);
        Killer killer = new Killer(pool, 150)) {
      List<Integer> input = IntStream.range(0, ITEMS).boxed().toList();
      Results<Integer> results =
          pool.with(RETRIES)
              .map(ProcessChaosTest::square, input, MapOptions.defaults().bufferSize(1_000));
      int n = 0;
      for (int result : results) {
        assertThat(result).isEqualTo(n * n);
        n++;
      }
      assertThat(n).isEqualTo(ITEMS);
      killer.close();
      assertThat(killer.killed).isPositive();
      assertThat(pool.stats().retried()).isLessThanOrEqualTo(killer.killed);
    }
  }

  /**
   * Without retries and written ahead in batches: what was killed fails, everything else has its
   * own result, and nothing is lost.
   */
  @Test
  @Timeout(300)
  void onlyWhatExecutedFailsWhileWorkersAreKilled() throws Exception {
    try (ProcessPoolExecutor pool = new ProcessPoolExecutor(3);
        Killer killer = new Killer(pool, 150)) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 20 * ITEMS; i++) {
        futures.add(pool.submit(ProcessChaosTest::square, i));
      }
      Futures.wait(futures);
      killer.close();
      int crashed = 0;
      for (int i = 0; i < futures.size(); i++) {
        Throwable failure = futures.get(i).exception();
        if (failure == null) {
          assertThat(futures.get(i).result()).isEqualTo(i * i);
        } else {
          assertThat(failure).isInstanceOf(WorkerCrashedException.class);
          crashed++;
        }
      }
      assertThat(crashed).as("one a kill at most").isLessThanOrEqualTo(killer.killed);
    }
  }

  static String echo(String text) {
    return text;
  }

  static double[] copy(double[] numbers) {
    return numbers;
  }

  static int nap(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return millis;
  }

  /** Submits a task of any kind, or cancels an earlier one. */
  private static void mix(Executor pool, List<Future<?>> batch, Random random) {
    int kind = random.nextInt(1_000);
    if (kind < 800) {
      batch.add(pool.submit(ProcessChaosTest::square, kind));
    } else if (kind < 900) {
      batch.add(pool.submit(ProcessChaosTest::echo, "x".repeat(300)));
    } else if (kind < 922) {
      batch.add(pool.submit(ProcessChaosTest::nap, random.nextInt(3)));
    } else if (kind < 923) {
      batch.add(pool.submit(ProcessChaosTest::nap, 30));
    } else if (kind < 960) {
      batch.add(pool.submit(ProcessChaosTest::copy, new double[100]));
    } else if (!batch.isEmpty()) {
      batch.get(random.nextInt(batch.size())).cancel(random.nextInt(8) == 0);
    }
  }

  /** Tasks that are written ahead, sent at once or by the writer, taken back, cancelled. */
  @Test
  @Timeout(600)
  void nothingIsLostOfAMixedLoad() {
    Random random = new Random(42);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ModelChecks.LONG ? 300 : 10);
    try (ProcessPoolExecutor pool = new ProcessPoolExecutor(4)) {
      while (System.nanoTime() < deadline) {
        List<Future<?>> batch = new ArrayList<>();
        for (int i = random.nextInt(300); i > 0; i--) {
          mix(pool, batch, random);
        }
        Futures.wait(batch, Duration.ofSeconds(60), ReturnWhen.ALL_COMPLETED);
        assertThat(batch)
            .allSatisfy(
                future -> {
                  assertThat(future.done()).isTrue();
                  assertThat(future.cancelled() || future.exception() == null).isTrue();
                });
      }
      assertThat(pool.stats().lostWorkers()).isZero();
    }
  }

  /** Kills the processes, its own perhaps among them. */
  static int kill(List<Long> pids) {
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessChaosTest::end));
    return 1;
  }

  private static void end(ProcessHandle process) {
    if (process.pid() == ProcessHandle.current().pid()) {
      Runtime.getRuntime().halt(137);
    }
    process.destroyForcibly();
  }

  static long pidOfAWorkerThatIsBusy(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return ProcessHandle.current().pid();
  }

  /** Workers that kill each other in random order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 13})
  @Timeout(300)
  void poolIsWholeAgainAfterWorkersHaveKilledEachOther(int workers) {
    Random random = new Random(workers);
    try (ProcessPoolExecutor pool = new ProcessPoolExecutor(workers)) {
      for (int round = 0; round < (ModelChecks.LONG ? 50 : 3); round++) {
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
          pids.add(pool.submit(ProcessChaosTest::pidOfAWorkerThatIsBusy, 20).result());
        }
        List<Future<Integer>> killers = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
          List<Long> order = new ArrayList<>(pids);
          Collections.shuffle(order, random);
          killers.add(pool.submit(ProcessChaosTest::kill, order));
        }
        for (Future<Integer> killer : killers) {
          Throwable failure = killer.exception();
          assertThat(failure == null || failure instanceof WorkerCrashedException)
              .as("%s", failure)
              .isTrue();
        }
        assertThat(pool.with(RETRIES).submit(ProcessChaosTest::square, 7).result()).isEqualTo(49);
      }
    }
  }

  /** Open descriptors, live threads and children of this JVM. */
  private static List<Integer> inUse() {
    String[] descriptors = new File("/proc/self/fd").list();
    return List.of(
        descriptors == null ? 0 : descriptors.length,
        Thread.activeCount(),
        (int) ProcessHandle.current().children().count());
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void restart(int times) {
    try (ProcessPoolExecutor pool =
        ProcessPoolExecutor.builder().maxWorkers(3).maxTasksPerWorker(1).build()) {
      List<Integer> input = IntStream.range(0, times).boxed().toList();
      assertThat(pool.map(ProcessChaosTest::square, input).toList()).hasSize(times);
    }
  }

  @Test
  @Timeout(3_600)
  void nothingIsLeftOfManyWorkers() {
    restart(20);
    await().atMost(Duration.ofSeconds(20)).until(() -> inUse().get(2) == 0);
    List<Integer> before = inUse();
    long heap = usedHeap();
    restart(RESTARTS);
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              List<Integer> now = inUse();
              for (int i = 0; i < now.size(); i++) {
                assertThat(now.get(i)).as("of %s", now).isLessThanOrEqualTo(before.get(i) + 1);
              }
            });
    assertThat(usedHeap()).isLessThan(heap + (16L << 20));
  }
}
