package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What tasks print, on its way to the parent: line by line, and the rest when the task ends. So
 * that what a task has printed is seen before its future is done, it takes the same link.
 */
final class TaskOutput extends OutputStream {
  private static final int LIMIT = 8 << 10;

  private final FrameOutput out;
  private final WireOutput line = new WireOutput(256); // guarded by this

  TaskOutput(FrameOutput out, int stream) {
    this.out = out;
    line.writeByte(stream);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    line.writeByte(b);
    if (b == '\n' || line.size() > LIMIT) {
      send();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = Math.min(length - done, LIMIT);
      line.writeBytes(bytes, offset + done, n);
      done += n;
      if (line.size() > LIMIT) {
        send();
      }
    }
    if (length > 0 && bytes[offset + length - 1] == '\n') {
      send();
    }
  }

  /** Nothing: a print of half a line would otherwise be a message of its own. */
  @Override
  public void flush() {}

  /** Sends what there is. */
  synchronized void send() throws IOException {
    if (line.size() > 1) {
      try {
        out.send(Kind.OUTPUT, line);
      } finally {
        line.truncate(1);
      }
    }
  }
}
