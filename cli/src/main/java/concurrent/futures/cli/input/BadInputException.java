package concurrent.futures.cli.input;

/** A record that cannot be given to the function. */
public final class BadInputException extends Exception {
  private static final long serialVersionUID = 1;

  /** Creates an exception with what is wrong, and the remedy. */
  public BadInputException(String message) {
    super(message, null, false, false);
  }
}
