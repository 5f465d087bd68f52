package concurrent.futures.cluster;

import java.util.function.LongSupplier;

/** How many tasks are sent together, by how long the last ones took. For one thread at a time. */
final class Pace {
  private static final long WINDOW_NANOS = 2_000_000;
  private static final long SHORT_NANOS = 300_000;
  private static final int MOST_TASKS = 256;

  private final LongSupplier nanoTime;
  private long meanNanos = WINDOW_NANOS;
  private long lastNews;

  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void sent() {
    lastNews = nanoTime.getAsLong();
  }

  /** The outcome of a task has come. */
  void finished() {
    long now = nanoTime.getAsLong();
    meanNanos = (7 * meanNanos + now - lastNews) / 8;
    lastNews = now;
  }

  /** Something takes long there. */
  void slow() {
    meanNanos = WINDOW_NANOS;
  }

  int window() {
    return (int) Math.max(1, Math.min(MOST_TASKS, WINDOW_NANOS / (meanNanos + 1)));
  }

  /** True if it is worth while to send more to who has so many. */
  boolean isWorthMore(int tasks) {
    return meanNanos < SHORT_NANOS && 2 * tasks < window();
  }
}
