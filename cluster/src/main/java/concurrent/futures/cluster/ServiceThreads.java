package concurrent.futures.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Daemon threads, as many as are needed, which end when they are not. If no thread can be started,
 * what is to be done is not lost: it is tried again until there is one.
 */
final class ServiceThreads implements Background {
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ThreadPoolExecutor threads;

  ServiceThreads(String poolName) {
    this(
        task -> {
          Thread thread = new Thread(task, poolName + "-service");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The same, for tests. */
  ServiceThreads(ThreadFactory factory) {
    threads =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    later(0, () -> {}); // starts the JDK's clock while there are threads to be had
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable action) {
    try {
      threads.execute(action);
    } catch (OutOfMemoryError e) { // no thread to be had
      ClusterBackend.warn("something waits, as there is no thread for it: " + e);
      after(AGAIN_NANOS, action);
    }
  }

  @Override
  public void after(long nanos, Runnable action) {
    later(nanos, () -> execute(action));
  }

  /** By the JDK's clock. */
  private static void later(long nanos, Runnable quick) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run).execute(quick);
  }

  @Override
  public boolean mayWait() {
    return true;
  }

  @Override
  public void waitOn(Object monitor, long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(monitor, nanos);
  }

  @Override
  public void endSoon() { // no thread waits for more
    threads.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
  }
}
