package concurrent.futures.cli.run;

/**
 * How many records travel together: as many as take about a quarter of a millisecond, since the way
 * to a worker and back costs some microseconds. Updated by one thread, read by another.
 */
final class Pace {
  private static final double TARGET_NANOS = 250_000;
  private static final double WEIGHT = 0.2; // of the latest batch

  private final int most;
  private volatile int size = 1;
  private double meanNanos = TARGET_NANOS;

  /**
   * Creates a pace.
   *
   * @param most records in a batch, 1 for none in company
   */
  Pace(int most) {
    this.most = most;
  }

  /** How many records the next batch may have. */
  int size() {
    return size;
  }

  /** Learns from a batch. */
  void ran(int records, long nanos) {
    if (most > 1 && records > 0) {
      meanNanos += WEIGHT * ((double) nanos / records - meanNanos);
      size = (int) Math.max(1, Math.min(most, TARGET_NANOS / Math.max(1, meanNanos)));
    }
  }
}
