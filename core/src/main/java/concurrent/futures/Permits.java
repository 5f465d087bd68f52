package concurrent.futures;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The room in a bounded queue: one permit a task, from its submission until it first leaves the
 * state PENDING. Retries need none.
 */
final class Permits {
  private static final int OPEN = 1 << 30;

  private final @Nullable Semaphore room; // null: unbounded
  private final AtomicBoolean open = new AtomicBoolean();

  Permits(int capacity) {
    room = capacity == 0 ? null : new Semaphore(capacity);
  }

  /**
   * Waits for room. A worker of the same pool makes room instead: it runs a queued task, since it
   * might be the one that everybody waits for.
   */
  void acquire(Engine engine) {
    Semaphore semaphore = room;
    if (semaphore == null || semaphore.tryAcquire()) {
      return;
    }
    Worker worker = Worker.current();
    if (worker != null && worker.engine == engine) {
      if (!worker.ready) {
        throw new IllegalStateException(
            "an initializer cannot submit to the full queue of its own pool: " + engine.name());
      }
      while (!semaphore.tryAcquire()) {
        if (!engine.runQueued(worker)) {
          Thread.yield(); // the task that has the room is just being started
        }
      }
    } else {
      try {
        semaphore.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedInterruptedException(
            "interrupted while waiting for room in the queue of " + engine.name());
      }
    }
    try {
      engine.throwIfNotAccepting(); // it may have been woken by a shutdown
    } catch (RuntimeException e) {
      semaphore.release();
      throw e;
    }
  }

  /** The task has left the state PENDING. */
  void released(Task<?> task) {
    Attempts attempts = task.attempts();
    if (room != null && (attempts == null || attempts.number == 0)) {
      room.release();
    }
  }

  /** The pool is shut down: lets everybody who waits go on, to be refused. */
  void open() {
    if (room != null && open.compareAndSet(false, true)) {
      room.release(OPEN);
    }
  }
}
