package concurrent.futures;

/**
 * Is told what happens in an executor; all methods do nothing unless overridden. Given to {@code
 * builder().listener(...)}.
 *
 * <p>Methods run in the thread in which the event happens, often a worker, never under a lock, and
 * must not block. Whatever they throw is logged and costs nothing else. For one task the events
 * come in order (submitted, started, retried, …, finished), except that a task that is picked up at
 * once may be reported as started before the submitting thread has reported it as submitted.
 *
 * <p>The future is for reading its state; looking at its outcome here does not count as somebody
 * having seen a failure only if {@code exception} and its kin are left alone.
 */
public interface ExecutorListener {
  /**
   * A task was accepted.
   *
   * @param task the task's event, attempt 0
   */
  default void taskSubmitted(TaskEvent task) {}

  /**
   * An attempt of a task starts.
   *
   * @param task the task's event
   */
  default void taskStarted(TaskEvent task) {}

  /**
   * A task is done: it returned, failed for good or was cancelled.
   *
   * @param task the task's event
   */
  default void taskFinished(TaskEvent task) {}

  /**
   * An attempt failed and there will be another.
   *
   * @param task the task's event, with the attempt that failed
   * @param failure why it failed
   */
  default void taskRetried(TaskEvent task, Throwable failure) {}

  /**
   * A worker started.
   *
   * @param worker the worker
   */
  default void workerStarted(WorkerStats worker) {}

  /**
   * A worker ended: it was idle for long, the pool was shut down, or it was lost.
   *
   * @param worker the worker
   */
  default void workerEnded(WorkerStats worker) {}
}
