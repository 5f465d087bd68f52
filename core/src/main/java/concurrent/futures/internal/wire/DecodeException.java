package concurrent.futures.internal.wire;

public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1;

  public DecodeException(String m, Throwable c) {
    super(m, c);
  }
}
