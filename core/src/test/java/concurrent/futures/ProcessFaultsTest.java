package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Counter;
import concurrent.futures.contract.EventLog;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What else may go wrong with worker processes, beside what {@link CrashMatrixTest} goes through.
 *
 * <p>Longer than 400 lines because all of it runs over either link, in two subclasses.
 */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class ProcessFaultsTest extends ContractTest {
  private static final Duration SHORT_GRACE = Duration.ofMillis(100);

  private ProcessPoolExecutor pool(int workers) {
    return (ProcessPoolExecutor)
        open(
            builder ->
                ((ProcessPoolExecutor.Builder) builder).maxWorkers(workers).killGrace(SHORT_GRACE));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void signal(String name, long pid) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(code).isZero();
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  // ---- workers that do not move

  @Test
  void stoppedWorkerIsKilledByCancel() throws Exception {
    Gate gate = gate();
    Executor pool = pool(1);
    long pid = pool.submit(ProcessFaultsTest::pid).result();
    Future<?> future = pool.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    signal("STOP", pid);
    assertThat(future.cancel(true)).isTrue();
    assertThat(pool.submit(ProcessFaultsTest::pid).result()).isNotEqualTo(pid);
    assertThat(lives(pid)).isFalse();
    assertThat(pool.stats().lostWorkers()).isEqualTo(1);
  }

  /** P17, test_crash_big_data: it dies while more than fits into the pipe is written to it. */
  @Test
  void workerThatDiesWhileItIsWrittenToFailsThatTaskOnly() throws Exception {
    Executor pool = pool(1);
    long pid = pool.submit(ProcessFaultsTest::pid).result();
    signal("STOP", pid);
    Future<Integer> large = pool.submit(bytes -> bytes.length, new byte[10 << 20]);
    Future<Integer> queued = pool.submit(Tasks::square, 5);
    eventually("a task that is written", large::running);
    signal("KILL", pid);
    assertThat(large.exception()).isInstanceOf(WorkerCrashedException.class);
    assertThat(queued.result()).isEqualTo(25);
    assertThat(pool.submit(bytes -> bytes.length, new byte[10 << 20]).result()).isEqualTo(10 << 20);
  }

  /** Those that a task has started go with its worker. */
  @Test
  void childrenOfAKilledWorkerAreKilledToo() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = pool(1);
    Future<?> future =
        pool.submit(
            () -> {
              log.add("" + new ProcessBuilder("sleep", "1000").start().pid());
              gate.arriveAndAwaitUninterruptibly();
            });
    gate.awaitArrivals(1);
    long child = Long.parseLong(log.events().get(0));
    assertThat(lives(child)).isTrue();
    future.cancel(true);
    eventually("the end of the worker's child", () -> !lives(child));
  }

  @Test
  void exitHookThatHangsIsKilledAfterTheGrace() {
    Executor pool = pool(1);
    assertThat(pool.submit(ProcessFaultsTest::exitWithAHookThatHangs, gate()).exception())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("System.exit was called at")
        .hasMessageContaining("was killed then")
        .satisfies(
            e ->
                assertThat(((WorkerCrashedException) e).kind())
                    .isEqualTo(WorkerCrashedException.Kind.EXIT));
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
  }

  private static String exitWithAHookThatHangs(Gate gate) {
    Runtime.getRuntime().addShutdownHook(new Thread(gate::arriveAndAwaitUninterruptibly));
    System.exit(5);
    return "never";
  }

  // ---- the end that the pool asks for

  /** Nobody kills it in that time, so it must end by itself, and with its hooks. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void workerEndsWithItsPool(boolean taskIsLong, boolean taskLeavesAThread) throws Exception {
    EventLog log = log();
    Gate gate = gate();
    Executor pool =
        open(
            builder ->
                ((ProcessPoolExecutor.Builder) builder)
                    .maxWorkers(1)
                    .killGrace(Duration.ofHours(1)));
    pool.submit(() -> leave(log, taskLeavesAThread)).result();
    if (taskIsLong) { // so that the standby reads when the pool ends
      Future<?> waits = pool.submit(gate::arriveAndAwait);
      gate.awaitArrivals(1);
      gate.open();
      waits.result();
    }
    pool.close();
    assertThat(log.events()).containsExactly("ended");
  }

  private static int leave(EventLog log, boolean thread) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> log.add("ended")));
    if (thread) { // the JVM would wait for it
      new Thread(() -> LockSupport.parkNanos(Long.MAX_VALUE)).start();
    }
    return 0;
  }

  // ---- output

  /** As a native library prints: the pipe holds 64 KiB. */
  @Test
  void nativeOutputIsDrainedHoweverMuchItIs() {
    Executor pool = pool(1);
    int size = 5 << 20;
    AtomicLong arrived = new AtomicLong();
    PrintStream before = System.err;
    System.setErr(new PrintStream(counting(arrived), true));
    try {
      assertThat(pool.submit(ProcessFaultsTest::print, size).result()).isEqualTo("printed");
      eventually("all output", () -> arrived.get() >= 2L * size);
    } finally {
      System.setErr(before);
    }
  }

  private static OutputStream counting(AtomicLong bytes) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        bytes.incrementAndGet();
      }

      @Override
      public void write(byte[] some, int offset, int length) {
        bytes.addAndGet(length);
      }
    };
  }

  private static String print(int size) throws IOException {
    for (String file : List.of("/dev/fd/1", "/dev/fd/2")) {
      try (OutputStream out = new FileOutputStream(file)) {
        out.write(new byte[size]);
      }
    }
    return "printed";
  }

  @Test
  void taskMayCloseItsOutputs() {
    Executor pool = pool(1);
    long pid = pool.submit(ProcessFaultsTest::closeOutputs).result();
    assertThat(pool.submit(ProcessFaultsTest::printAndTellPid).result()).isEqualTo(pid);
  }

  private static long closeOutputs() throws IOException {
    System.out.close();
    System.err.close();
    new FileOutputStream(FileDescriptor.out).close();
    new FileOutputStream(FileDescriptor.err).close();
    return pid();
  }

  private static long printAndTellPid() {
    System.out.println("nobody sees this");
    System.err.println("nobody sees this");
    return pid();
  }

  // ---- the caller's side

  /** Whenever an interrupt comes, it costs the caller its wait, and nothing else. */
  @Test
  void interruptsOfCallersBreakNothing() {
    Executor pool = pool(2);
    List<Future<Integer>> futures = new ArrayList<>();
    List<Executor> closed = new ArrayList<>();
    try (Pest pest = new Pest()) {
      for (int i = 0; i < 1000; i++) {
        futures.add(pool.submit(Tasks::square, i));
        try {
          assertThat(futures.get(i).result()).isEqualTo(i * i);
          Iterable<Integer> squares = pool.map(Tasks::square, List.of(1, 2, 3));
          assertThat(squares).containsExactly(1, 4, 9);
        } catch (UncheckedInterruptedException e) {
          // that is the pest
        }
        if (i % 250 == 0) {
          Executor another = pool(1);
          another.submit(Tasks::square, i);
          another.close();
          closed.add(another);
        }
      }
      assertThat(pest.bites()).isPositive();
    }
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).result()).isEqualTo(i * i);
    }
    assertThat(closed).hasSize(4).allMatch(Executor::isTerminated);
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  /** Interrupts the thread that makes it, again and again. */
  private static final class Pest implements AutoCloseable {
    private final Thread victim = Thread.currentThread();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong bites = new AtomicLong();
    private final Thread thread = new Thread(this::bite, "pest");

    Pest() {
      thread.start();
    }

    private void bite() {
      while (!over.get()) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500_000));
        victim.interrupt();
        bites.incrementAndGet();
      }
    }

    long bites() {
      return bites.get();
    }

    @Override
    public void close() {
      over.set(true);
      while (thread.isAlive()) {
        Thread.interrupted();
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }

  /** F11, P17: nobody waits for a callback but the callbacks behind it. */
  @Test
  void callbacksThatThrowOrBlockHoldNoWorkerUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Executor pool = pool(1);
    Future<Integer> first = pool.submit(Tasks::square, 2);
    first.addDoneCallback(
        f -> {
          throw new StackOverflowError("thrown by a callback");
        });
    Future<Integer> second = pool.submit(Tasks::square, 3);
    second.addDoneCallback(f -> awaitQuietly(release));
    try {
      for (int i = 0; i < 100; i++) {
        assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
      }
    } finally {
      release.countDown();
    }
    assertThat(pool.stats().failed()).isZero();
    logged().take("a callback of");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An error of memory may have broken the JVM anywhere. */
  @Test
  void workerThatSawAnOutOfMemoryErrorIsNotUsedAgain() {
    Executor pool = pool(1);
    long pid = pool.submit(ProcessFaultsTest::pid).result();
    assertThat(
            pool.submit(
                    () -> {
                      throw new OutOfMemoryError("said by Java code");
                    })
                .exception())
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(pool.submit(ProcessFaultsTest::pid).result()).isNotEqualTo(pid);
  }

  // ---- attempts

  /** What has started on a worker that crashes never runs again; what has not, runs once. */
  @Test
  void nothingRunsTwiceWithoutRetries() throws Exception {
    Executor pool = pool(2);
    List<Counter> ran = new ArrayList<>();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Counter counter = counter();
      ran.add(counter);
      futures.add(pool.submit(ProcessFaultsTest::countAndHalt, counter, i % 40 == 17));
    }
    for (int i = 0; i < futures.size(); i++) {
      Throwable failure = futures.get(i).exception();
      if (i % 40 == 17) {
        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
      } else {
        assertThat(failure).isNull();
      }
      assertThat(ran.get(i).get()).as("task %s", i).isEqualTo(1);
    }
    assertThat(pool.stats().lostWorkers()).isEqualTo(5);
  }

  private static int countAndHalt(Counter counter, boolean halt) {
    int count = counter.increment();
    if (halt) {
      Runtime.getRuntime().halt(1);
    }
    return count;
  }

  @Test
  void retriesAfterCrashesAreBoundedAndVisible() throws Exception {
    EventLog log = log();
    Executor pool = pool(1);
    Executor patient = pool.with(TaskOptions.defaults().retries(2));
    assertThat(patient.submit(ProcessFaultsTest::haltUntilAttempt, 9, log).exception())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("attempt 3")
        .satisfies(e -> assertThat(((WorkerCrashedException) e).attempt()).isEqualTo(3));
    assertThat(log.events()).containsExactly("attempt 1", "attempt 2", "attempt 3");
    assertThat(patient.submit(ProcessFaultsTest::haltUntilAttempt, 2, log).result()).isEqualTo(2);
    assertThat(pool.stats().retried()).isEqualTo(3);
  }

  /** However many in a row: those tasks are to blame, not the pool. */
  @Test
  void tasksThatAllCrashDoNotBreakThePool() {
    Executor pool = pool(1);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      futures.add(pool.submit(() -> Runtime.getRuntime().halt(1)));
    }
    assertThat(futures).allMatch(f -> f.exception() instanceof WorkerCrashedException);
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
  }

  private static int haltUntilAttempt(int last, EventLog log) {
    int attempt = TaskContext.current().attempt();
    log.add("attempt " + attempt);
    if (attempt < last) {
      Runtime.getRuntime().halt(1);
    }
    return attempt;
  }

  /** Nothing of a crashed worker is left in the run directory, and its report outlives the pool. */
  @Test
  void crashReportOutlivesThePool() throws Exception {
    ProcessPoolExecutor pool = pool(1);
    Throwable failure = pool.submit(() -> Fault.SIGSEGV.happen(null)).exception();
    pool.close();
    Path report = ((WorkerCrashedException) failure).crashLog();
    assertThat(report).isRegularFile();
    assertThat(failure).hasMessageContaining(report.toString());
    Files.delete(report);
  }

  /** The interrupt finds this JVM's thread, and the process is none the worse for it. */
  @Test
  void cancelledWhileItsArgumentsAreWrittenNeverRuns() throws Exception {
    Gate gate = gate();
    Executor pool = pool(1);
    Future<?> future = pool.submit(value -> "ran", new Fault.OnWrite(Fault.WAIT, gate));
    gate.awaitArrivals(1);
    assertThat(future.cancel(true)).isTrue();
    assertThatThrownBy(future::result).isInstanceOf(CancellationException.class);
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  /** What the parent's memory cannot hold, for one: it is readObject that throws. */
  private static final class TooMuch implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) {
      throw new OutOfMemoryError("too much for the parent");
    }
  }

  @Test
  void resultThatIsTooMuchForTheParentFailsItsTaskOnly() {
    Executor pool = pool(1);
    for (int i = 0; i < 3; i++) {
      assertThat(pool.submit(() -> new TooMuch()).exception())
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("too much for the parent");
      assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    }
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  private static final class NoStackTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoStackTrace(String message) {
      super(message);
    }

    @Override
    public void setStackTrace(StackTraceElement[] frames) {
      throw new UnsupportedOperationException("no");
    }
  }

  @Test
  void exceptionThatRefusesAStackTraceArrives() {
    Executor pool = pool(1);
    Future<?> future = pool.submit(() -> Tasks.raise(new NoStackTrace("odd")));
    assertThat(future.exception()).hasMessageContaining("odd");
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  private static Object deepDown(Gate never, int left) throws InterruptedException {
    if (left == 0) {
      never.arriveAndAwait();
      return null;
    }
    return deepDown(never, left - 1);
  }

  /** More of a stack than a frame of the link has room for must not end the worker. */
  @Test
  void timeoutInterruptsADeepTask() throws Exception {
    Gate gate = gate();
    Executor pool = open(1); // its grace is long enough for a machine that has more to do
    Future<?> first = pool.submit(() -> deepDown(gate, 5_000)); // what it loads is there then
    gate.awaitArrivals(1);
    gate.open();
    first.result();
    Gate never = gate();
    Future<?> future =
        pool.with(TaskOptions.defaults().timeout(Duration.ofMillis(300)))
            .submit(() -> deepDown(never, 5_000));
    assertThat(future.exception()).isInstanceOf(TaskTimeoutException.class);
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  /** Interruptible or not. */
  @Test
  void shutdownNowEndsInitializers() throws Exception {
    Gate gate = gate();
    List<Action> initializers = List.of(gate::arriveAndAwait, gate::arriveAndAwaitUninterruptibly);
    for (Action initializer : initializers) {
      int before = gate.arrived();
      Executor pool =
          closing(
              ProcessPoolExecutor.builder()
                  .maxWorkers(1)
                  .initializer(initializer)
                  .killGrace(SHORT_GRACE)
                  .build());
      Future<?> future = pool.submit(Tasks::square, 3);
      gate.awaitArrivals(before + 1);
      pool.shutdownNow();
      assertThat(future.cancelled()).isTrue();
      assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
