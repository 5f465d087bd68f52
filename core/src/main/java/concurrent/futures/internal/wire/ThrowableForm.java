package concurrent.futures.internal.wire;

import java.util.*;

public final class ThrowableForm {
  public record Remote(
      String className,
      String message,
      String text,
      StackTraceElement[] stackTrace,
      Remote cause,
      List<Remote> suppressed) {}

  public record Received(Throwable original, Remote remote, Throwable problem) {}

  public static void write(WireOutput out, Throwable t, ValueCodec c, List<Object> bulk) {
    out.writeString(t.getClass().getName());
    out.writeString(t.getMessage());
    try {
      c.write(out, t, bulk);
    } catch (EncodeException e) {
    }
  }

  public static Received read(WireInput in, ValueCodec c, List<Object> bulk)
      throws WireFormatException {
    Remote r =
        new Remote(in.readString(), in.readString(), "", new StackTraceElement[0], null, List.of());
    if (in.remaining() == 0) return new Received(null, r, null);
    try {
      return new Received((Throwable) c.read(in, bulk), r, null);
    } catch (DecodeException e) {
      return new Received(null, r, e);
    }
  }
}
