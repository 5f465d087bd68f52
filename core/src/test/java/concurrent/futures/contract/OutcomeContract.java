package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.UncheckedInterruptedException;
import concurrent.futures.UncheckedTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** How the outcome of a task arrives (CONTRACT F4 to F6, F17; DECISIONS 7, 17). */
public abstract class OutcomeContract extends ContractTest {
  /** test_submit_exception_in_func, test_error_during_func_exec_on_worker, F4. */
  @Test
  void uncheckedExceptionIsThrownAsItIs() {
    Future<?> future = open(1).submit(() -> Tasks.raise(new Tasks.Crash(7)));
    assertThatThrownBy(future::result)
        .isInstanceOfSatisfying(Tasks.Crash.class, crash -> assertThat(crash.code()).isEqualTo(7))
        .hasMessage("crashed with 7");
  }

  @Test
  void checkedExceptionIsTheCauseOfACompletionException() {
    Future<?> future = open(1).submit(() -> Tasks.raise(new IOException("no disk")));
    assertThatThrownBy(future::result)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("no disk");
  }

  /** F5. */
  @Test
  void exceptionReturnsWhatTheTaskThrew() {
    Executor pool = open(1);
    assertThat(pool.submit(() -> Tasks.raise(new IOException("no disk"))).exception())
        .isInstanceOf(IOException.class)
        .hasMessage("no disk");
    assertThat(pool.submit(() -> 1).exception()).isNull();
  }

  static final List<RuntimeException> SPEAK_OF_A_WAIT =
      List.of(
          new UncheckedTimeoutException("of the task"),
          new UncheckedInterruptedException("of the task"),
          new CancellationException("of the task"));

  /** DECISIONS 7: thrown by the task, they must not look as if the wait had failed. */
  @ParameterizedTest
  @FieldSource("SPEAK_OF_A_WAIT")
  void exceptionsThatSpeakOfAWaitAreWrapped(RuntimeException thrown) {
    Future<?> future = open(1).submit(() -> Tasks.raise(thrown));
    assertThatThrownBy(future::result)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(thrown.getClass())
        .hasMessage("of the task");
    assertThat(future.cancelled()).isFalse();
    assertThat(future.exception()).isInstanceOf(thrown.getClass());
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
    assertThat(future.toCompletableFuture().isCancelled()).isFalse();
  }

  @Test
  void interruptionThrownByTheTaskIsItsOutcome() {
    Future<?> future = open(1).submit(() -> Tasks.raise(new InterruptedException("of the task")));
    assertThatThrownBy(future::result)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** A task's own CompletionException is an unchecked exception like any other. */
  @Test
  void completionExceptionOfTheTaskIsThrownAsItIs() {
    CompletionException own = new CompletionException("own", new IOException("inner"));
    Future<?> future = open(1).submit(() -> Tasks.raise(own));
    assertThatThrownBy(future::result).isInstanceOf(CompletionException.class).hasMessage("own");
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CompletionException.class)
        .hasMessage("own");
  }

  static final List<Error> ERRORS =
      List.of(new AssertionError("wrong"), new StackOverflowError(), new NoClassDefFoundError("X"));

  /** test_exit_during_func_exec_on_worker, F17: an Error is an outcome, and the worker lives. */
  @ParameterizedTest
  @FieldSource("ERRORS")
  void errorIsAnOutcomeAndCostsNoWorker(Error thrown) {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    String worker = pool.submit(() -> TaskContext.current().worker()).result();
    Future<?> future = pool.submit(() -> Tasks.raise(thrown));
    assertThatThrownBy(future::result).isInstanceOf(thrown.getClass());
    assertThat(pool.submit(() -> TaskContext.current().worker()).result()).isEqualTo(worker);
  }

  @Test
  void endlessRecursionFailsOnlyItsTask() {
    Executor pool = open(1);
    assertThat(pool.submit(OutcomeContract::recur, 0).exception())
        .isInstanceOf(StackOverflowError.class);
    assertThat(pool.submit(() -> "lives").result()).isEqualTo("lives");
  }

  private static int recur(int n) {
    return recur(n + 1) + 1;
  }

  static final List<Error> WORRYING =
      List.of(new OutOfMemoryError("for the test"), new InternalError("for the test"));

  /** DECISIONS 17: a worker that saw such an error is not used again, and nobody notices. */
  @ParameterizedTest
  @FieldSource("WORRYING")
  void workerIsReplacedAfterAVirtualMachineError(Error thrown) {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    String worker = pool.submit(() -> TaskContext.current().worker()).result();
    Future<?> future = pool.submit(() -> Tasks.raise(thrown));
    assertThatThrownBy(future::result).isInstanceOf(thrown.getClass());
    assertThat(pool.submit(() -> TaskContext.current().worker()).result()).isNotEqualTo(worker);
  }

  /** F6, test_result_with_timeout and test_exception_with_timeout on a pool. */
  @Test
  void timeoutOfAWaitLeavesTheTaskAlone() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    eventually("it runs", running::running);
    Future<Integer> pending = pool.submit(Tasks::square, 3);
    for (Future<?> future : List.of(running, pending)) {
      assertThatThrownBy(() -> future.result(Duration.ZERO))
          .isInstanceOf(UncheckedTimeoutException.class)
          .hasMessageContaining(future.toString());
      assertThatThrownBy(() -> future.result(LONG_AGO))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> future.exception(SOON))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
    assertThat(running.running()).isTrue();
    assertThat(pending.done()).isFalse();
    gate.open();
    assertThat(running.result(LONG)).isNull();
    assertThat(pending.result(LONG)).isEqualTo(9);
  }

  @Test
  void getFollowsTheJdk() throws Exception {
    Executor pool = open(1);
    assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
    assertThat(pool.submit(Tasks::square, 3).get(5, TimeUnit.MINUTES)).isEqualTo(9);
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Tasks.Crash.class);
    Gate gate = gate();
    occupy(pool, 1, gate);
    assertThatThrownBy(cancelled(pool)::get).isInstanceOf(CancellationException.class);
  }

  /** F7, beyond 11: looking again and again changes nothing about the exception. */
  @Test
  void storedExceptionIsNeverChanged() {
    Future<?> future = open(1).submit(() -> Tasks.raise(new Tasks.Crash(1)));
    Throwable stored = future.exception();
    StackTraceElement[] frames = stored.getStackTrace();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(future::result).isSameAs(stored);
      assertThatThrownBy(future::get).hasCause(stored);
    }
    assertThat(future.exception()).isSameAs(stored);
    assertThat(stored.getStackTrace()).isEqualTo(frames);
    assertThat(stored.getSuppressed()).isEmpty();
    assertThat(stored.getCause()).isNull();
  }

  /** Interrupting who waits for a task does not concern the task; the flag stays set. */
  @Test
  void interruptedWaitLeavesTheTaskAlone() throws Exception {
    Gate gate = gate();
    Future<?> future = open(1).submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::result).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> future.exception(LONG))
        .isInstanceOf(UncheckedInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(future.running()).isTrue();
    gate.open();
    assertThat(future.result()).isNull();
  }
}
