package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of every future here, and its read side. Who may complete it is up to the
 * subclasses: a {@link Task} is completed by its pool, the future of a {@link Promise} by hand.
 *
 * <p>Longer than 400 lines because the read side of {@code Future} is wide.
 */
abstract class AbstractFuture<T extends @Nullable Object> extends StageMethods<T>
    implements Future<T>, Watchable {
  /**
   * State and outcome in one word, so that each transition is one compare-and-set:
   *
   * <pre>
   *   null ── start ──▶ Worker or RUNNING ── finish ──▶ value | Failure
   *   null ── written ahead ──▶ Ahead ── it has started ──▶ Worker
   *                             Ahead ── taken back ──▶ null | CANCELLED
   *   null ── cancel, finish (a limit passed, the pool broke) ──▶ CANCELLED | Failure
   *   Worker ── cancel(true), finish (a limit passed) ──▶ CANCELLED | Failure
   *   Worker ── restart (there will be another attempt) ──▶ null
   * </pre>
   *
   * A value that is null, or that could be mistaken for one of the others, is boxed.
   */
  @SuppressWarnings("unused") // by STATE
  private volatile @Nullable Object state;

  /** Who wants to know of the completion: a stack, newest first. Emptied by {@link #fire}. */
  @SuppressWarnings("unused") // by WAITERS
  private volatile @Nullable Waiter waiters;

  static final Object CANCELLED = new Mark("cancelled");
  static final Object RUNNING = new Mark("running");
  private static final Boxed NULL = new Boxed(null);

  private static final VarHandle STATE;
  private static final VarHandle WAITERS;

  static {
    try {
      var lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(AbstractFuture.class, "state", Object.class);
      WAITERS = lookup.findVarHandle(AbstractFuture.class, "waiters", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private record Mark(String name) {}

  private record Boxed(@Nullable Object value) {}

  // ---- transitions

  final @Nullable Object state() {
    return state;
  }

  /** The one place where the state changes. Wakes nobody. */
  final boolean transition(@Nullable Object from, @Nullable Object to) {
    return STATE.compareAndSet(this, from, to);
  }

  static boolean isOutcome(@Nullable Object state) {
    return state != null && !(state instanceof TaskHolder) && state != RUNNING;
  }

  static Object outcomeOf(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    boolean ambiguous =
        value instanceof TaskHolder
            || value instanceof Failure
            || value instanceof Boxed
            || value instanceof Mark;
    return ambiguous ? new Boxed(value) : value;
  }

  /** Called once, after the outcome is published and before anybody is told. */
  abstract void ended(@Nullable Object before, Object outcome);

  @Override
  public final boolean cancel() {
    return cancel(false);
  }

  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    for (; ; ) {
      Object before = state;
      if (isOutcome(before)) {
        return before == CANCELLED;
      }
      if (before instanceof Ahead ahead) {
        if (!takeBack(ahead)) {
          continue;
        }
      } else if (before != null && !mayInterruptIfRunning) {
        return false;
      }
      if (transition(before, CANCELLED)) {
        ended(before instanceof Ahead ? null : before, CANCELLED);
        fire(null);
        return true;
      }
    }
  }

  /** False if it has started, or somebody else is taking it back: the state is another soon. */
  private boolean takeBack(Ahead ahead) {
    if (ahead.takeBack()) {
      return true;
    }
    if (ahead.hasStarted()) {
      startedAhead(ahead);
    }
    return false;
  }

  /** The process has started it. */
  void startedAhead(Ahead ahead) {
    transition(ahead, ahead.worker);
  }

  // ---- telling the waiters

  /**
   * Adds a waiter. It is fired exactly once when this future completes, unless it is removed
   * before.
   *
   * @return false if this future is done already: nothing was added then
   */
  @Override
  public final boolean watch(Waiter waiter) {
    if (done()) {
      return false;
    }
    Waiter head;
    do {
      head = waiters;
      waiter.next = head;
    } while (!WAITERS.compareAndSet(this, head, waiter));
    if (isOutcome(state)) { // the completer may have looked before the push
      if (waiter.isCallback()) {
        fire(null);
      } else {
        waiter.tell(this); // and leaves callbacks to those whose business they are
        unwatch(waiter);
      }
    }
    return true;
  }

  /** Unlinks the waiter, so that repeated waits with a timeout leave nothing behind. */
  @Override
  public final void unwatch(Waiter waiter) {
    waiter.dead = true;
    Waiter before = null;
    Waiter w = waiters;
    while (w != null) {
      Waiter next = w.next;
      if (!w.dead) {
        before = w;
        w = next;
      } else if (before == null) {
        WAITERS.compareAndSet(this, w, next);
        w = waiters;
      } else {
        before.next = next;
        if (before.dead) { // removed meanwhile: the unlinking above may be lost, start again
          before = null;
          w = waiters;
        } else {
          w = next;
        }
      }
    }
  }

  /**
   * Tells everybody that this future is done: first those who wait, then callbacks in the order of
   * their addition, here or through the executor.
   */
  final void fire(java.util.concurrent.@Nullable Executor callbackExecutor) {
    fire(callbackExecutor, null);
  }

  /** The same, with something to do before the first callback. Allocates only for callbacks. */
  final void fire(
      java.util.concurrent.@Nullable Executor callbackExecutor,
      @Nullable Runnable beforeCallbacks) {
    if (waiters == null) {
      Object outcome = state;
      if (outcome instanceof Failure failure) {
        failure.watchUnseen(this);
      }
      return;
    }
    markSeen();
    tellWaiters();
    Waiter newest;
    while ((newest = (Waiter) WAITERS.getAndSet(this, null)) != null) {
      boolean callbacks = false;
      for (Waiter w = newest; w != null; w = w.next) {
        if (w.isCallback()) {
          callbacks = true;
        } else {
          w.tell(this); // it may have come after the first round
        }
      }
      if (callbacks) {
        if (beforeCallbacks != null) {
          beforeCallbacks.run();
        }
        runCallbacks(newest.callbacksOldestFirst(), callbackExecutor);
      }
    }
  }

  /**
   * Tells those who wait, without taking them out. Readers do so too before they say that this is
   * done, or a completion that somebody has seen could still reach {@code asCompleted} behind a
   * later one.
   */
  private void tellWaiters() {
    for (Waiter w = waiters; w != null; w = w.next) {
      if (!w.isCallback()) {
        w.tell(this);
      }
    }
  }

  private void runCallbacks(
      List<Waiter> callbacks, java.util.concurrent.@Nullable Executor callbackExecutor) {
    if (callbackExecutor != null) {
      try {
        callbackExecutor.execute(() -> callbacks.forEach(c -> c.fire(this)));
        return;
      } catch (Throwable t) { // such as: no thread to be had
        Log.error("a future's callbacks run in this thread, since their executor refused", t);
      }
    }
    callbacks.forEach(c -> c.fire(this));
  }

  /** True if a callback waits, which may keep the completing thread busy. */
  final boolean hasCallbacks() {
    for (Waiter w = waiters; w != null; w = w.next) {
      if (w.isCallback()) {
        return true;
      }
    }
    return false;
  }

  /** Makes those who wait look again, because there is something that they can do. */
  final void poke() {
    for (Waiter w = waiters; w != null; w = w.next) {
      w.poke();
    }
  }

  private void markSeen() {
    Object outcome = state;
    if (outcome instanceof Failure) {
      ((Failure) outcome).seen();
    }
  }

  // ---- reading

  @Override
  public final boolean done() {
    if (!isOutcome(state)) {
      return false;
    }
    tellWaiters();
    return true;
  }

  @Override
  public final boolean running() {
    Object now = state;
    return now == RUNNING
        || now instanceof Worker
        || (now instanceof Ahead ahead && ahead.hasStarted());
  }

  @Override
  public final boolean cancelled() {
    return state == CANCELLED;
  }

  @Override
  public final boolean isDone() {
    return done();
  }

  @Override
  public final boolean isCancelled() {
    return state == CANCELLED;
  }

  /** {@inheritDoc} Looking at it counts as having seen a failure. */
  @Override
  public final boolean failed() {
    markSeen();
    return state instanceof Failure;
  }

  @Override
  public final T result() {
    return valueOrThrow(await(false, 0));
  }

  @Override
  public final T result(@Nullable Duration timeout) {
    return valueOrThrow(await(timeout != null, Deadline.toNanos(timeout)));
  }

  @Override
  public final @Nullable Throwable exception() {
    return exceptionOrNull(await(false, 0));
  }

  @Override
  public final @Nullable Throwable exception(@Nullable Duration timeout) {
    return exceptionOrNull(await(timeout != null, Deadline.toNanos(timeout)));
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    return valueOrExecutionException(Objects.requireNonNull(awaitOutcome(false, 0)));
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Object outcome = awaitOutcome(true, Objects.requireNonNull(unit, "unit").toNanos(timeout));
    if (outcome == null) {
      throw new TimeoutException("not done after " + timeout + " " + unit + ": " + this);
    }
    return valueOrExecutionException(outcome);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // T may include null
  private T value(Object outcome) {
    return (T) (outcome instanceof Boxed boxed ? boxed.value : outcome);
  }

  private T valueOrThrow(Object outcome) {
    if (outcome == CANCELLED) {
      throw new CancellationException(toString());
    }
    if (outcome instanceof Failure) {
      throw ((Failure) outcome).forResult();
    }
    return value(outcome);
  }

  private @Nullable Throwable exceptionOrNull(Object outcome) {
    if (outcome == CANCELLED) {
      throw new CancellationException(toString());
    }
    return outcome instanceof Failure ? ((Failure) outcome).exception : null;
  }

  private T valueOrExecutionException(Object outcome) throws ExecutionException {
    if (outcome == CANCELLED) {
      throw new CancellationException(toString());
    }
    if (outcome instanceof Failure) {
      throw new ExecutionException(((Failure) outcome).exception);
    }
    return value(outcome);
  }

  private Object await(boolean timed, long nanos) {
    try {
      Object outcome = awaitOutcome(timed, nanos);
      if (outcome == null) {
        throw new UncheckedTimeoutException(
            "not done after " + Duration.ofNanos(Math.max(0, nanos)) + ": " + this);
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException("interrupted while waiting for " + this);
    }
  }

  /** Waits until this is done, throwing only what speaks of the wait. */
  final void awaitDone(@Nullable Deadline deadline) {
    await(deadline != null, deadline == null ? 0 : deadline.remainingNanos());
  }

  /** Waits; null if the time ran out. */
  private @Nullable Object awaitOutcome(boolean timed, long nanos) throws InterruptedException {
    Object now = state;
    if (!isOutcome(now)) {
      if (timed && nanos <= 0) {
        return null;
      }
      Deadline deadline = timed ? Deadline.after(nanos) : null;
      if (now instanceof TaskHolder holder) {
        holder.attend(() -> isOutcome(state) || isEnough(deadline));
      }
      Parked parked = new Parked();
      if (watch(parked)) {
        try {
          Parked.await(this::done, deadline, NestedWait.of(this, timed), this);
        } finally {
          if (!done()) {
            unwatch(parked);
          }
        }
      }
      now = state;
      if (!isOutcome(now)) {
        return null;
      }
    }
    tellWaiters();
    if (now instanceof Failure) {
      ((Failure) now).seen();
    }
    return now;
  }

  private static boolean isEnough(@Nullable Deadline deadline) {
    return Thread.currentThread().isInterrupted()
        || (deadline != null && deadline.remainingNanos() <= 0);
  }

  // ---- callbacks and stages

  @Override
  public final Future<T> addDoneCallback(Consumer<? super Future<T>> callback) {
    Objects.requireNonNull(callback, "callback");
    return onDone(new Callback<>(this, callback, null));
  }

  @Override
  public final Future<T> addDoneCallback(
      Consumer<? super Future<T>> callback, java.util.concurrent.Executor executor) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(executor, "executor");
    return onDone(new Callback<>(this, callback, executor));
  }

  private Future<T> onDone(Waiter callback) {
    if (!watch(callback)) {
      markSeen();
      callback.fire(this);
    }
    return this;
  }

  @Override
  public final CompletableFuture<T> toCompletableFuture() {
    CompletableFuture<T> copy = new CompletableFuture<>();
    addDoneCallback(
        done -> {
          Object outcome = state;
          if (outcome == CANCELLED) {
            copy.cancel(false);
          } else if (outcome instanceof Failure) {
            Throwable e = ((Failure) outcome).exception;
            // bare, it would make the copy read as cancelled
            boolean wrap = e instanceof CancellationException;
            copy.completeExceptionally(wrap ? new CompletionException(e) : e);
          } else {
            copy.complete(value(Objects.requireNonNull(outcome)));
          }
        });
    return copy;
  }

  /** The name for messages, or null. */
  @Nullable String label() {
    return null;
  }

  @Override
  public final String toString() {
    String label = label();
    return "Future@"
        + Integer.toHexString(System.identityHashCode(this))
        + (label == null ? "[state=" : "[" + label + ", state=")
        + describeState()
        + "]";
  }

  private String describeState() {
    Object now = state;
    if (now == null || (now instanceof Ahead && !running())) {
      return "pending";
    } else if (now == CANCELLED) {
      return "cancelled";
    } else if (!isOutcome(now)) {
      return "running";
    } else if (now instanceof Failure) {
      return "finished raised " + ((Failure) now).exception.getClass().getSimpleName();
    }
    Object value = value(now);
    return "finished returned " + (value == null ? "null" : value.getClass().getSimpleName());
  }
}
