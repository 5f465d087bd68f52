package concurrent.futures.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Standard output: results only, and never half a line, since only whole chunks are written. {@code
 * System.out} would not do: it never says that nobody reads any more.
 */
public final class Stdout {
  private static final int BUFFER = 1 << 16;

  private final FileOutputStream out;
  private final @Nullable Stderr sharing; // one terminal with the progress bar; null otherwise
  private final ReentrantLock lock = new ReentrantLock();
  private final byte[] buffer = new byte[BUFFER]; // guarded by lock, as is held
  private int held;

  /** Creates the one writer to descriptor 1, which must not write over a progress bar. */
  public Stdout(Stderr stderr) {
    this(
        new FileOutputStream(FileDescriptor.out),
        Stderr.isTerminal(1) && Stderr.isTerminal(2) ? stderr : null);
  }

  Stdout(FileOutputStream out, @Nullable Stderr sharing) {
    this.out = out;
    this.sharing = sharing;
  }

  /** Nobody reads standard output any more. */
  public static final class ClosedPipeException extends IOException {
    private static final long serialVersionUID = 1;

    ClosedPipeException(IOException cause) {
      super(cause);
    }
  }

  /**
   * Writes whole lines, now or a little later.
   *
   * @throws ClosedPipeException if nobody reads any more
   * @throws IOException if they cannot be written
   */
  public void write(Utf8Buffer lines) throws IOException {
    lock.lock();
    try {
      if (lines.length() > BUFFER - held) {
        flushHeld();
      }
      if (lines.length() > BUFFER) {
        raw(lines.bytes(), lines.length());
      } else {
        lines.copyTo(buffer, held);
        held += lines.length();
      }
    } catch (IOException e) {
      throw explained(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes what is held back.
   *
   * @throws ClosedPipeException if nobody reads any more
   * @throws IOException if it cannot be written
   */
  public void flush() throws IOException {
    lock.lock();
    try {
      flushHeld();
    } catch (IOException e) {
      throw explained(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no write is under way, and lets no other begin: for exits that must not cut a line
   * in two. Gives up after a second, since a write may wait for a reader that never reads.
   */
  public void freeze() {
    try {
      if (!lock.tryLock(1, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flushHeld() throws IOException {
    int n = held;
    held = 0;
    if (n > 0) {
      raw(buffer, n);
    }
  }

  private void raw(byte[] bytes, int n) throws IOException {
    if (sharing == null) {
      out.write(bytes, 0, n);
      return;
    }
    synchronized (sharing) {
      sharing.wipe();
      out.write(bytes, 0, n);
    }
  }

  /**
   * On a pipe or socket a failed write means a closed one, whatever the language of the message.
   */
  private static IOException explained(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Broken pipe")) {
      return new ClosedPipeException(e);
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:")
          ? new ClosedPipeException(e)
          : e;
    } catch (IOException | UnsupportedOperationException unknown) {
      return e;
    }
  }
}
