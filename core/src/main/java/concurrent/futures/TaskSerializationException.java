package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Something could not travel between this JVM and a worker: an argument, a captured value or a
 * result that is not serializable, or that fails while it is serialized or deserialized, on either
 * side. It fails the one task that it belongs to, and another attempt would not help, so it is
 * never retried (CONTRACT P5, P6).
 *
 * <p>The message says what it is and what to do, with the path to the field; the cause is what the
 * serialization threw.
 */
public class TaskSerializationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * Creates the exception.
   *
   * @param message what cannot travel, and the remedy
   * @param path the way to it, see {@link #path()}
   * @param cause what the serialization threw, or null
   */
  public TaskSerializationException(String message, String path, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /**
   * Returns the way from the value to the field that cannot travel, such as {@code argument →
   * com.acme.Order.customer → com.acme.Customer.lock}.
   *
   * @return the path, empty if it is not known
   */
  public String path() {
    return path;
  }
}
