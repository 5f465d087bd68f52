package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.EventLog;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@link Fault} at every place where code of a user runs: the task concerned fails, and tells
 * why; its neighbour, those in the queue and those to come notice nothing (CONTRACT P5, P6, P9,
 * P10). Each is submitted plainly and by a callback of another future.
 */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class CrashMatrixTest extends ContractTest {

  /** Where it happens. */
  enum Place {
    /** In the worker. */
    ARGUMENT_IS_READ,
    RUN,
    RESULT_IS_WRITTEN,

    /** In this JVM. */
    ARGUMENT_IS_WRITTEN,
    RESULT_IS_READ;

    boolean isInWorker() {
      return compareTo(ARGUMENT_IS_WRITTEN) < 0;
    }

    Future<?> submit(Executor pool, Fault fault, Gate gate) {
      return switch (this) {
        case ARGUMENT_IS_READ -> pool.submit(argument -> "went on", new Fault.OnRead(fault, gate));
        case RUN -> pool.submit(Fault::happen, fault, gate);
        case RESULT_IS_WRITTEN -> pool.submit(Fault.OnWrite::new, fault, gate);
        case ARGUMENT_IS_WRITTEN ->
            pool.submit(argument -> "went on", new Fault.OnWrite(fault, gate));
        case RESULT_IS_READ -> pool.submit(Fault.OnRead::new, fault, gate);
      };
    }
  }

  @BeforeAll
  static void shareNoMemory() {
    System.setProperty(AheadTasks.LINK, "pipe");
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(AheadTasks.LINK);
  }

  /** A fatal fault is one of a worker: here it would end the tests. */
  static Stream<Arguments> everywhere() {
    return Arrays.stream(Place.values())
        .flatMap(
            place ->
                Arrays.stream(Fault.values())
                    .filter(fault -> place.isInWorker() || mayHappenHere(fault))
                    .map(fault -> Arguments.of(fault, place)));
  }

  private static boolean mayHappenHere(Fault fault) {
    return switch (fault) {
      case EXCEPTION, ERROR, STACK_OVERFLOW, WAIT -> true;
      default -> false;
    };
  }

  private Executor pool(int workers) {
    return open(builder -> small(builder).maxWorkers(workers));
  }

  /** Quick to start, to fill and to kill. */
  private static ProcessPoolExecutor.Builder small(PoolExecutor.Builder<?> builder) {
    return ((ProcessPoolExecutor.Builder) builder)
        .maxHeap("32m")
        .jvmOptions("-XX:MaxDirectMemorySize=4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .killGrace(Duration.ofMillis(100));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void onlyTheTaskConcernedFails(Fault fault, Place place) throws Exception {
    Gate busy = gate();
    Executor pool = pool(2);
    Future<Long> neighbour = pool.submit(CrashMatrixTest::pidAtTheGate, busy);
    busy.awaitArrivals(1);
    for (boolean fromCallback : new boolean[] {false, true}) {
      Gate gate = gate();
      Future<?> bad = submit(pool, fromCallback, () -> place.submit(pool, fault, gate));
      List<Future<Integer>> queued = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        queued.add(pool.submit(Tasks::square, i));
      }
      end(bad, fault, gate);
      assertOutcome(bad, fault, place);
      for (int i = 0; i < queued.size(); i++) {
        assertThat(queued.get(i).result()).isEqualTo(i * i);
      }
      assertThat(pool.submit(Tasks::square, 9).result()).isEqualTo(81);
    }
    assertThat(neighbour.running()).isTrue();
    busy.open();
    assertThat(neighbour.result()).isPositive();
    assertThat(pool.stats().failed()).isEqualTo(fails(fault) ? 2 : 0);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheTaskConcernedFailsDuringShutdown(Fault fault) throws Exception {
    for (boolean fromCallback : new boolean[] {false, true}) {
      Gate busy = gate();
      Gate gate = gate();
      Gate start = gate();
      Executor pool = pool(2);
      Future<Long> neighbour = pool.submit(CrashMatrixTest::pidAtTheGate, busy);
      busy.awaitArrivals(1);
      Future<?> bad =
          submit(pool, fromCallback, () -> pool.submit(CrashMatrixTest::later, start, fault, gate));
      Future<Integer> queued = pool.submit(Tasks::square, 3);
      start.awaitArrivals(1);
      pool.shutdown();
      start.open();
      end(bad, fault, gate);
      assertOutcome(bad, fault, Place.RUN);
      assertThat(queued.result()).isEqualTo(9);
      assertThat(neighbour.running()).isTrue();
      busy.open();
      assertThat(neighbour.result()).isPositive();
      pool.close();
    }
  }

  /** A thread that a task has left behind costs nobody anything but the worker. */
  @ParameterizedTest
  @EnumSource
  void faultBetweenTasksFailsNone(Fault fault) throws Exception {
    Gate start = gate();
    Gate gate = gate();
    EventLog log = log();
    Executor pool = pool(1);
    long pid = pool.submit(CrashMatrixTest::leaveBehind, start, fault, gate, log).result();
    start.awaitArrivals(1);
    start.open();
    boolean fatal = fault.isFatal() && !isHarmless(fault);
    if (fatal) {
      eventually("the end of the worker", () -> pool.stats().lostWorkers() == 1);
    } else if (fault.isEndless()) {
      gate.awaitArrivals(1);
    } else {
      log.awaitAtLeast(1);
    }
    long next = submit(pool, true, () -> pool.submit(CrashMatrixTest::pid)).result();
    assertThat(next == pid).isNotEqualTo(fatal);
    assertThat(pool.stats().failed()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void faultOfTheInitializerBreaksThePool(Fault fault) throws Exception {
    Gate gate = gate();
    Executor pool =
        open(builder -> small(builder).maxWorkers(2).initializer(() -> fault.happen(gate)));
    Future<Integer> first = pool.submit(Tasks::square, 2);
    if (fault == Fault.GARBAGE_IN_THE_OUTPUT) {
      assertThat(first.result()).isEqualTo(4);
      return;
    } else if (fault.isEndless()) {
      gate.awaitArrivals(1);
      pool.close(Duration.ZERO);
      assertThat(first.cancelled()).isTrue();
      return;
    }
    assertThatThrownBy(first::result)
        .isInstanceOf(BrokenProcessPoolException.class)
        .cause()
        .satisfies(cause -> assertCauseOfBreaking(cause, fault));
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    first.addDoneCallback(
        f -> {
          try {
            pool.submit(() -> 1);
          } catch (RuntimeException e) {
            refused.complete(e);
          }
        });
    assertThat(refused.get()).isInstanceOf(BrokenProcessPoolException.class);
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(BrokenProcessPoolException.class)
        .cause()
        .satisfies(cause -> assertCauseOfBreaking(cause, fault));
    eventually("the end of its workers", () -> pool.stats().workers().isEmpty());
    String text =
        fault.isFatal() ? "worker processes end before they do anything" : "initializer failed";
    logged().take(text);
    logged().poll(text); // of the other worker, if there was one
  }

  private static void assertCauseOfBreaking(Throwable cause, Fault fault) {
    if (fault.isFatal()) {
      assertThat(cause)
          .asInstanceOf(type(WorkerCrashedException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(WorkerCrashedException.Kind.START))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(fault.exitCode))
          .satisfies(e -> assertThat(e.signal()).isEqualTo(fault.signal));
    } else {
      assertThat(cause).isInstanceOf(fault.thrown);
    }
  }

  // ---- what is submitted, and how

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static long pidAtTheGate(Gate gate) throws InterruptedException {
    gate.arriveAndAwait();
    return pid();
  }

  private static String later(Gate start, Fault fault, Gate gate) throws Exception {
    start.arriveAndAwait();
    return fault.happen(gate);
  }

  private static long leaveBehind(Gate start, Fault fault, Gate gate, EventLog log) {
    Thread thread =
        new Thread(
            () -> {
              try {
                later(start, fault, gate);
              } catch (Throwable t) {
                // it ends the thread in any case
              }
              log.add("over");
            });
    thread.setDaemon(true);
    thread.start();
    return pid();
  }

  private static <T> Future<T> submit(
      Executor pool, boolean fromCallback, Supplier<Future<T>> submission) throws Exception {
    if (!fromCallback) {
      return submission.get();
    }
    CompletableFuture<Future<T>> submitted = new CompletableFuture<>();
    pool.submit(() -> "done").addDoneCallback(f -> submitted.complete(submission.get()));
    return submitted.get();
  }

  /** Ends what does not end by itself. */
  private static void end(Future<?> bad, Fault fault, Gate gate) throws Exception {
    if (fault.isEndless()) {
      gate.awaitArrivals(1);
      assertThat(bad.cancel(true)).isTrue();
    }
  }

  // ---- what comes of it

  /** True if it does nothing to anybody. */
  boolean isHarmless(Fault fault) {
    return fault == Fault.GARBAGE_IN_THE_OUTPUT;
  }

  private boolean fails(Fault fault) {
    return !isHarmless(fault) && !fault.isEndless();
  }

  private void assertOutcome(Future<?> bad, Fault fault, Place place) throws Exception {
    if (fault.isEndless()) {
      assertThat(bad.cancelled()).isTrue();
    } else if (isHarmless(fault)) {
      assertThat(bad.exception()).isNull();
    } else if (fault.isFatal()) {
      assertThat(bad.exception())
          .asInstanceOf(type(WorkerCrashedException.class))
          .satisfies(e -> assertCrash(e, fault));
    } else if (place == Place.RUN || fault.thrown == OutOfMemoryError.class) {
      assertThat(bad.exception()).isInstanceOf(fault.thrown);
    } else {
      assertThat(bad.exception())
          .isInstanceOf(TaskSerializationException.class)
          .hasMessageContaining(
              place == Place.ARGUMENT_IS_READ || place == Place.ARGUMENT_IS_WRITTEN
                  ? "the call"
                  : "the result")
          .hasRootCauseInstanceOf(fault.thrown);
    }
  }

  private static void assertCrash(WorkerCrashedException crash, Fault fault) throws Exception {
    assertThat(crash.kind()).isEqualTo(fault.kind);
    assertThat(crash.exitCode()).isEqualTo(fault.exitCode);
    assertThat(crash.signal()).isEqualTo(fault.signal);
    assertThat(crash.pid()).isNotEqualTo(pid()).isPositive();
    assertThat(crash.attempt()).isEqualTo(1);
    assertThat(crash).hasMessageContaining("worker process " + crash.pid());
    if (fault.kind == WorkerCrashedException.Kind.EXIT) {
      assertThat(crash)
          .hasMessageContaining("System.exit was called at")
          .hasMessageContaining("Fault.java");
    }
    if (fault == Fault.SIGSEGV) {
      assertThat(Files.readString(crash.crashLog())).contains("SIGSEGV");
      assertThat(crash.javaFrames()).anyMatch(frame -> frame.contains("Fault.writeToAddressZero"));
      Files.delete(crash.crashLog());
    }
  }
}
