package concurrent.futures.cluster;

/** The other side of a {@link ClusterNode#call} failed; the message is what its exception said. */
public class RemoteCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message the other side's exception as text
   */
  public RemoteCallException(String message) {
    super(message);
  }
}
