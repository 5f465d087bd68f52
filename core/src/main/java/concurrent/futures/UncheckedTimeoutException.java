package concurrent.futures;

/**
 * A wait ended before what it waited for: the unchecked twin of {@link
 * java.util.concurrent.TimeoutException}, thrown by {@code result(Duration)}, {@code
 * exception(Duration)}, {@link Results} and {@link CompletedFutures}.
 *
 * <p>It always speaks of the wait: nothing happened to the task. A timeout exception that a task
 * throws itself arrives as the cause of a {@link java.util.concurrent.CompletionException}.
 */
public class UncheckedTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was waited for, and how long
   */
  public UncheckedTimeoutException(String message) {
    super(message);
  }
}
