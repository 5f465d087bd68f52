package concurrent.futures.internal.wire;

/**
 * How long somebody who waits for another process looks again and again before it falls asleep:
 * some 20 microseconds, giving its processor away each time, so that it works on a single one too.
 * If others take the processor for long, it is of no use to stay awake, and for some time nobody
 * does. For one thread at a time.
 *
 * <p>In the middle of a large array it is some milliseconds, see {@link #amid}.
 *
 * <pre>{@code
 * patience.begin();
 * while (ring.isEmpty() && patience.lasts()) {}
 * }</pre>
 */
public final class Patience {
  private static final int SPINS = 16;
  private static final long MOST_NANOS = 20_000;

  /** A processor that was given away comes back later than that only if others want it. */
  private static final long LONG_NANOS = 50_000;

  private static final int LEAST_SKIPPED = 64;
  private static final int MOST_SKIPPED = 8192;

  /** Who copies elements has some more by then, unless something else keeps it. */
  private static final long MOST_NANOS_AMID = 3_000_000;

  private static final int LEAST_SKIPPED_AMID = 4;

  private final boolean amid;
  private int looks;
  private long start;
  private long last;
  private int skipped;
  private int toSkip;

  /** For a wait whose end nobody knows. */
  public Patience() {
    this(false);
  }

  private Patience(boolean amid) {
    this.amid = amid;
    rewarded();
  }

  /**
   * For waits in the middle of a large array, for elements or for room, while the other one copies.
   * If both fell asleep in turn, they would share one processor: a scheduler only gives them two
   * while both can run. Who waited in vain does not do so for some time, and each time for longer.
   */
  public static Patience amid() {
    return new Patience(true);
  }

  /** Somebody begins to wait. */
  public void begin() {
    looks = 0;
    if (skipped > 0) {
      skipped--;
      looks = Integer.MIN_VALUE;
    }
  }

  /** Waits a moment; false if it is time to fall asleep. */
  public boolean lasts() {
    if (looks < 0) {
      return false;
    }
    if (looks < SPINS) {
      looks++;
      Thread.onSpinWait();
      return true;
    }
    long now = System.nanoTime();
    if (looks == SPINS) {
      looks++;
      start = now;
    } else if (amid ? now - start > MOST_NANOS_AMID : now - last > LONG_NANOS) {
      skipped = toSkip;
      toSkip = Math.min(2 * toSkip, MOST_SKIPPED);
      looks = -1;
      return false;
    } else if (!amid && now - start > MOST_NANOS) {
      return false;
    }
    last = now;
    Thread.yield();
    return true;
  }

  /** Waits for something to read; false if it is time to fall asleep. */
  public boolean await(Ring ring) {
    begin();
    while (ring.isEmpty()) {
      if (!lasts()) {
        return false;
      }
    }
    rewarded();
    return true;
  }

  /** What was waited for has come in time. */
  public void rewarded() {
    toSkip = amid ? LEAST_SKIPPED_AMID : LEAST_SKIPPED;
  }
}
