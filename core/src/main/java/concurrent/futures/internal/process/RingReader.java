package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.Patience;
import concurrent.futures.internal.wire.Ring;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Takes a worker's messages out of the ring, one thread at a time: the process's reader, when its
 * bell has rung; a thread that waits for a result, for some microseconds; and a thread that may
 * block, for what such a one leaves there.
 *
 * <p><b>Nothing is left unread.</b> Whoever reads ends with {@link Ring#fallAsleep}, so what comes
 * later rings. Whoever is told that there is something, or leaves something, sets {@link #unread}
 * and then tries the lock, or wakes somebody who does; who has the lock looks at it after it has
 * let go.
 */
final class RingReader {
  private final WorkerProcess process;
  private final FrameInput in; // guarded by reading
  private final Ring ring; // guarded by reading
  private final ReentrantLock reading = new ReentrantLock();
  private final Patience patience = new Patience(); // guarded by reading
  private final Patience amid = Patience.amid(); // guarded by reading
  private volatile boolean unread;
  private boolean over; // guarded by reading

  RingReader(WorkerProcess process, FrameInput in, Ring ring) {
    this.process = process;
    this.in = in;
    this.ring = ring;
  }

  /** The bell has rung. Runs foreign code. */
  void drain() {
    unread = true;
    drainIfWanted();
  }

  /** The same, if somebody has left something. */
  void drainIfWanted() {
    while (unread && reading.tryLock()) {
      try {
        unread = false;
        do {
          read();
        } while (hasMoreSoon() || !ring.fallAsleep());
      } catch (Throwable t) {
        process.unreadable(t);
      } finally {
        reading.unlock();
      }
    }
  }

  /** The process has ended: what it has written outlives it. */
  void end() {
    reading.lock();
    try {
      over = true;
      read();
    } catch (Throwable t) {
      process.unreadable(t);
    } finally {
      reading.unlock();
    }
  }

  private void read() throws IOException {
    try {
      for (int kind; (kind = in.next()) > 0; ) {
        process.dispatch(kind);
      }
    } finally {
      process.events().drained();
    }
  }

  /** Waits a while for the rest of a message that is being written. */
  private boolean hasMoreSoon() {
    return !ring.isEmpty() || (in.isAmid() && amid.await(ring));
  }

  /**
   * Has the calling thread, which would block otherwise, read, so that no other thread must be
   * woken for it. It takes nothing but quick messages.
   *
   * @param enough until this holds, or nothing has come for some microseconds
   */
  void attend(BooleanSupplier enough) {
    if (!reading.tryLock()) {
      return;
    }
    try {
      ring.wakeUp();
      boolean quick = !over;
      patience.begin();
      while (quick && !enough.getAsBoolean()) {
        if (!ring.isEmpty()) {
          patience.rewarded();
          quick = readQuick();
          patience.begin();
        } else if (!patience.lasts()) {
          break;
        }
      }
      if (!over && (!ring.fallAsleep() || !quick)) {
        unread = true;
      }
    } catch (Throwable t) {
      process.unreadable(t);
    } finally {
      reading.unlock();
    }
    if (unread) {
      process.events().wantsToBeDrained();
    }
  }

  /** Takes quick messages; false if there is another one. */
  private boolean readQuick() throws IOException {
    try {
      for (int kind; (kind = in.next()) > 0; ) {
        if (!process.events().isQuick(kind, in.payload())) {
          in.again();
          return false;
        }
        process.dispatch(kind);
      }
      return true;
    } finally {
      process.events().drained();
    }
  }
}
