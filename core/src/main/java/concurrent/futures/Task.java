package concurrent.futures;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * SPI: a call that was submitted to a pool, and its future, in one object (32 bytes on a JVM with
 * compressed references). For users it is a {@link Future}; a {@link Worker} reads the call from it
 * and reports its outcome.
 *
 * @param <T> the type of the value
 */
public final class Task<T extends @Nullable Object> extends AbstractFuture<T> {
  private final Submission submission;

  /** Null once done: what the call captured is released then. */
  private @Nullable Callable<? extends T> call; // ordered by the transitions

  /** Null if nothing needs it, which is the common case. */
  private final @Nullable Attempts attempts;

  Task(Submission submission, Callable<? extends T> call) {
    this.submission = submission;
    this.attempts = submission.tracked ? new Attempts() : null;
    this.call = call;
  }

  /**
   * Returns the call to run. A worker asks for it after it has started the task.
   *
   * @return the call
   * @throws IllegalStateException if the task is done, whose call has been released
   */
  public Callable<? extends T> call() {
    Callable<? extends T> now = call;
    if (now == null) {
      throw new IllegalStateException("its call has been released: " + this);
    }
    return now;
  }

  /**
   * Returns the call, if the task is not done.
   *
   * @return the call, or null if it has been released
   */
  public @Nullable Callable<? extends T> callOrNull() {
    return call;
  }

  /**
   * Returns the task's name.
   *
   * @return the {@link TaskOptions#name}, or null if it has none
   */
  public @Nullable String name() {
    return submission.options.name();
  }

  /**
   * Returns the number of the current or last attempt.
   *
   * @return the number, 1 for the first; 1 also before the first has started
   */
  public int attempt() {
    return attempts == null ? 1 : Math.max(1, attempts.number);
  }

  /**
   * Returns the number that {@link #attempt} will have once this pending task has started.
   *
   * @return the number, from 1
   */
  public int nextAttempt() {
    return attempts == null ? 1 : attempts.number + 1;
  }

  /**
   * Returns the options that the task was submitted with.
   *
   * @return the options
   */
  public TaskOptions options() {
    return submission.options;
  }

  @Override
  @Nullable String label() {
    return name();
  }

  Engine engine() {
    return submission.engine;
  }

  @Nullable Attempts attempts() {
    return attempts;
  }

  /** True if it waits for a worker, and none has it ahead of time. */
  boolean isPending() {
    return state() == null;
  }

  /**
   * Tells whether it must be known at once when the task starts: it has limits, retries or a
   * listener.
   *
   * @return true if so
   */
  public boolean isTracked() {
    return attempts != null;
  }

  /** True between two attempts, when the task is pending but not yet in the queue. */
  boolean isDelayed() {
    return attempts != null && attempts.delayed;
  }

  // ---- transitions; who may make them is drawn in AbstractFuture

  /** PENDING to RUNNING; false if the task was cancelled or somebody else runs it. */
  boolean start(Worker worker) {
    if (!transition(null, worker)) {
      return false;
    }
    engine().permits.released(this);
    if (attempts != null) {
      attempts.started(this, worker);
    }
    return true;
  }

  /** PENDING to written ahead; false if it was cancelled. */
  boolean writtenAhead(Ahead ahead) {
    return transition(null, ahead);
  }

  @Override
  void startedAhead(Ahead ahead) {
    if (attempts != null) {
      attempts.startedAhead(this, ahead);
    } else if (transition(ahead, ahead.worker)) {
      engine().permits.released(this);
    }
  }

  /** Written ahead to PENDING; false if it has started there, or was cancelled. */
  boolean takeBack(Ahead ahead) {
    return state() == ahead && ahead.takeBack() && transition(ahead, null);
  }

  /** RUNNING on this worker to an outcome, or to PENDING for another attempt. */
  Finish finish(Worker worker, Object outcome) {
    if (attempts != null) {
      return attempts.finished(this, worker, outcome);
    }
    if (!transition(worker, outcome)) {
      return Finish.TOO_LATE;
    }
    ended(worker, outcome);
    return Finish.DONE;
  }

  /** What came of an attempt's end. */
  enum Finish {
    /** Its outcome is the future's. */
    DONE,
    /** There will be another attempt. */
    RETRY,
    /** The future was cancelled or timed out while the attempt ran. */
    TOO_LATE
  }

  /** PENDING to FAILED, because a limit has passed or the pool broke. */
  boolean failPending(Throwable reason) {
    Failure failure = new Failure(reason);
    if (!transition(null, failure)) {
      return false;
    }
    engine().counters.failedElsewhere.increment();
    ended(null, failure);
    fire(engine().callbacks());
    return true;
  }

  /** PENDING to CANCELLED; false if it was not pending, or was cancelled already. */
  boolean cancelPending() {
    if (!transition(null, CANCELLED)) {
      return false;
    }
    ended(null, CANCELLED);
    fire(null);
    return true;
  }

  /** PENDING to CANCELLED without telling anybody: the submit has failed, nobody has the future. */
  boolean withdraw() {
    if (!transition(null, CANCELLED)) {
      return false;
    }
    if (attempts != null && attempts.number > 0) { // it has run already: it was accepted
      ended(null, CANCELLED);
      fire(null);
      return false;
    }
    engine().permits.released(this);
    engine().counters.submitted.decrement();
    call = null;
    return true;
  }

  @Override
  void ended(@Nullable Object before, Object outcome) {
    call = null;
    Engine engine = engine();
    if (before == null) {
      engine.permits.released(this);
    }
    if (outcome == CANCELLED) {
      engine.counters.cancelled.increment();
    }
    if (attempts != null) {
      attempts.over(this, before);
    }
    if (outcome == CANCELLED && before instanceof Worker) {
      ((Worker) before).interrupt(this);
    }
  }

  /** The call as a {@code Runnable}, the caller's own if it gave one; null if the task is done. */
  @Nullable Runnable asRunnable() {
    Callable<? extends T> now = call;
    if (now instanceof Calls.OfRunnable) {
      return ((Calls.OfRunnable<?>) now).runnable();
    }
    if (now instanceof Calls.Executed) {
      return ((Calls.Executed) now).runnable();
    }
    return now == null ? null : new Calls.AsRunnable(now, toString());
  }
}
