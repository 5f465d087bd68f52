package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A {@link ProcessPoolExecutor} is broken: its workers cannot be started, or its initializer has
 * failed. The death of a worker that runs tasks breaks nothing, see {@link WorkerCrashedException}
 * (CONTRACT P9).
 */
public class BrokenProcessPoolException extends BrokenExecutorException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what broke, and what to do
   * @param cause the reason, or null if there is none
   */
  public BrokenProcessPoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
