package concurrent.futures.internal.wire;

import org.jspecify.annotations.Nullable;

/** A value cannot be sent. The message names what is in the way, where it is, and what helps. */
public final class EncodeException extends Exception {
  private static final long serialVersionUID = 1;

  private final String path;

  EncodeException(String message, String path, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /**
   * Where in the value the object is that cannot be sent, as in {@code value →
   * java.util.ArrayList[3] → com.acme.Foo.bar → com.acme.Bar.lock}.
   *
   * @return the path, or an empty string if it is not known
   */
  public String path() {
    return path;
  }
}
