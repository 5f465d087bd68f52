package concurrent.futures.cluster;

/** A member left or was lost before it answered, or is none: whether it did anything is unknown. */
public class MemberLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message who, and how it was lost
   */
  public MemberLostException(String message) {
    super(message);
  }
}
