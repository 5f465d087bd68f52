package concurrent.futures;

import java.util.function.BooleanSupplier;

/**
 * Who has a task that is not done: a {@link Worker} that executes it, or a process that it was
 * written to {@link Ahead} of time.
 */
abstract class TaskHolder {
  /**
   * The calling thread is about to block until such a task is done: it may do what brings its
   * outcome, if that takes microseconds and cannot block. Not for what was written ahead: outcomes
   * come in company then, and are cheaper taken so.
   *
   * @param enough until this holds
   */
  void attend(BooleanSupplier enough) {}
}
