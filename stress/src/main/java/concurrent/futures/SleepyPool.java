package concurrent.futures;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: its one worker becomes idle without looking at the queue once more, so that a
 * task which is submitted in between is seen by nobody.
 */
final class SleepyPool {
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean idle;
  private volatile boolean woken;

  void submit(Runnable task) {
    queue.add(task);
    if (idle) {
      idle = false;
      woken = true;
    }
  }

  @Nullable Runnable poll() {
    Runnable task = queue.poll();
    if (task == null) {
      Window.open();
      idle = true;
    }
    return task;
  }

  boolean woken() {
    return woken;
  }
}
