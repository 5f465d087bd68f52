package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads from a {@link Ring}, whose bell is a pipe from the writer's process: its end is the end of
 * what comes through the ring, too, but not before all of that has been read. Whatever else is
 * written to the pipe is as good as a bell.
 */
public final class RingInput extends InputStream {
  private final Ring ring;
  private final InputStream bell;
  private final boolean waits;
  private final Patience patience = new Patience();
  private final Patience amid = Patience.amid();
  private final byte[] rung = new byte[64];
  private boolean owed; // the bell is rung for this end, which did not sleep

  /**
   * The reading end of a ring.
   *
   * @param ring the ring
   * @param bell a pipe from the writer's process
   * @param waits whether {@link #read} waits for something to read, or returns 0
   */
  public RingInput(Ring ring, InputStream bell, boolean waits) {
    this.ring = ring;
    this.bell = bell;
    this.waits = waits;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = ring.read(bytes, offset, length);
    while (n == 0 && waits) {
      boolean open = await();
      n = ring.read(bytes, offset, length);
      if (n == 0 && !open) {
        return -1;
      }
    }
    return n;
  }

  /** Reads elements from the shared memory into their array; see {@link Ring#readElements}. */
  int readElements(Object array, int to, int most) {
    return ring.readElements(array, to, most);
  }

  /** True if there are slots beside the ring. */
  boolean hasSlots() {
    return ring.hasSlots();
  }

  /** Reads elements from the next slot. */
  void readSlot(Object array, int to, int n) {
    ring.readSlot(array, to, n);
  }

  /** Waits a while for more of an array that is being written, if this end waits at all. */
  void awaitElements() {
    if (waits) {
      amid.await(ring);
    }
  }

  /** Waits until there is something to read; false at the end. */
  private boolean await() throws IOException {
    return patience.await(ring) || sleep();
  }

  /**
   * Sleeps until the bell rings, unless there is something to read. A bell that is rung for nothing
   * is heard before the next sleep, so that there is never more than one.
   */
  private boolean sleep() throws IOException {
    if (owed) {
      owed = false;
      return awaitBell();
    }
    if (ring.fallAsleep()) {
      return awaitBell();
    }
    owed = !ring.wakeUp();
    return true;
  }

  /** Waits for the bell; false at the end. */
  public boolean awaitBell() throws IOException {
    return bell.read(rung, 0, rung.length) >= 0;
  }
}
