package concurrent.futures;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs only if it has limits, retries or a listener: its attempts and their clock.
 *
 * <p>An attempt's end and its timeout exclude each other by this object's monitor, so that a
 * timeout never hits the attempt after the one that it was set for.
 */
final class Attempts {
  private static final long MAX_DELAY_NANOS = Duration.ofSeconds(30).toNanos();

  volatile int number;
  volatile boolean delayed;
  private volatile long queuedSince = System.nanoTime();
  private volatile long startedAt;
  private @Nullable Future<?> timer; // guarded by this
  private @Nullable TaskTimeoutException timedOut; // guarded by this; of the current attempt

  /** The task was accepted. */
  void submitted(Task<?> task) {
    Duration limit = task.options().queueTimeout();
    if (limit != null) {
      synchronized (this) {
        if (number == 0 && (task.isPending() || task.state() instanceof Ahead)) {
          timer =
              task.engine()
                  .timer
                  .schedule(Deadline.toNanos(limit), () -> waitedTooLong(task, limit));
        }
      }
    }
    task.engine().listeners.submitted(task);
  }

  private void waitedTooLong(Task<?> task, Duration limit) {
    Throwable late =
        new TaskTimeoutException("waited longer than " + limit + " for a worker: " + task, limit);
    while (number == 0) { // otherwise it is pending for another attempt
      Object state = task.state();
      if (state instanceof Ahead ahead) {
        if (!task.takeBack(ahead) && ahead.hasStarted()) {
          return;
        } // otherwise it is pending, or soon, or ahead elsewhere
      } else if (state != null || task.failPending(late)) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  void started(Task<?> task, Worker worker) {
    boolean wasDelayed;
    synchronized (this) {
      wasDelayed = begin(task, worker);
    }
    tellStarted(task, worker, wasDelayed);
  }

  /** The start of a task that was handed over; no outcome can come in between. */
  void startedAhead(Task<?> task, Ahead ahead) {
    boolean wasDelayed;
    synchronized (this) {
      if (!task.transition(ahead, ahead.worker)) {
        return;
      }
      task.engine().permits.released(task); // before it counts as an attempt
      wasDelayed = begin(task, ahead.worker);
    }
    tellStarted(task, ahead.worker, wasDelayed);
  }

  /** True if it was polled by an older entry of the queue just before it was delayed. */
  private synchronized boolean begin(Task<?> task, Worker worker) {
    boolean wasDelayed = delayed;
    delayed = false;
    number++;
    startedAt = System.nanoTime();
    timedOut = null;
    cancelTimer();
    Duration limit = task.options().timeout();
    if (limit != null) {
      int attempt = number;
      timer =
          task.engine()
              .timer
              .schedule(nanos(limit, worker), () -> ranTooLong(task, worker, attempt, limit));
    }
    return wasDelayed;
  }

  private static long nanos(Duration limit, Worker worker) {
    long nanos = Deadline.toNanos(limit);
    return nanos + Math.min(worker.timeoutSlackNanos(), Long.MAX_VALUE - nanos);
  }

  private static void tellStarted(Task<?> task, Worker worker, boolean wasDelayed) {
    if (wasDelayed) {
      task.engine().noLongerDelayed(task);
    }
    task.engine().listeners.started(task, worker);
  }

  /** By another clock. */
  void timedOut(Task<?> task, Worker worker, int attempt) {
    Duration limit = task.options().timeout();
    if (limit != null) {
      ranTooLong(task, worker, attempt, limit);
    }
  }

  private void ranTooLong(Task<?> task, Worker worker, int attempt, Duration limit) {
    Failure failure;
    synchronized (this) {
      if (number != attempt || task.state() != worker || timedOut != null) {
        return; // it has ended meanwhile, or another clock was first
      }
      TaskTimeoutException timeout =
          new TaskTimeoutException("ran longer than " + limit + ": " + task, limit);
      StackTraceElement[] where = worker.stackTrace(task);
      if (where.length > 0) {
        timeout.setStackTrace(where);
      }
      timedOut = timeout;
      failure = mayRetry(task, timeout) ? null : new Failure(timeout);
      if (failure != null && !task.transition(worker, failure)) {
        return;
      }
      if (failure == null) {
        worker.interrupt(task); // the attempt's end will find timedOut
        return;
      }
    }
    task.engine().counters.failedElsewhere.increment();
    task.ended(worker, failure);
    task.fire(task.engine().callbacks()); // before the worker can end, and the pool with it
    worker.interrupt(task);
  }

  Task.Finish finished(Task<?> task, Worker worker, Object outcome) {
    Object end = outcome;
    Throwable retriedAfter = null;
    synchronized (this) {
      cancelTimer();
      if (timedOut != null) {
        end = new Failure(timedOut);
      }
      Throwable failure = end instanceof Failure ? ((Failure) end).exception : null;
      if (failure != null && mayRetry(task, failure)) {
        retriedAfter = failure;
      }
      if (!(retriedAfter == null ? task.transition(worker, end) : toPending(task, worker))) {
        return Task.Finish.TOO_LATE;
      }
    }
    if (retriedAfter == null) {
      task.ended(worker, end);
      return Task.Finish.DONE;
    }
    task.engine().counters.retried.increment();
    task.engine().listeners.retried(task, worker, retriedAfter);
    queuedSince = System.nanoTime(); // after the event, which tells of the attempt that failed
    return Task.Finish.RETRY;
  }

  /** The pool must know of the task before it is pending, or it could terminate without it. */
  private boolean toPending(Task<?> task, Worker worker) {
    delayed = true;
    task.engine().delayed.add(task);
    if (task.transition(worker, null)) {
      return true;
    }
    delayed = false;
    task.engine().noLongerDelayed(task);
    return false;
  }

  /** The pause before the next attempt. */
  long delayNanos(TaskOptions options) {
    long first = Deadline.toNanos(options.retryDelay());
    if (first == 0) {
      return 0;
    }
    long most = Math.max(first, MAX_DELAY_NANOS);
    int doublings = Math.min(number - 1, 62);
    long delay = first > (most >> doublings) ? most : first << doublings;
    return delay - ThreadLocalRandom.current().nextLong(delay / 2 + 1);
  }

  private boolean mayRetry(Task<?> task, Throwable failure) {
    return number <= task.options().retries()
        && failure instanceof Exception
        && !(failure instanceof TaskSerializationException)
        && !(failure instanceof WorkerLostException lost && lost.isPoison())
        && task.engine().mayRetry();
  }

  /** The task is done. */
  void over(Task<?> task, @Nullable Object before) {
    synchronized (this) {
      cancelTimer();
    }
    if (before == null && delayed) {
      task.engine().noLongerDelayed(task);
    }
    task.engine().listeners.finished(task, before instanceof Worker ? (Worker) before : null);
  }

  /** Between attempts: what will queue the task again. */
  synchronized void setTimer(Task<?> task, @Nullable Future<?> set) {
    if (delayed && !task.done()) {
      timer = set;
    } else if (set != null) {
      set.cancel(false); // it was cancelled or started before there was a timer to cancel
    }
  }

  private void cancelTimer() {
    Future<?> set = timer;
    if (set != null) {
      timer = null;
      set.cancel(false);
    }
  }

  TaskEvent event(Task<?> task, @Nullable Worker worker) {
    long now = System.nanoTime();
    boolean started = worker != null;
    return new TaskEvent(
        task,
        task.name(),
        number,
        worker == null ? null : worker.name(),
        (started ? startedAt : now) - queuedSince,
        started ? now - startedAt : 0);
  }
}
