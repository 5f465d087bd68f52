package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Counter;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CPython's tests and the contract say of pools of processes alone. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class ProcessContractTest extends ContractTest {
  private ProcessPoolExecutor pool(int workers, Consumer<ProcessPoolExecutor.Builder> settings) {
    return (ProcessPoolExecutor)
        open(
            builder -> {
              builder.maxWorkers(workers);
              settings.accept((ProcessPoolExecutor.Builder) builder);
            });
  }

  private ProcessPoolExecutor pool(int workers) {
    return pool(workers, builder -> {});
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static long pidAtTheGate(Gate gate) throws InterruptedException {
    gate.arriveAndAwait();
    return pid();
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  // ---- workers are processes

  /** P2. */
  @Test
  void workersAreProcessesOfTheirOwn() throws Exception {
    Gate gate = gate();
    Executor pool = pool(2);
    List<Future<Long>> pids =
        List.of(
            pool.submit(ProcessContractTest::pidAtTheGate, gate),
            pool.submit(ProcessContractTest::pidAtTheGate, gate));
    gate.awaitArrivals(2);
    List<Long> workers = pool.stats().workers().stream().map(WorkerStats::pid).toList();
    gate.open();
    assertThat(pids)
        .extracting(Future::result)
        .doesNotHaveDuplicates()
        .doesNotContain(pid())
        .containsExactlyInAnyOrderElementsOf(workers);
  }

  private static int calls;

  private static int callsSoFar() {
    return ++calls;
  }

  /** test_submit_func_globals, test_init_with___main___global: static fields are each worker's. */
  @Test
  void staticFieldsAreTheWorkersOwn() {
    calls = 100;
    Executor pool = pool(1, builder -> builder.initializer(() -> calls = 40));
    assertThat(pool.submit(ProcessContractTest::callsSoFar).result()).isEqualTo(41);
    assertThat(pool.submit(ProcessContractTest::callsSoFar).result()).isEqualTo(42);
    assertThat(calls).isEqualTo(100);
  }

  /** P4, test_submit_local_instance. */
  @Test
  void localClassesAndLambdasMayTravel() {
    record Adder(int a) implements Call1<Integer, Integer>, Serializable {
      @Override
      public Integer call(Integer b) {
        return a + b;
      }
    }
    int captured = 3;
    Executor pool = pool(1);
    assertThat(pool.submit(new Adder(1), 2).result()).isEqualTo(3);
    assertThat(pool.submit(() -> new Adder(captured).call(4)).result()).isEqualTo(7);
    assertThat(pool.submit(new Adder(captured)::call, 5).result()).isEqualTo(8);
  }

  // ---- ends of pools

  /** test_processes_terminate, test_context_manager_shutdown. */
  @Test
  void workersHaveEndedWhenCloseReturns() throws Exception {
    Gate gate = gate();
    List<Future<Long>> pids = new ArrayList<>();
    try (Executor pool = pool(3)) {
      for (int i = 0; i < 3; i++) {
        pids.add(pool.submit(ProcessContractTest::pidAtTheGate, gate));
      }
      gate.awaitArrivals(3);
      gate.open();
    }
    assertThat(pids).extracting(Future::result).noneMatch(ProcessContractTest::lives);
  }

  /** test_shutdown_no_wait. */
  @Test
  void shutdownWithoutWaitingFinishesTheQueue() throws Exception {
    Gate gate = gate();
    Executor pool = pool(2);
    occupy(pool, 2, gate);
    List<Future<Integer>> queued = squares(pool, 20);
    pool.shutdown(false, false);
    gate.open();
    assertSquares(queued);
    eventually("the end of the pool", pool::isTerminated);
  }

  /** test_del_shutdown: a pool that nobody holds finishes its queue, and its workers end. */
  @Test
  void droppedPoolFinishesItsQueue() throws Exception {
    Gate gate = gate();
    List<Future<Integer>> futures = dropped(builder -> {}, gate);
    eventuallyCollected("dropped without close");
    gate.open();
    assertSquares(futures);
  }

  /** test_gc_during_max_tasks_worker_exit_gh152967, test_shutdown_no_wait_max_tasks_gh119592. */
  @Test
  void droppedPoolWhoseWorkersAreReplacedFinishesItsQueue() throws Exception {
    Gate gate = gate();
    List<Future<Integer>> futures = dropped(builder -> builder.maxTasksPerWorker(1), gate);
    gate.open();
    eventuallyCollected("dropped without close");
    assertSquares(futures);
  }

  /** The pool is garbage when this returns, and what it shall do is not done yet. */
  private static List<Future<Integer>> dropped(
      Consumer<ProcessPoolExecutor.Builder> settings, Gate gate) throws Exception {
    ProcessPoolExecutor.Builder builder = ProcessPoolExecutor.builder().maxWorkers(1);
    settings.accept(builder);
    ProcessPoolExecutor pool = builder.build();
    occupy(pool, 1, gate);
    return squares(pool, 5);
  }

  private void eventuallyCollected(String warning) {
    eventually(
        "the collection of a pool",
        () -> {
          System.gc();
          return logged().poll(warning).isPresent();
        });
  }

  private static List<Future<Integer>> squares(Executor pool, int count) {
    return IntStream.range(0, count).mapToObj(i -> pool.submit(Tasks::square, i)).toList();
  }

  private static void assertSquares(List<Future<Integer>> futures) {
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).result()).isEqualTo(i * i);
    }
  }

  /** test_shutdown_deadlock_pickle: what cannot travel is told after the shutdown too. */
  @Test
  void callThatCannotTravelFailsAfterTheShutdown() throws Exception {
    Gate gate = gate();
    Executor pool = pool(1);
    occupy(pool, 1, gate);
    Future<?> future = pool.submit(argument -> 1, new Fault.OnWrite(Fault.EXCEPTION, gate));
    pool.shutdown(false, false);
    gate.open();
    assertThat(future.exception()).isInstanceOf(TaskSerializationException.class);
    eventually("the end of the pool", pool::isTerminated);
  }

  // ---- maxTasksPerWorker

  /** P13, test_max_tasks_per_child. */
  @Test
  void workerIsReplacedAfterItsTasks() {
    Executor pool = pool(1, builder -> builder.maxTasksPerWorker(3));
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      pids.add(pool.submit(ProcessContractTest::pid).result());
      assertThat(pool.stats().workers()).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(pids.subList(0, 3)).containsOnly(pids.get(0));
    assertThat(pids.subList(3, 6)).containsOnly(pids.get(3));
    assertThat(List.of(pids.get(0), pids.get(3), pids.get(6))).doesNotHaveDuplicates();
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  /** test_max_tasks_per_child_pending_tasks_gh115634: the queue is longer than the pool is wide. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void queueIsFinishedByReplacements(int tasksPerWorker) {
    Executor pool = pool(2, builder -> builder.maxTasksPerWorker(tasksPerWorker));
    assertSquares(squares(pool, 9));
  }

  /** test_max_tasks_early_shutdown, test_shutdown_no_wait_max_tasks_gh119592. */
  @Test
  void workersAreReplacedAfterTheShutdownToo() {
    Executor pool = pool(3, builder -> builder.maxTasksPerWorker(1));
    List<Future<Integer>> futures = squares(pool, 6);
    pool.shutdown(false, false);
    assertSquares(futures);
    eventually("the end of the pool", pool::isTerminated);
  }

  /** test_shutdown_gh_132969_case_1 and case_2. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void failingTaskAndReplacementsDoNotHoldTheShutdownUp(int workers) {
    Executor pool = pool(workers, builder -> builder.maxTasksPerWorker(1));
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      futures.add(pool.submit(Tasks::squareUnless, 1, i));
    }
    pool.shutdown(false, false);
    assertThat(futures.get(0).result()).isZero();
    assertThat(futures.get(1).exception()).isInstanceOf(IOException.class);
    assertThat(futures.get(2).result()).isEqualTo(4);
    eventually("the end of the pool", pool::isTerminated);
  }

  /** An idle worker ends by itself. */
  @Test
  void idleWorkerEnds() {
    Executor pool = pool(1, builder -> builder.idleTimeout(Duration.ofMillis(50)));
    long pid = pool.submit(ProcessContractTest::pid).result();
    eventually("the end of an idle worker", () -> !lives(pid));
    assertThat(pool.submit(ProcessContractTest::pid).result()).isNotEqualTo(pid);
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  // ---- killed workers

  /** P9, beyond 9, test_killed_child: somebody kills one; only its task fails. */
  @Test
  void killedWorkerFailsItsTaskOnly() throws Exception {
    Gate gate = gate();
    Executor pool = pool(2);
    Future<Long> a = pool.submit(ProcessContractTest::pidAtTheGate, gate);
    gate.awaitArrivals(1);
    long pid = pool.stats().workers().get(0).pid();
    Future<Long> b = pool.submit(ProcessContractTest::pidAtTheGate, gate);
    gate.awaitArrivals(2);
    List<Future<Integer>> queued = squares(pool, 5);
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    assertThat(a.exception())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("worker process " + pid)
        .hasMessageContaining("SIGKILL")
        .hasMessageContaining("exit code 137");
    gate.open();
    assertThat(b.result()).isNotEqualTo(pid);
    assertSquares(queued);
    assertThat(pool.stats().lostWorkers()).isEqualTo(1);
  }

  /** P10, test_traceback_when_child_process_terminates_abruptly. */
  @Test
  void messageOfACrashTellsPidExitCodeAndOutput() {
    Executor pool = pool(1);
    long pid = pool.submit(ProcessContractTest::pid).result();
    Throwable crash = pool.submit(ProcessContractTest::lastWords).exception();
    assertThat(crash)
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("worker process " + pid)
        .hasMessageContaining("exit code 42")
        .hasMessageContaining(pool.stats().name());
    assertThat(((WorkerCrashedException) crash).lastOutput()).contains("last words");
  }

  private static void lastWords() throws IOException {
    try (OutputStream out = new FileOutputStream("/dev/fd/2")) {
      out.write("last words\n".getBytes(StandardCharsets.US_ASCII));
    }
    Runtime.getRuntime().halt(42);
  }

  /** test_broken_process_pool_traceback: nobody shares an exception. */
  @Test
  void eachLostTaskHasItsOwnException() throws Exception {
    Gate gate = gate();
    ProcessPoolExecutor pool = pool(2);
    List<Future<Long>> futures =
        List.of(
            pool.submit(ProcessContractTest::pidAtTheGate, gate),
            pool.submit(ProcessContractTest::pidAtTheGate, gate));
    gate.awaitArrivals(2);
    pool.killWorkers();
    assertThat(futures)
        .extracting(Future::exception)
        .doesNotHaveDuplicates()
        .allMatch(e -> e instanceof WorkerCrashedException)
        .allMatch(e -> e.getMessage().contains("killWorkers() was called"));
  }

  /** Workers that are killed at any moment: every future comes to its end, each task ran once. */
  @Test
  void workersThatAreKilledAtRandomLoseOnlyWhatTheyRan() throws Exception {
    Executor pool = pool(2);
    Counter started = counter();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      futures.add(pool.submit(ProcessContractTest::countAndReturn, started, i));
    }
    for (int i = 1; i <= 5; i++) {
      started.awaitAtLeast(30 * i);
      pool.stats().workers().stream()
          .findFirst()
          .flatMap(worker -> ProcessHandle.of(worker.pid()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    int lost = 0;
    for (int i = 0; i < futures.size(); i++) {
      Throwable failure = futures.get(i).exception();
      if (failure == null) {
        assertThat(futures.get(i).result()).isEqualTo(i);
      } else {
        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
        lost++;
      }
    }
    assertThat(lost).isLessThanOrEqualTo(5);
    assertThat(started.get()).isLessThanOrEqualTo(200);
    assertThat(pool.stats().lostWorkers()).isLessThanOrEqualTo(5).isGreaterThanOrEqualTo(lost);
  }

  private static int countAndReturn(Counter counter, int i) {
    counter.increment();
    return i;
  }
}
