package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A worker at one moment.
 *
 * @param name the worker's name; a thread's name on thread pools
 * @param pid the process that it is or belongs to, or -1 if that is this one
 * @param state what it does
 * @param currentTask the name of the task that it executes, or null if there is none or it has no
 *     name
 * @param finishedTasks how many attempts on it have decided the outcome of their task
 * @param memoryBytes the resident memory of its process, or -1 if it has none of its own or that is
 *     not known (it is on Linux)
 */
public record WorkerStats(
    String name,
    long pid,
    State state,
    @Nullable String currentTask,
    long finishedTasks,
    long memoryBytes) {
  /** What a worker does. */
  public enum State {
    /** It is being started, or runs its initializer. */
    STARTING,
    /** It waits for a task. */
    IDLE,
    /** It executes a task. */
    BUSY,
    /** It has ended. */
    ENDED
  }
}
