package concurrent.futures.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Daemon threads, as many as are needed, which end when they are not. */
final class ServiceThreads implements Background {
  private final ThreadPoolExecutor threads;

  ServiceThreads(String poolName) {
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, poolName + "-service");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable action) {
    threads.execute(action);
  }

  @Override
  public void after(long nanos, Runnable action) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, threads).execute(action);
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
