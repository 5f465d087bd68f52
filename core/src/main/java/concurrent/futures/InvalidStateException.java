package concurrent.futures;

/**
 * A {@link Promise} was told to make a transition that its state does not allow, such as a second
 * result. The first outcome is kept (CONTRACT F13, F14).
 */
public class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the state and the future
   */
  public InvalidStateException(String message) {
    super(message);
  }
}
