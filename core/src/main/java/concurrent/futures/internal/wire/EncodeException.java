package concurrent.futures.internal.wire;

public final class EncodeException extends Exception {
  private static final long serialVersionUID = 1;

  public EncodeException(String m, Throwable c) {
    super(m, c);
  }

  public String path() {
    return "";
  }
}
