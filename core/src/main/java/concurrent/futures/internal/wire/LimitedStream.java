package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Appends to an output until a size, then fails, and goes on failing: user code may take no notice
 * of the first failure.
 */
final class LimitedStream extends OutputStream {
  private final WireOutput out;
  private final long end;
  private boolean exceeded;

  LimitedStream(WireOutput out, long maxBytes) {
    this.out = out;
    this.end = Math.min(out.size() + maxBytes, WireOutput.MAX_SIZE);
  }

  /** Whether something did not fit. */
  boolean exceeded() {
    return exceeded;
  }

  @Override
  public void write(int b) throws IOException {
    reserve(1);
    out.writeByte(b);
  }

  @Override
  public void write(byte[] b, int offset, int length) throws IOException {
    reserve(length);
    out.writeBytes(b, offset, length);
  }

  private void reserve(int count) throws IOException {
    exceeded |= end - out.size() < count;
    if (exceeded) {
      throw new IOException("the limit of bytes is reached");
    }
  }
}
