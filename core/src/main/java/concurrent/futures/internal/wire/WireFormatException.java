package concurrent.futures.internal.wire;

import java.io.IOException;

/** Bytes that nobody can have written with {@link WireOutput}: cut off, or not ours. */
public final class WireFormatException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * An exception about malformed bytes.
   *
   * @param message what was read, and where
   */
  public WireFormatException(String message) {
    super(message);
  }
}
