package concurrent.futures;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Broken on purpose: a submitter looks whether the pool is shut down before it adds its task, but
 * not afterwards, when the last worker may have found the queue empty and gone.
 */
final class HastyPool {
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean shutdown;

  boolean submit(Runnable task) {
    if (shutdown) {
      return false;
    }
    Window.open();
    queue.add(task);
    return true;
  }

  /** Here the caller is the last worker. */
  void shutdown() {
    shutdown = true;
    for (Runnable task; (task = queue.poll()) != null; ) {
      task.run();
    }
  }
}
