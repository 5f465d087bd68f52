package concurrent.futures;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that waits for one future; and how every thread here waits. */
final class Parked extends Waiter {
  private final Thread thread = Thread.currentThread();

  @Override
  void fire(Watchable future) {
    LockSupport.unpark(thread);
  }

  @Override
  void poke() {
    LockSupport.unpark(thread);
  }

  /**
   * Blocks the current thread until the condition holds; whoever makes it hold unparks the thread.
   *
   * @return false if the deadline came first
   */
  static boolean await(
      BooleanSupplier condition,
      @Nullable Deadline deadline,
      @Nullable NestedWait nested,
      Object blocker)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = deadline == null ? Long.MAX_VALUE : deadline.remainingNanos();
      if (left <= 0) {
        return false;
      }
      if (nested != null && nested.help()) {
        continue;
      }
      if (nested == null) {
        park(deadline, left, blocker);
        continue;
      }
      try {
        nested.blocking(); // may wait for a lock, and so use up the wake-up that has come meanwhile
        if (!condition.getAsBoolean() && !nested.canHelp()) {
          park(deadline, left, blocker);
        }
      } finally {
        nested.unblocked();
      }
    }
    return true;
  }

  private static void park(@Nullable Deadline deadline, long nanos, Object blocker) {
    if (deadline == null) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, nanos);
    }
  }
}
