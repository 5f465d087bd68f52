package concurrent.futures;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The executor cannot run tasks any more: what was pending fails with this exception, one object
 * each, and later calls of {@code submit} and {@code map} throw it. Its subclasses name the kind of
 * executor; the cause says what broke it.
 */
public class BrokenExecutorException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what broke, and what to do
   * @param cause the reason, or null if there is none
   */
  public BrokenExecutorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
