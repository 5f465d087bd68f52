package concurrent.futures.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process under test. Every wait has a limit; when it has passed, the process is asked for a
 * thread dump and killed, and the test fails with all that it has said.
 */
final class RunningCommand implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final Process process;
  private final Output out;
  private final Output err;

  RunningCommand(Process process, @Nullable InputStream input) {
    this.process = process;
    this.out = new Output(process.getInputStream());
    this.err = new Output(process.getErrorStream());
    if (input != null) {
      inThread("input", () -> feed(input));
    }
  }

  private void feed(InputStream input) {
    try (OutputStream stdin = process.getOutputStream()) {
      input.transferTo(stdin);
    } catch (IOException e) {
      return; // it does not read any more
    }
  }

  /** Writes a line to standard input. */
  void type(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until standard output has this many lines. */
  void awaitLines(int lines) {
    awaitOutput(out, lines + " lines", () -> out.text().lines().count() >= lines);
  }

  /** Waits until standard output contains a text. */
  void awaitOutput(String text) {
    awaitOutput(out, "'" + text + "' on standard output", () -> out.text().contains(text));
  }

  /** Waits until standard error contains a text. */
  void awaitError(String text) {
    awaitOutput(err, "'" + text + "' on standard error", () -> err.text().contains(text));
  }

  /** What it has said on standard error so far. */
  String error() {
    return err.text();
  }

  /** What it has said on standard output so far. */
  String output() {
    return out.text();
  }

  long pid() {
    return process.pid();
  }

  /** Sends a signal, named without SIG. */
  void signal(String name) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end. */
  Command.Outcome outcome() {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw tooLong("the end of the process");
      }
      out.join();
      err.join();
      return new Command.Outcome(process.exitValue(), out.text(), err.text());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void awaitOutput(Output output, String what, BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (output) {
      while (!there.getAsBoolean()) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (output.ended || millis <= 0) {
          throw tooLong(what);
        }
        try {
          output.wait(millis);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private AssertionError tooLong(String what) {
    signal("QUIT"); // the JVM answers with a thread dump on standard output
    try {
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return new AssertionError(
        "waited in vain for "
            + what
            + "\n--- stdout:\n"
            + out.text()
            + "\n--- stderr:\n"
            + err.text());
  }

  private static Thread inThread(String name, Runnable action) {
    Thread thread = new Thread(action, "command-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** What a stream has said so far. */
  private static final class Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this
    private final Thread reader;
    private boolean ended; // guarded by this

    Output(InputStream in) {
      reader = inThread("output", () -> read(in));
    }

    private void read(InputStream in) {
      byte[] buffer = new byte[8192];
      int n;
      try {
        while ((n = in.read(buffer)) >= 0) {
          synchronized (this) {
            bytes.write(buffer, 0, n);
            notifyAll();
          }
        }
      } catch (IOException e) {
        // the process was killed
      }
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }

    synchronized String text() {
      return bytes.toString(UTF_8);
    }

    void join() throws InterruptedException {
      reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }
  }
}
