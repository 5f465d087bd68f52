package concurrent.futures;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of futures that were completed by a thread that must not run foreign code, one
 * after the other. Its thread starts with the first one and ends after a second without any.
 */
final class CallbackThread implements Executor {
  private final String name;
  private final boolean daemon;
  private java.util.concurrent.@Nullable ThreadPoolExecutor thread; // guarded by this
  private boolean closed; // guarded by this

  CallbackThread(String name, boolean daemon) {
    this.name = name;
    this.daemon = daemon;
  }

  @Override
  public void execute(Runnable callbacks) {
    threadOrThrow().execute(callbacks);
  }

  private synchronized java.util.concurrent.ThreadPoolExecutor threadOrThrow() {
    if (closed) {
      throw new RejectedExecutionException("the pool has terminated: " + name);
    }
    java.util.concurrent.ThreadPoolExecutor existing = thread;
    if (existing != null) {
      return existing;
    }
    var created =
        new java.util.concurrent.ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread t = new Thread(task, name);
              t.setDaemon(daemon);
              return t;
            },
            new CallerRunsPolicy());
    created.allowCoreThreadTimeOut(true);
    thread = created;
    return created;
  }

  /** Lets what was accepted finish. */
  synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.shutdown();
    }
  }
}
