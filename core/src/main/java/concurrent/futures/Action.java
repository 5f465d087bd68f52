package concurrent.futures;

import java.io.Serializable;

/**
 * A call without a result that may throw and is serializable, so that the same lambda runs on a
 * thread, in a worker process or on another machine.
 *
 * <pre>{@code
 * Future<?> pause = pool.submit(() -> Thread.sleep(10));
 * }</pre>
 *
 * <p>It is a {@link Runnable} too, so that it fits where the rest of Java wants one.
 */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // run() is call() for those who cannot catch
public interface Action extends Runnable, Serializable {
  /**
   * Does the work.
   *
   * @throws Exception whatever the work throws: it becomes the outcome of its future
   */
  void call() throws Exception;

  /**
   * Does the work as a {@link Runnable}: unchecked exceptions pass as they are.
   *
   * @throws java.util.concurrent.CompletionException if {@link #call()} throws a checked exception,
   *     which is its cause
   */
  @Override
  default void run() {
    try {
      call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new java.util.concurrent.CompletionException(e);
    }
  }
}
