package concurrent.futures.internal.process;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes on what a worker prints to this JVM's streams, perhaps with its name before each line. */
public final class WorkerOutput {
  private final byte @Nullable [] prefix;
  private boolean inLine; // by the thread that reads the worker's link

  /** Begins each line with the prefix, if there is one. */
  public WorkerOutput(@Nullable String prefix) {
    this.prefix = prefix == null ? null : prefix.getBytes(StandardCharsets.UTF_8);
  }

  /** What tasks have printed. */
  public void print(int stream, byte[] bytes) {
    write(stream == 1 ? standardOut() : standardErr(), bytes);
  }

  /** What native code, or the JVM itself, has printed. */
  public void printNative(byte[] bytes) {
    write(standardErr(), bytes);
  }

  /** What this JVM's standard output encodes with. */
  public static Charset charsetOfOut() {
    return charsetOf(standardOut(), "stdout.encoding");
  }

  /** What its standard error encodes with. */
  public static Charset charsetOfErr() {
    return charsetOf(standardErr(), "stderr.encoding");
  }

  /** What the stream here encodes with, since the worker's bytes go to it as they are. */
  private static Charset charsetOf(PrintStream stream, String property) {
    try { // since JDK 18
      return (Charset) PrintStream.class.getMethod("charset").invoke(stream);
    } catch (ReflectiveOperationException e) {
      String name = System.getProperty(property, System.getProperty("sun." + property));
      return name != null && Charset.isSupported(name)
          ? Charset.forName(name)
          : Charset.defaultCharset();
    }
  }

  private static PrintStream standardOut() {
    return System.out;
  }

  private static PrintStream standardErr() {
    return System.err;
  }

  private void write(PrintStream to, byte[] bytes) {
    byte[] text = prefix == null ? bytes : prefixed(prefix, bytes);
    to.write(text, 0, text.length);
    to.flush();
  }

  private byte[] prefixed(byte[] before, byte[] bytes) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes.length + 2 * before.length);
    for (byte b : bytes) {
      if (!inLine) {
        lines.writeBytes(before);
      }
      lines.write(b);
      inLine = b != '\n';
    }
    return lines.toByteArray();
  }
}
