package concurrent.futures;

import concurrent.futures.internal.wire.TaskInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a running task can ask about itself.
 *
 * <pre>{@code
 * pool.with(TaskOptions.defaults().retries(2)).submit(() -> {
 *   if (TaskContext.current().attempt() > 1) log("once more");
 *   return fetch();
 * });
 * }</pre>
 *
 * @param name the task's {@link TaskOptions#name}, or null if it has none
 * @param attempt the number of this attempt, 1 for the first
 * @param worker the name of the worker that runs it
 */
public record TaskContext(@Nullable String name, int attempt, String worker) {
  /**
   * Returns the context of the task that the current thread executes. In a task that runs nested in
   * another one, it is the inner task's.
   *
   * @return the context, or null if this thread executes no task
   */
  public static @Nullable TaskContext current() {
    Worker worker = Worker.current();
    if (worker == null) {
      TaskInfo here = TaskInfo.current(); // in a worker process
      return here == null ? null : new TaskContext(here.name(), here.attempt(), here.worker());
    }
    Task<?> task = worker.currentTask();
    return task == null ? null : new TaskContext(task.name(), task.attempt(), worker.name());
  }
}
