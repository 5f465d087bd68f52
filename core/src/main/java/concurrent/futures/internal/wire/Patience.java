package concurrent.futures.internal.wire;

/**
 * How long somebody who waits for another process looks again and again before it falls asleep:
 * some 20 microseconds, giving its processor away each time, so that it works on a single one too.
 * If others take the processor for long, it is of no use to stay awake, and for some time nobody
 * does. For one thread at a time.
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

  /** Who works for this one makes some progress within that. */
  private static final long MOST_NANOS_AMID = 3_000_000;

  private boolean amid;
  private int looks;
  private long start;
  private long last;
  private int skipped;
  private int toSkip = LEAST_SKIPPED;

  /** Somebody begins to wait. */
  public void begin() {
    amid = false;
    looks = 0;
    if (skipped > 0) {
      skipped--;
      looks = Integer.MIN_VALUE;
    }
  }

  /**
   * Somebody begins to wait for more, or for room, in the middle of a large message, at which the
   * other one is at work. If they fell asleep in turn, they would have one processor between them:
   * a scheduler only gives them a second one while both can run.
   */
  public void beginAmid() {
    amid = true;
    looks = 0;
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
    } else if (amid) {
      if (now - start > MOST_NANOS_AMID) {
        return false;
      }
    } else if (now - last > LONG_NANOS) {
      skipped = toSkip;
      toSkip = Math.min(2 * toSkip, MOST_SKIPPED);
      looks = -1;
      return false;
    } else if (now - start > MOST_NANOS) {
      return false;
    }
    last = now;
    Thread.yield();
    return true;
  }

  /** What was waited for has come in time. */
  public void rewarded() {
    toSkip = LEAST_SKIPPED;
  }
}
