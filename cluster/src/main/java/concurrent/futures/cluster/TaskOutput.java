package concurrent.futures.cluster;

import concurrent.futures.internal.process.WorkerOutput;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a slot print in threads of this JVM, on its way to who has submitted them: line
 * by line, and the rest when the task ends. What other threads print appears here as before.
 */
final class TaskOutput {
  private static final int LIMIT = 8 << 10;
  private static final ThreadLocal<@Nullable TaskOutput> CURRENT = new ThreadLocal<>();
  private static boolean installed; // guarded by the class

  private final Guest guest;
  private final int slot;
  private final Line[] lines;

  TaskOutput(Guest guest, int slot, SlotProcess.WorkerName worker) {
    this.guest = guest;
    this.slot = slot;
    this.lines =
        new Line[] {
          new Line(WorkerOutput.charsetOfOut(), Charset.forName(worker.outCharset())),
          new Line(WorkerOutput.charsetOfErr(), Charset.forName(worker.errCharset()))
        };
  }

  /** Part of a line; the submitter's stream may have another charset than this one. */
  private static final class Line extends ByteArrayOutputStream {
    private final Charset here;
    private final Charset there;

    Line(Charset here, Charset there) {
      this.here = here;
      this.there = there;
    }

    byte[] take() {
      byte[] bytes = here.equals(there) ? toByteArray() : toString(here).getBytes(there);
      reset();
      return bytes;
    }
  }

  /** Takes the standard streams of this JVM over, for good. */
  static synchronized void install() {
    if (!installed) {
      installed = true;
      System.setOut(divided(1, System.out, WorkerOutput.charsetOfOut()));
      System.setErr(divided(2, System.err, WorkerOutput.charsetOfErr()));
    }
  }

  private static PrintStream divided(int stream, PrintStream otherwise, Charset charset) {
    OutputStream to =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            TaskOutput current = CURRENT.get();
            if (current == null) {
              otherwise.write(bytes, offset, length);
              otherwise.flush();
            } else {
              current.add(stream, bytes, offset, length);
            }
          }
        };
    return new PrintStream(to, false, charset);
  }

  /** What this thread prints from now on is a task's of this slot. */
  void begin() {
    CURRENT.set(this);
  }

  /** The task has ended: sends the rest. */
  void end() {
    CURRENT.remove();
    send(1);
    send(2);
  }

  private void add(int stream, byte[] bytes, int offset, int length) {
    Line line = lines[stream - 1];
    line.write(bytes, offset, length);
    boolean complete = length > 0 && bytes[offset + length - 1] == '\n';
    if (complete || line.size() > LIMIT) {
      send(stream);
    }
  }

  private void send(int stream) {
    byte[] bytes = lines[stream - 1].take();
    if (bytes.length > 0) {
      guest.output(slot, stream, bytes, 0, bytes.length);
    }
  }
}
