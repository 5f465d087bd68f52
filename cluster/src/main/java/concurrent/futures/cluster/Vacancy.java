package concurrent.futures.cluster;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Pool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Nobody is there to execute anything: that must not look like a hang, so what is pending fails
 * after some time, again and again until somebody comes.
 */
final class Vacancy {
  private final Pool pool;
  private final Duration limit;
  private final Background background;
  private final Supplier<String> why;
  private long times; // guarded by this
  private boolean vacant; // guarded by this
  private boolean closed; // guarded by this

  Vacancy(Pool pool, Duration limit, Background background, Supplier<String> why) {
    this.pool = pool;
    this.limit = limit;
    this.background = background;
    this.why = why;
  }

  synchronized void begin() {
    if (!vacant && !closed) {
      vacant = true;
      times++;
      watch(times);
    }
  }

  synchronized void end() {
    vacant = false;
  }

  /** There is nothing to execute any more. */
  synchronized void close() {
    closed = true;
    vacant = false;
  }

  private void watch(long current) {
    background.after(TimeUnit.NANOSECONDS.convert(limit), () -> over(current));
  }

  private void over(long current) {
    synchronized (this) {
      if (!vacant || current != times) {
        return;
      }
      watch(current);
    }
    String message = "no member with enough free slots for " + limit + ": " + why.get();
    pool.failPending(() -> new BrokenClusterException(message, null));
  }
}
