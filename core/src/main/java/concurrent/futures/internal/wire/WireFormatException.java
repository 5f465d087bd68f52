package concurrent.futures.internal.wire;

public final class WireFormatException extends java.io.IOException {
  private static final long serialVersionUID = 1;

  public WireFormatException(String m) {
    super(m);
  }
}
