package concurrent.futures.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** One clock for all idle workers: looks again when the next of them may end. */
final class IdleClock {
  private static final long LEAST_NANOS = 1_000_000;

  private final Background background;
  private final LongSupplier endIdle; // how long the next one has left
  private final AtomicBoolean runs = new AtomicBoolean();

  IdleClock(Background background, LongSupplier endIdle) {
    this.background = background;
    this.endIdle = endIdle;
  }

  /** A worker has become idle, and may be so for that long. */
  void idle(long nanos) {
    if (runs.compareAndSet(false, true)) {
      background.after(Math.max(nanos, LEAST_NANOS), this::look);
    }
  }

  private void look() {
    runs.set(false); // for those who become idle from now on
    long left = endIdle.getAsLong();
    if (left != Long.MAX_VALUE) {
      idle(left);
    }
  }
}
