package concurrent.futures;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * SPI: what differs between kinds of executors, besides their {@link Worker}. One backend belongs
 * to one pool. It must not refer to its {@link PoolExecutor}, or a dropped pool would never be
 * noticed.
 */
public abstract class Backend {
  /** For subclasses. */
  protected Backend() {}

  /**
   * Called once, before everything else.
   *
   * @param pool the pool that this belongs to
   */
  protected void attached(Pool pool) {}

  /**
   * Creates a worker, without starting it.
   *
   * @param pool the pool that it is for
   * @param number 0 for the first, counting up
   * @return the worker, or null if there is no place for one any more, as {@link Pool#maxWorkers}
   *     is about to say
   */
  protected abstract @Nullable Worker newWorker(Pool pool, int number);

  /**
   * Creates what {@code submit} throws, and pending futures fail with, when the pool is broken.
   *
   * @param message what broke
   * @param cause why, or null
   * @return a new exception each time
   */
  protected abstract BrokenExecutorException broken(String message, @Nullable Throwable cause);

  /**
   * Refuses options that this kind of executor cannot honour.
   *
   * @param options the options
   * @throws IllegalArgumentException naming the option
   */
  protected void check(TaskOptions options) {}

  /**
   * Refuses a call that cannot run here, such as one that cannot travel.
   *
   * @param call the call
   * @throws IllegalArgumentException naming the reason and the remedy
   */
  protected void check(Callable<?> call) {}

  /**
   * Refuses a call that can be seen to be unable to travel.
   *
   * @param call the call
   * @param where where it would have to go, for the message
   * @throws IllegalArgumentException if it is not serializable
   */
  protected static void requireSerializable(Callable<?> call, String where) {
    Object function = call;
    if (call instanceof Calls.OfRunnable<?> c) {
      function = c.runnable();
    } else if (call instanceof Calls.Executed c) {
      function = c.runnable();
    }
    if (!(function instanceof Serializable)) {
      throw new IllegalArgumentException(
          "a call that is not serializable cannot travel to "
              + where
              + ": "
              + function.getClass().getName()
              + "; give submit a lambda or method reference directly, or one of type Call or Action,"
              + " or let the class implement Serializable");
    }
  }

  /**
   * Tells whether callbacks may run in the thread that reports an outcome; otherwise they run on
   * the pool's callback thread.
   *
   * @return true by default, as a thread pool's workers may run foreign code
   */
  protected boolean callbacksInWorker() {
    return true;
  }

  /** True if those workers that have tasks are about to take what waits, and no other need look. */
  boolean suffices() {
    return false;
  }

  /** True if that will be so once those workers are there that are being started. */
  boolean startsSuffice() {
    return false;
  }

  /**
   * Returns how long {@code close(Duration)} waits, once its time has passed, for what it has
   * interrupted to end.
   *
   * @return the time, one second by default
   */
  protected Duration closeGrace() {
    return Duration.ofSeconds(1);
  }

  /**
   * {@code close(Duration)} has waited for its grace in vain and is about to return: ends what has
   * not ended, if that is possible, without waiting for it.
   *
   * @return true if it is worth while to wait as long again
   */
  protected boolean giveUp() {
    return false;
  }

  /**
   * Releases what the backend holds; called once, after the last worker has ended. Must not block.
   */
  protected void terminated() {}

  /**
   * Waits until that has been released.
   *
   * @param nanos how long at most
   * @throws InterruptedException if the waiting thread is interrupted
   */
  protected void awaitEnd(long nanos) throws InterruptedException {}
}
