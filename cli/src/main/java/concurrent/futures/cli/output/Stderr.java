package concurrent.futures.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard error: messages, the progress bar, and whatever tasks print. Lines never mix with the
 * bar: it is wiped before a line and comes back with its next update. If nobody reads standard
 * error, what is written is lost, and nothing else happens.
 */
public final class Stderr {
  private static final String WIPE = "\r\u001b[K";

  private final OutputStream err;
  private boolean barShown; // guarded by this
  private boolean barInUse; // guarded by this

  /** Creates the one writer to descriptor 2. */
  public Stderr() {
    this(new FileOutputStream(FileDescriptor.err));
  }

  /** Creates a writer to something else. */
  public Stderr(OutputStream err) {
    this.err = err;
  }

  /**
   * Tells whether a descriptor is a terminal. {@code System.console()} cannot tell: it also wants
   * the other descriptors to be terminals.
   */
  public static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.startsWith("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Prints {@code futures: text}. */
  public void message(String text) {
    line("futures: " + text);
  }

  /** Prints a line. */
  public synchronized void line(String text) {
    print((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Draws the bar, in place of the one before. */
  public synchronized void bar(String text) {
    barInUse = true;
    barShown = true;
    raw((WIPE + text).getBytes(StandardCharsets.UTF_8));
  }

  /** Removes the bar for good. */
  public synchronized void endBar() {
    wipe();
    barInUse = false;
  }

  /**
   * Sends what tasks print to {@code System.out} and {@code System.err} here, and ends System.in.
   */
  public void redirectTasks() {
    PrintStream tasks = new PrintStream(new TaskOutput(), true, StandardCharsets.UTF_8);
    System.setOut(tasks);
    System.setErr(tasks);
    System.setProperty("stdout.encoding", "UTF-8"); // for worker processes: before JDK 18 a stream
    System.setProperty("stderr.encoding", "UTF-8"); // cannot tell its charset
    System.setIn(InputStream.nullInputStream()); // so that a task cannot eat the records
  }

  private synchronized void print(byte[] text) {
    wipe();
    raw(text);
  }

  /** Removes the bar until its next update. */
  synchronized void wipe() {
    if (barShown) {
      barShown = false;
      raw(WIPE.getBytes(StandardCharsets.UTF_8));
    }
  }

  private synchronized void raw(byte[] bytes) {
    try {
      err.write(bytes);
    } catch (IOException e) {
      barShown = false; // nobody to tell
    }
  }

  /** What tasks print: at once, or, above a bar, line by line. */
  private final class TaskOutput extends OutputStream {
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // guarded by Stderr

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (Stderr.this) {
        begun.write(bytes, offset, length);
        boolean whole = length > 0 && bytes[offset + length - 1] == '\n';
        if (whole || !barInUse) {
          print(begun.toByteArray());
          begun.reset();
        }
      }
    }
  }
}
