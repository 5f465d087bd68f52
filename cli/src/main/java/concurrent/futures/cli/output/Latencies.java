package concurrent.futures.cli.output;

/** A histogram of durations, each bucket an eighth of a power of two wide. Used by one thread. */
public final class Latencies {
  private static final int PARTS = 8; // per power of two

  private final long[] counts = new long[64 * PARTS];
  private long total;

  /** Counts a duration. */
  public void add(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  /** True if nothing was counted. */
  public boolean isEmpty() {
    return total == 0;
  }

  /** The duration that this share of all does not exceed, to about a tenth. */
  public long percentile(double share) {
    long rank = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && counts[i] > 0) {
        return middle(i);
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    if (nanos < PARTS) {
      return (int) nanos;
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos); // at least 3
    int part = (int) (nanos >>> (power - 3)) & (PARTS - 1);
    return (power - 2) * PARTS + part;
  }

  private static long middle(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int power = bucket / PARTS + 2;
    long low = (long) (PARTS + bucket % PARTS) << (power - 3);
    return low + (1L << (power - 3)) / 2;
  }
}
