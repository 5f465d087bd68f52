package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * A task in a worker threw an exception that cannot be rebuilt here: it holds something that is not
 * serializable, its class is missing here, or reading it fails. This one stands in its place with
 * everything as text: class, message, stack traces, causes.
 *
 * <p>Its own stack trace is the original's, its cause and suppressed exceptions are those of the
 * original, as exceptions of this type too.
 */
public class RemoteTaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String className;
  private final @Nullable String originalMessage;
  private final String text;

  RemoteTaskException(
      String message,
      String className,
      @Nullable String originalMessage,
      String text,
      @Nullable Throwable cause) {
    super(message, cause);
    this.className = className;
    this.originalMessage = originalMessage;
    this.text = text;
  }

  /**
   * Returns the class of the original exception.
   *
   * @return its name
   */
  public String className() {
    return className;
  }

  /**
   * Returns the message of the original exception.
   *
   * @return the message, or null
   */
  public @Nullable String originalMessage() {
    return originalMessage;
  }

  /**
   * Returns the original exception as its {@code printStackTrace} showed it in the worker.
   *
   * @return the text
   */
  public String text() {
    return text;
  }
}
