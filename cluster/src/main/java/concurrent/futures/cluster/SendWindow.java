package concurrent.futures.cluster;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Executor;

/**
 * Bounds the bytes of large tasks that are on their way to members: of all, and half of that to any
 * one, so that a member which takes nothing leaves room for the others. A task is written when
 * there is room for it, in the order of asking. One that is larger is sent when nothing else is on
 * its way.
 *
 * <pre>
 *   waits ── room for one more ──▶ is written ── large ──▶ on its way ──▶ has arrived
 *                                      └──────── small: it counts no more
 * </pre>
 *
 * <p>How large a task is shows when it has been written; until then it counts as much as others
 * did. Only a few are written at a time, so not many can be larger than was expected.
 */
final class SendWindow {
  private static final long MOST = 64 << 20;
  private static final int MOST_WRITTEN = 8; // at a time; half of it for one member
  private static final int DECAY = 8;

  private final long most;
  private final Executor threads;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // guarded by this
  private int writing; // guarded by this
  private long onTheWay; // guarded by this
  private long expected; // bytes of a task; guarded by this

  private record Waiting(Share share, Runnable writing) {}

  /** A window of 64 MiB, or an eighth of the heap if that is less. */
  SendWindow(Executor threads) {
    this(Math.min(MOST, Runtime.getRuntime().maxMemory() / 8), threads);
  }

  SendWindow(long most, Executor threads) {
    this.most = most;
    this.threads = threads;
    this.expected = most / MOST_WRITTEN;
  }

  long most() {
    return most;
  }

  synchronized long onTheWay() {
    return onTheWay;
  }

  /** What one member has of the window. */
  final class Share {
    private int writing; // guarded by the window
    private long onTheWay; // guarded by the window
    private boolean closed; // guarded by the window

    /** Has a task written, by another thread, when there is room for it. */
    void write(Runnable task) {
      synchronized (SendWindow.this) {
        waiting.add(new Waiting(this, task));
        writeNext();
      }
    }

    /** It has been written, or will not be; 0 if it is not large. Before it is sent. */
    void written(long bytes) {
      synchronized (SendWindow.this) {
        writing--;
        SendWindow.this.writing--;
        expected = Math.max(bytes, expected - (expected + DECAY - 1) / DECAY);
        add(bytes);
        writeNext();
      }
    }

    /** It is there, or has failed. */
    void arrived(long bytes) {
      synchronized (SendWindow.this) {
        add(-bytes);
        writeNext();
      }
    }

    private void add(long bytes) {
      if (!closed) {
        onTheWay += bytes;
        SendWindow.this.onTheWay += bytes;
      }
    }

    /** The member has gone, and with it what was on its way there. */
    void close() {
      synchronized (SendWindow.this) {
        add(-onTheWay);
        closed = true;
        writeNext();
      }
    }

    private boolean hasRoom() {
      return writing < MOST_WRITTEN / 2 && fits(writing, onTheWay, most / 2);
    }
  }

  Share share() {
    return new Share();
  }

  private boolean fits(int inWork, long bytes, long limit) {
    long next = Math.min(expected, most / 2); // or one that was larger would keep all others out
    return inWork + bytes == 0 || bytes + (inWork + 1) * next <= limit;
  }

  private void writeNext() {
    Iterator<Waiting> all = waiting.iterator();
    while (writing < MOST_WRITTEN && fits(writing, onTheWay, most) && all.hasNext()) {
      Waiting next = all.next();
      if (next.share.closed || next.share.hasRoom()) {
        threads.execute(next.writing); // if there is no thread for it, it waits on
        all.remove();
        writing++;
        next.share.writing++;
      }
    }
  }
}
