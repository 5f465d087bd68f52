package concurrent.futures;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The write side of a future made by hand, for executors of one's own and for tests.
 *
 * <pre>{@code
 * Promise<String> promise = new Promise<>();
 * client.onReply(promise::setResult);
 * return promise.future();
 * }</pre>
 *
 * <p>Thread-safe. The first outcome counts; a second one is refused and changes nothing.
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> {
  private final AbstractFuture<T> future = new HandMade<>();

  /** Creates a promise whose future is pending. */
  public Promise() {}

  private static final class HandMade<T extends @Nullable Object> extends AbstractFuture<T> {
    @Override
    void ended(@Nullable Object before, Object outcome) {}
  }

  /**
   * Returns the read side.
   *
   * @return the future, always the same
   */
  public Future<T> future() {
    return future;
  }

  /**
   * Marks the future as running, unless it was cancelled (CONTRACT F13).
   *
   * @return true if it runs now, false if it was cancelled
   * @throws InvalidStateException if it runs or has finished already
   */
  public boolean setRunningOrNotifyCancel() {
    if (future.transition(null, AbstractFuture.RUNNING)) {
      return true;
    }
    if (future.cancelled()) {
      return false;
    }
    throw new InvalidStateException("cannot start " + future);
  }

  /**
   * Finishes the future with a value.
   *
   * @param value the value, possibly null
   * @throws InvalidStateException if it is done already (CONTRACT F14)
   */
  public void setResult(T value) {
    finish(AbstractFuture.outcomeOf(value), "set the result of");
  }

  /**
   * Finishes the future with an exception.
   *
   * @param exception the exception
   * @throws NullPointerException if it is null (CONTRACT F15)
   * @throws InvalidStateException if it is done already (CONTRACT F14)
   */
  public void setException(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    finish(new Failure(exception), "set the exception of");
  }

  private void finish(Object outcome, String what) {
    for (; ; ) {
      Object before = future.state();
      if (AbstractFuture.isOutcome(before)) {
        throw new InvalidStateException("cannot " + what + " " + future);
      }
      if (future.transition(before, outcome)) {
        future.fire(null);
        return;
      }
    }
  }
}
