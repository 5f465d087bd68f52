package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.PoolExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every contract test starts with and is checked for in the end: executors that are closed
 * after it, gates, the log, and nothing left behind.
 *
 * <p>Tasks capture serializable things only and share nothing with the test through memory: what
 * they tell each other goes through {@link #gate}, {@link #counter} and {@link #log}. Callbacks and
 * listeners run in the test's own JVM.
 */
@ExtendWith(Watchdog.class)
public abstract class ContractTest {
  /** Short, and it never decides an outcome: what is waited for cannot come, or has come. */
  protected static final Duration SOON = Duration.ofMillis(20);

  /** Longer than any test may take. */
  protected static final Duration LONG = Duration.ofMinutes(5);

  /** As negative as can be, which polls. */
  protected static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

  private Subject subject;
  private Leaks leaks;
  private Gates gates;
  private LogCapture logged;
  private final Deque<Executor> opened = new ArrayDeque<>();

  @BeforeEach
  final void prepare() {
    subject = subjectOf(getClass());
    leaks = Leaks.remember(subject);
    logged = new LogCapture();
    gates = new Gates();
  }

  @AfterEach
  final void cleanUp(TestInfo test) {
    try {
      gates.openAll(); // whatever still waits goes on
      for (Executor executor : opened) {
        executor.close(Duration.ofSeconds(10));
        assertThat(executor.isTerminated()).as("%s terminated", executor).isTrue();
      }
      opened.clear();
      gates.close();
      leaks.check(Duration.ofSeconds(10));
      logged.assertNothingElse();
    } finally {
      gates.close();
      logged.close();
    }
  }

  private static Subject subjectOf(Class<?> test) {
    Class<?> outermost = test;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    return Subject.of(outermost.getAnnotation(RunsOn.class).value());
  }

  protected final Subject subject() {
    return subject;
  }

  /** Opens an executor that is closed after the test. */
  protected final Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
    return closing(subject.open(settings));
  }

  /** Has an executor closed after the test. */
  protected final <E extends Executor> E closing(E executor) {
    opened.push(executor);
    return executor;
  }

  /** Opens an executor that is closed after the test. */
  protected final Executor open(int maxWorkers) {
    return open(builder -> builder.maxWorkers(maxWorkers));
  }

  protected final Gate gate() {
    return gates.gate();
  }

  protected final Counter counter() {
    return gates.counter();
  }

  protected final EventLog log() {
    return gates.log();
  }

  /** What the library has logged in this JVM. */
  protected final LogCapture logged() {
    return logged;
  }

  /**
   * Has that many tasks wait at the gate and returns when all run, and the executor knows: that
   * they have started travels, too.
   */
  protected static void occupy(Executor executor, int workers, Gate gate) throws Exception {
    int before = gate.arrived();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      futures.add(executor.submit(gate::arriveAndAwait));
    }
    gate.awaitArrivals(before + workers);
    eventually("all run", () -> futures.stream().allMatch(Future::running));
  }

  /** A future that was cancelled while it was queued behind a task at the gate. */
  protected static Future<?> cancelled(Executor executor) {
    Future<?> future = executor.submit(() -> "never");
    assertThat(future.cancel()).isTrue();
    return future;
  }

  /** Waits for a condition that must come true. */
  protected static void eventually(String what, Callable<Boolean> condition) {
    await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(30))
        .until(condition);
  }
}
