package concurrent.futures.internal.wire;

import org.jspecify.annotations.Nullable;

/** A value arrived but cannot be rebuilt on this side; its cause is what the attempt threw. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1;

  DecodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
