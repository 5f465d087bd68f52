package concurrent.futures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A moment on the monotonic clock. Far ones saturate at 146 years, which is never. */
final class Deadline {
  private static final long NEVER = Long.MAX_VALUE / 2; // so that differences cannot overflow

  private final long end;

  private Deadline(long nanos) {
    this.end = System.nanoTime() + Math.max(0, Math.min(nanos, NEVER));
  }

  static Deadline after(long nanos) {
    return new Deadline(nanos);
  }

  /** The deadline of a wait that begins now, or null if it has none. */
  static @Nullable Deadline after(@Nullable Duration timeout) {
    return timeout == null ? null : new Deadline(toNanos(timeout));
  }

  /** Null is for ever, and whatever does not fit is as good as that. */
  static long toNanos(@Nullable Duration duration) {
    if (duration == null) {
      return Long.MAX_VALUE;
    }
    try {
      return duration.toNanos();
    } catch (ArithmeticException overflow) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  long remainingNanos() {
    return end - System.nanoTime();
  }
}
