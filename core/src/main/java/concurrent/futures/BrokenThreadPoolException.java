package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A thread pool is broken: an initializer failed, or a thread could not be started (CONTRACT T6).
 */
public class BrokenThreadPoolException extends BrokenExecutorException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what broke, and what to do
   * @param cause the reason, or null if there is none
   */
  public BrokenThreadPoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
