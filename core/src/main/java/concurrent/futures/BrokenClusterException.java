package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A pool of a cluster cannot execute anything: an initializer failed, or no member with free slots
 * was there for too long. The message names the pool and the remedy.
 */
public final class BrokenClusterException extends BrokenExecutorException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what broke
   * @param cause why, or null
   */
  public BrokenClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
