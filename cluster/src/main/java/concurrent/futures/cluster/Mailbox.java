package concurrent.futures.cluster;

import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs events one at a time, in the order in which they were put, on whichever thread comes: no
 * thread of its own, and nobody waits for another's event.
 */
final class Mailbox {
  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");

  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runs = new AtomicInteger(); // 0: nobody runs them
  private volatile boolean closed;

  /** Can be called under a lock; {@link #run} must follow, without it. */
  void put(Runnable event) {
    events.add(event);
  }

  /**
   * Runs what was put, unless another thread does: that one does not stop before this is run, too.
   */
  void run() {
    if (runs.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Runnable event = events.poll(); event != null; event = events.poll()) {
        if (!closed) {
          runOne(event);
        }
      }
      seen = runs.addAndGet(-seen);
    } while (seen != 0);
  }

  private static void runOne(Runnable event) {
    try {
      event.run();
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "an event of the cluster failed", e);
    }
  }

  /** No event starts after this. */
  void close() {
    closed = true;
  }
}
