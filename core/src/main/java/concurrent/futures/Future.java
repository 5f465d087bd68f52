package concurrent.futures;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state and, in the end, the outcome of a call that was submitted to an {@link Executor}.
 *
 * <pre>
 *   pending ──▶ running ──▶ finished (returned a value, or raised an exception)
 *      │           │
 *      └───────────┴──▶ cancelled
 * </pre>
 *
 * <p>{@link #done()}, {@link #running()} and {@link #cancelled()} never block. {@link #result()}
 * and {@link #exception()} wait until the future is done. All methods may be called from any
 * thread.
 *
 * <pre>{@code
 * try (var pool = new ThreadPoolExecutor(5)) {
 *   Future<Integer> page = pool.submit(Spider::crawl, 1);
 *   System.out.println(page.done());    // false: it has just been submitted
 *   System.out.println(page.result());  // waits, then the value
 * }
 * }</pre>
 *
 * <p><b>Waiting inside a task.</b> A worker thread that waits for a queued task of its own pool
 * runs that task itself, so nested submits make progress on any number of workers, down to a depth
 * of 1,000. The time that takes counts against a timeout only when the task returns. Waits that can
 * never end, because the tasks wait for each other in a circle, fail with an {@link
 * IllegalStateException} that names the circle (CONTRACT S5).
 *
 * <p><b>As a {@link CompletionStage}.</b> {@code thenApply} and its kin return plain JDK stages.
 * {@link #toCompletableFuture()} returns a copy: completing or cancelling the copy changes nothing
 * here. An exception that was thrown by the task reaches dependent stages as the JDK specifies,
 * except that a {@link java.util.concurrent.CancellationException} thrown by the task itself is
 * wrapped, so that it does not read as a cancellation. {@code …Async} methods without an executor
 * use the common pool.
 *
 * <p><b>Unseen failures.</b> A future that failed and was garbage-collected before anybody looked
 * at its outcome is reported once to the logger {@code concurrent.futures} (CONTRACT F19). Looking
 * means {@code result}, {@code exception}, {@code get}, a callback, a dependent stage, {@code wait}
 * or {@code asCompleted}. The system property {@code concurrent.futures.reportUnseenFailures=false}
 * switches it off.
 *
 * @param <T> the type of the value
 */
public interface Future<T extends @Nullable Object>
    extends java.util.concurrent.Future<T>, CompletionStage<T> {
  /**
   * Tells whether the future has finished or was cancelled. Never blocks.
   *
   * @return true once there is an outcome
   */
  boolean done();

  /**
   * Tells whether a worker is executing the call at this moment. A task that is queued, or that
   * waits between two attempts, is not running (CONTRACT P8). Never blocks.
   *
   * @return true while the call executes
   */
  boolean running();

  /**
   * Tells whether the future was cancelled. Never blocks.
   *
   * @return true once it is cancelled
   */
  boolean cancelled();

  /**
   * Cancels the call if it has not started (CONTRACT F1): a running or finished one is left alone.
   * Waiters wake at once, callbacks run in the calling thread, and whatever the call captured is
   * released. Never blocks.
   *
   * @return true if the future is cancelled now; false if the call is running or has finished
   */
  boolean cancel();

  /**
   * Cancels the call, a running one included if the argument says so. The future is cancelled at
   * once. A thread that executes the call is interrupted and stays busy until the call returns,
   * since nothing can stop Java code that ignores interruption; a worker process that does not come
   * back within its grace is killed. Never blocks.
   *
   * @param mayInterruptIfRunning true to cancel a running call too; false for {@link #cancel()}
   * @return true if the future is cancelled now
   */
  @Override
  boolean cancel(boolean mayInterruptIfRunning);

  /**
   * Waits for the value.
   *
   * @return the value that the call returned, possibly null
   * @throws java.util.concurrent.CancellationException if the future was cancelled
   * @throws java.util.concurrent.CompletionException if the call threw a checked exception, or a
   *     timeout, interruption or cancellation exception of its own: that is the cause
   * @throws UncheckedInterruptedException if the waiting thread is interrupted; its flag stays set
   * @throws IllegalStateException if this thread is a pool's worker and the wait could never end
   * @throws RuntimeException any other unchecked exception that the call threw, the same object
   * @throws Error any error that the call threw, the same object
   */
  T result();

  /**
   * Waits for the value, at most that long. A wait that ends early leaves the call alone (CONTRACT
   * F6).
   *
   * @param timeout how long; null waits forever, zero or negative polls
   * @return the value that the call returned, possibly null
   * @throws UncheckedTimeoutException if the future is not done in time
   * @throws java.util.concurrent.CancellationException if the future was cancelled
   * @throws java.util.concurrent.CompletionException as for {@link #result()}
   * @throws UncheckedInterruptedException if the waiting thread is interrupted; its flag stays set
   */
  T result(@Nullable Duration timeout);

  /**
   * Waits for the outcome and returns the exception that the call threw, checked or not, the same
   * object, or null if it returned.
   *
   * @return the exception, or null when the call succeeded
   * @throws java.util.concurrent.CancellationException if the future was cancelled
   * @throws UncheckedInterruptedException if the waiting thread is interrupted; its flag stays set
   */
  @Nullable Throwable exception();

  /**
   * Waits for the outcome, at most that long, and returns the exception that the call threw, or
   * null if it returned.
   *
   * @param timeout how long; null waits forever, zero or negative polls
   * @return the exception, or null when the call succeeded
   * @throws UncheckedTimeoutException if the future is not done in time
   * @throws java.util.concurrent.CancellationException if the future was cancelled
   * @throws UncheckedInterruptedException if the waiting thread is interrupted; its flag stays set
   */
  @Nullable Throwable exception(@Nullable Duration timeout);

  /**
   * Has the callback called once, with this future, when it is done; in the calling thread, at
   * once, if it is done already. Callbacks run in the order in which they were added, in the thread
   * that completes the future: on thread pools the worker, on {@code cancel} the canceller, on a
   * task timeout and on pools of other kinds the pool's callback thread. The outcome is published
   * before callbacks run, so {@code result()} may return before any did (CONTRACT F8 to F12).
   *
   * <p>Whatever a callback throws is logged and costs nothing else: later callbacks run, and the
   * worker lives on. A callback that blocks keeps its worker busy: give it an executor then.
   *
   * @param callback called with this future; added twice, it is called twice
   * @return this future
   */
  Future<T> addDoneCallback(Consumer<? super Future<T>> callback);

  /**
   * Has the callback called once, through the executor, when this future is done.
   *
   * @param callback called with this future
   * @param executor runs the callback; a rejection is logged
   * @return this future
   */
  Future<T> addDoneCallback(
      Consumer<? super Future<T>> callback, java.util.concurrent.Executor executor);

  /** {@inheritDoc} The same as {@link #done()}. */
  @Override
  boolean isDone();

  /** {@inheritDoc} The same as {@link #cancelled()}. */
  @Override
  boolean isCancelled();

  /**
   * {@inheritDoc} The contract is {@code java.util.concurrent.Future}'s.
   *
   * @throws ExecutionException if the call threw anything; that object is the cause
   */
  @Override
  T get() throws InterruptedException, ExecutionException;

  /**
   * {@inheritDoc} The contract is {@code java.util.concurrent.Future}'s.
   *
   * @throws ExecutionException if the call threw anything; that object is the cause
   */
  @Override
  T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException;
}
