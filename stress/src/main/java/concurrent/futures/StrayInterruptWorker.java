package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: whoever interrupts looks which task runs and then interrupts, without anything
 * that keeps the worker from going on to the next task in between. The flag stands for the
 * thread's.
 */
final class StrayInterruptWorker {
  private volatile @Nullable String current;
  private volatile boolean flag;

  /** Runs a task; true if it was interrupted. */
  boolean run(String task) {
    current = task;
    Window.open();
    boolean interrupted = flag;
    current = null;
    flag = false; // whatever is left of this task's own
    return interrupted;
  }

  void interrupt(String task) {
    if (task.equals(current)) {
      Window.open();
      flag = true;
    }
  }
}
