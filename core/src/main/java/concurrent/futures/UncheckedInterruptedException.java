package concurrent.futures;

/**
 * The waiting thread was interrupted: the unchecked twin of {@link InterruptedException}. The
 * thread's interrupt flag stays set.
 *
 * <p>It always speaks of the wait: nothing happened to the task. An interruption that a task throws
 * itself arrives as the cause of a {@link java.util.concurrent.CompletionException}.
 */
public class UncheckedInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was waited for
   */
  public UncheckedInterruptedException(String message) {
    super(message);
  }
}
