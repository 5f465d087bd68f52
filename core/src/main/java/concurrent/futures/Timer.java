package concurrent.futures;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs small things of ours at a later time: limits and retries. Its thread starts with the first
 * one, ends after a second without any, and runs no foreign code.
 */
final class Timer {
  private final String name;
  private final boolean daemon;
  private @Nullable ScheduledThreadPoolExecutor thread; // guarded by this
  private boolean closed; // guarded by this

  Timer(String name, boolean daemon) {
    this.name = name;
    this.daemon = daemon;
  }

  /** Returns null once the pool has terminated, when nothing matters any more. */
  synchronized @Nullable Future<?> schedule(long nanos, Runnable action) {
    if (closed) {
      return null;
    }
    ScheduledThreadPoolExecutor timer = thread;
    if (timer == null) {
      timer =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread created = new Thread(task, name);
                created.setDaemon(daemon);
                return created;
              });
      timer.setRemoveOnCancelPolicy(true);
      timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      timer.setKeepAliveTime(1, TimeUnit.SECONDS);
      timer.allowCoreThreadTimeOut(true);
      thread = timer;
    }
    return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.shutdown();
    }
  }
}
