package concurrent.futures.internal.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as it travels: twice. First in a neutral form of names, texts and frames, which
 * always arrives; then serialized, if it can be, after its length, so that a reader can go on
 * whatever its deserialization does.
 */
public final class ThrowableForm {
  private ThrowableForm() {}

  /**
   * What is known of a throwable without its class.
   *
   * @param className the name of its class
   * @param message its message
   * @param text what {@code printStackTrace()} would print, at most 64 KiB
   * @param stackTrace its frames, at most 1024
   * @param cause its cause; a chain ends after 64, or where it comes back to itself
   * @param suppressed what it suppressed
   */
  @SuppressWarnings("ArrayRecordComponent") // as in Throwable; nobody compares two of these
  public record Remote(
      String className,
      @Nullable String message,
      String text,
      StackTraceElement[] stackTrace,
      @Nullable Remote cause,
      List<Remote> suppressed) {}

  /**
   * A throwable as it has arrived.
   *
   * @param original itself, or null if it could not be serialized or not be read back
   * @param remote what is known of it in any case
   * @param problem what its deserialization threw, or null
   */
  public record Received(
      @Nullable Throwable original, Remote remote, @Nullable Throwable problem) {}

  /**
   * Appends a throwable. Never throws, whatever the code of the throwable does.
   *
   * @param out where to
   * @param t the throwable
   * @param codec for the serialized form
   * @param bulk gets the arrays that travel apart
   */
  public static void write(WireOutput out, Throwable t, ValueCodec codec, List<Object> bulk) {
    NeutralThrowable.of(t).write(out);
    out.writeInt(0);
    int start = out.size();
    try {
      codec.write(out, t, bulk);
      out.setInt(start - 4, out.size() - start);
    } catch (Throwable cannot) {
      // An error of the JVM is no exception to this: better half a report of a failure than none.
    }
  }

  /**
   * Reads what {@link #write} wrote. Afterwards the input stands behind it.
   *
   * @param in where from
   * @param codec for the serialized form
   * @param bulk the arrays as received
   * @return the throwable
   * @throws WireFormatException if the bytes are malformed
   */
  public static Received read(WireInput in, ValueCodec codec, List<Object> bulk)
      throws WireFormatException {
    Remote remote = NeutralThrowable.read(in, 0).toRemote();
    WireInput serialized = in.readSlice(in.readInt());
    if (serialized.remaining() == 0) {
      return new Received(null, remote, null);
    }
    try {
      return new Received((Throwable) codec.read(serialized, bulk), remote, null);
    } catch (DecodeException e) {
      Throwable cause = e.getCause();
      return new Received(null, remote, cause != null ? cause : e);
    } catch (ClassCastException e) { // it has a writeReplace() that makes something else of it
      return new Received(null, remote, e);
    }
  }
}
