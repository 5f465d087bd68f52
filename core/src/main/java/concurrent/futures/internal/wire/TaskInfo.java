package concurrent.futures.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the thread of a worker process executes.
 *
 * @param name the task's name, or null
 * @param attempt the number of the attempt
 * @param worker the worker's name
 */
public record TaskInfo(@Nullable String name, int attempt, String worker) {
  private static final ThreadLocal<@Nullable TaskInfo> CURRENT = new ThreadLocal<>();

  /** Returns what this thread executes, or null. */
  public static @Nullable TaskInfo current() {
    return CURRENT.get();
  }

  /** Says what this thread executes from now on. */
  public static void set(@Nullable TaskInfo info) {
    CURRENT.set(info);
  }
}
