package concurrent.futures;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
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

  CallbackThread(String name, boolean daemon) {
    this.name = name;
    this.daemon = daemon;
  }

  @Override
  public void execute(Runnable callbacks) {
    thread().execute(callbacks);
  }

  private synchronized java.util.concurrent.ThreadPoolExecutor thread() {
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
            });
    created.allowCoreThreadTimeOut(true);
    thread = created;
    return created;
  }

  /**
   * The pool has terminated: the thread ends when it has nothing to do, without waiting for more.
   */
  synchronized void close() {
    if (thread != null) {
      thread.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
    }
  }
}
