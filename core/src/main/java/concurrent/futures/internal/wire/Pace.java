package concurrent.futures.internal.wire;

/**
 * Whether elements of arrays had better go through slots beside a ring, by how long it takes to
 * copy them. For one thread at a time, but for {@link #wantsSlots}.
 *
 * <pre>
 *        ── most of the last pieces were slow ──▶
 *  RING                                            SLOTS, for so many frames
 *        ◀── a probe: is the ring still slow? ───
 * </pre>
 *
 * <p>A probe goes once through the ring, and on: what has not been written for long is quick the
 * first time, wherever the reader is. If slots are slow, too, so is the machine, and the ring does.
 */
class Pace {
  /** Who needs more than that for a KiB is slow: several times what a copy takes that is not. */
  private static final int SLOW_NANOS = 320;

  /** Shorter pieces say little. */
  private static final int LEAST_BYTES = 16 << 10;

  /** The last pieces, one bit each; so many of them are most. */
  private static final int LAST = 0xFFFF;

  private static final int MOST = 12;

  /** So many slow bytes are worth the memory, and the time that it takes to make it. */
  private static final long WORTH = 32L << 20;

  /** In frames. */
  static final int UNTIL_PROBE = 1600;

  static final int PROBE = 24;

  private static final int UNTIL_TRIED_AGAIN = 10 * UNTIL_PROBE;

  /** For tests: everything goes through slots as soon as there are some. */
  private final boolean always = "slots".equals(System.getProperty("concurrent.futures.link"));

  private int ring; // whether the last pieces were slow there
  private int slots; // so many frames went there since it was slow
  private int slowSlots; // so many of these were slow
  private int throughSlots; // so many frames are still to go there
  private int throughRing; // and then there
  private long slowBytes;
  private volatile boolean wants;

  /** A piece was copied into the ring. */
  void ring(int bytes, long nanos) {
    if (bytes >= LEAST_BYTES) {
      boolean slow = isSlow(bytes, nanos);
      ring = ring << 1 | (slow ? 1 : 0);
      if (slow && !wants) {
        slowBytes += bytes;
        wants = slowBytes >= WORTH && isRingSlow();
      }
    }
  }

  /** A frame was copied into a slot. */
  void slot(int bytes, long nanos) {
    if (bytes >= LEAST_BYTES) {
      slots++;
      slowSlots += isSlow(bytes, nanos) ? 1 : 0;
    }
  }

  private static boolean isSlow(int bytes, long nanos) {
    return nanos > (long) bytes * SLOW_NANOS >> 10;
  }

  private boolean isRingSlow() {
    return Integer.bitCount(ring & LAST) >= MOST;
  }

  /** True if it would be worth it to have slots. Any thread may call. */
  boolean wantsSlots() {
    return wants || always;
  }

  /** True if the next frame is to go through a slot, of which there are some. */
  boolean prefersSlots() {
    if (always) {
      return true;
    }
    if (throughSlots > 0) {
      throughSlots--;
      if (throughSlots == 0) {
        throughRing = 2 * slowSlots > slots ? UNTIL_TRIED_AGAIN : PROBE;
      }
      return true;
    }
    if (throughRing > 0) {
      throughRing--;
      return false;
    }
    if (isRingSlow()) {
      slots = 0;
      slowSlots = 0;
      throughSlots = UNTIL_PROBE - 1;
      return true;
    }
    return false;
  }
}
