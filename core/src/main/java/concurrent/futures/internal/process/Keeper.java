package concurrent.futures.internal.process;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A platform thread that keeps the JVM from exiting while workers have something to do that are
 * daemons themselves: virtual threads, worker processes, members of a cluster (CONTRACT D3). It
 * lingers for a second, so that a pool with little to do does not start one for each task.
 */
public final class Keeper implements Runnable {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Consumer<String> log;
  private int alive; // guarded by this
  private boolean running; // guarded by this
  private boolean closed; // guarded by this
  private long lastEnded; // guarded by this

  /**
   * A keeper.
   *
   * @param name the name of its thread
   * @param log takes a warning
   */
  public Keeper(String name, Consumer<String> log) {
    this.name = name;
    this.log = log;
  }

  /** Somebody has something to do. Never fails, since a task may be on its way. */
  public synchronized void beginning() {
    alive++;
    if (!running) {
      Thread thread = new Thread(this, name);
      thread.setDaemon(false); // it would inherit that from whoever submits
      try {
        thread.start();
        running = true;
      } catch (OutOfMemoryError e) {
        log.accept("there is no thread for " + name + ", the JVM may exit before its tasks end");
      }
    }
  }

  /** It has not any more. Wakes nobody: a pool may do this some ten thousand times a second. */
  public synchronized void ended() {
    alive--;
    lastEnded = System.nanoTime();
  }

  /** Nobody will have anything to do again. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  @Override
  public synchronized void run() {
    try {
      for (long nanos; (nanos = nanosToNextLook()) > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      }
    } catch (InterruptedException e) {
      log.accept("somebody interrupted " + name + ", the JVM may exit before its tasks end");
    } finally {
      running = false;
    }
  }

  private long nanosToNextLook() {
    if (alive > 0) {
      return LINGER_NANOS;
    }
    return closed ? 0 : lastEnded + LINGER_NANOS - System.nanoTime();
  }
}
