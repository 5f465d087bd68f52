package concurrent.futures;

import java.util.concurrent.TimeUnit;

/**
 * A platform thread that keeps the JVM from exiting while workers have something to do that are
 * daemons themselves: virtual threads and worker processes (CONTRACT D3). It lingers for a second,
 * so that a pool with little to do does not start one for each task.
 */
final class Keeper implements Runnable {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private int alive; // guarded by this
  private boolean running; // guarded by this
  private boolean closed; // guarded by this
  private long lastEnded; // guarded by this

  Keeper(String name) {
    this.name = name;
  }

  synchronized void beginning() {
    if (!running) {
      Thread thread = new Thread(this, name);
      thread.setDaemon(false); // it would inherit that from whoever submits
      thread.start();
      running = true;
    }
    alive++;
  }

  /** Wakes nobody: a pool may do this some ten thousand times a second. */
  synchronized void ended() {
    alive--;
    lastEnded = System.nanoTime();
  }

  synchronized void close() {
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
      Log.warning("somebody interrupted " + name + ", the JVM may exit before its tasks end");
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
