package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a {@link Ring}; {@link #flush} wakes the reader if it sleeps. Who writes more than
 * there is room for waits for it by looking again: that is for large messages, and who has no time
 * looks at {@link Ring#room} before.
 */
public final class RingOutput extends OutputStream {
  /** With more room than that, a sleeping reader would find too little to be woken for. */
  private static final int ENOUGH_ROOM = Ring.CAPACITY / 4 * 3;

  /** The same of slots. */
  private static final int ENOUGH_SLOTS = Ring.CAPACITY / 4 / Ring.SLOT;

  /** What is waited for, instead of so many bytes. */
  private static final int A_SLOT = 0;

  private static final long FIRST_NAP_NANOS = 20_000;

  /** A reader at work makes room within so many of the first naps: it must not run dry. */
  private static final int FIRST_NAPS = 20;

  private static final long LONGEST_NAP_NANOS = 1_000_000;

  /** After so many naps the bell is rung: if the reader was killed, its pipe is broken. */
  private static final int NAPS_TO_A_BELL = 100;

  private final Ring ring;
  private final OutputStream bell;
  private final Patience patience = new Patience();
  private final Patience amid = Patience.amid();
  private final Pace pace;
  private volatile boolean closed;

  /**
   * The writing end of a ring.
   *
   * @param ring the ring
   * @param bell a pipe to the reader's process
   */
  public RingOutput(Ring ring, OutputStream bell) {
    this(ring, bell, new Pace());
  }

  RingOutput(Ring ring, OutputStream bell, Pace pace) {
    this.ring = ring;
    this.bell = bell;
    this.pace = pace;
  }

  int room() {
    return ring.room();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = ring.write(bytes, offset, length);
    while (done < length) {
      flush();
      awaitRoom(1, patience);
      done += ring.write(bytes, offset + done, length - done);
    }
  }

  /**
   * Writes elements of an array of primitives, from there into the shared memory. Wakes a reader
   * that sleeps once it finds a quarter of the memory filled; the last ones need a {@link #flush}.
   */
  void writeElements(Object array, int from, int n) throws IOException {
    byte[] one = new byte[Elements.size(array)];
    for (int done = 0; done < n; ) {
      long start = System.nanoTime();
      int fit = ring.writeElements(array, from + done, n - done);
      pace.ring(counted(array, fit * one.length), System.nanoTime() - start);
      if (fit == 0 && ring.room() >= one.length) { // across the end of the memory
        Elements.toBytes(array, from + done, 1, one);
        write(one, 0, one.length);
        fit = 1;
      }
      done += fit;
      if (ring.room() < ENOUGH_ROOM) {
        flush();
      }
      if (done < n) {
        awaitRoom(one.length, amid);
      }
    }
  }

  /** True if elements had better go through slots. */
  boolean prefersSlots() {
    return ring.hasSlots() && pace.prefersSlots();
  }

  /** True if it is worth it to have slots. Any thread may call. */
  boolean wantsSlots() {
    return pace.wantsSlots();
  }

  /**
   * Writes elements to a slot.
   *
   * @return true if a reader that sleeps should be woken for the message that tells of it
   */
  boolean writeSlot(Object array, int from, int n) throws IOException {
    awaitRoom(A_SLOT, amid);
    long start = System.nanoTime();
    ring.writeSlot(array, from, n);
    pace.slot(counted(array, n * Elements.size(array)), System.nanoTime() - start);
    return ring.unreadSlots() >= ENOUGH_SLOTS;
  }

  /** Booleans are copied one by one, wherever. */
  private static int counted(Object array, int bytes) {
    return array instanceof boolean[] ? 0 : bytes;
  }

  private boolean hasRoom(int bytes) {
    return bytes == A_SLOT ? ring.hasFreeSlot() : ring.room() >= bytes;
  }

  private void awaitRoom(int bytes, Patience patience) throws IOException {
    if (hasRoom(bytes)) {
      return;
    }
    boolean interrupted = false; // it is not this wait that is to be interrupted
    patience.begin();
    long nap = FIRST_NAP_NANOS;
    int naps = 0;
    while (!hasRoom(bytes)) {
      if (closed) {
        throw new IOException("the other end has gone");
      }
      if (!patience.lasts()) {
        LockSupport.parkNanos(this, nap);
        if (++naps >= FIRST_NAPS) {
          nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
        }
        if (naps % NAPS_TO_A_BELL == 0) {
          ring();
        }
        interrupted |= Thread.interrupted();
      }
    }
    if (naps == 0) {
      patience.rewarded();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void flush() throws IOException {
    if (ring.mustRing()) {
      ring();
    }
  }

  private void ring() throws IOException {
    bell.write(Ring.BELL);
    bell.flush();
  }

  /** The reader has gone: nobody is to wait for it any more. Any thread may call. */
  @Override
  public void close() {
    closed = true;
  }
}
