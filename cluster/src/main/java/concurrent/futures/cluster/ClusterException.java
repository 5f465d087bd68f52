package concurrent.futures.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A cluster could not be joined. The message has the address, the reason and what to do.
 *
 * <pre>{@code
 * cannot join cluster 'render' at 127.0.0.1:7800: the port is in use; choose another port, or 0 for any free one
 * }</pre>
 */
public class ClusterException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message and a cause.
   *
   * @param message address, reason and remedy
   * @param cause what the engine said, or {@code null}
   */
  public ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
