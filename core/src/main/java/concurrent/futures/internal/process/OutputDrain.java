package concurrent.futures.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a worker's native output (its descriptors 1 and 2) until it ends: passes it on and keeps
 * the tail. Runs in a daemon thread of its own and never stops draining, whatever the sink throws:
 * a worker that nobody reads stands still once the pipe is full.
 */
public final class OutputDrain {
  private static final int TAIL_BYTES = 4096;

  private final InputStream in;
  private final Consumer<byte[]> sink;
  private final Thread thread;
  private final byte[] tail = new byte[TAIL_BYTES]; // guarded by itself: a ring, next byte at total
  private long total; // guarded by tail

  /**
   * Creates a drain; {@link #start} starts it.
   *
   * @param in what to read
   * @param sink called with each piece as it is read; a piece is the sink's own
   * @param threadName the name of the thread that reads
   */
  public OutputDrain(InputStream in, Consumer<byte[]> sink, String threadName) {
    this.in = in;
    this.sink = sink;
    this.thread = new Thread(null, this::drain, threadName, 0, false);
    thread.setDaemon(true);
  }

  /** Starts to read. */
  public void start() {
    thread.start();
  }

  /**
   * Returns the end of what was read so far.
   *
   * @return at most the last 4 KiB, read as UTF-8
   */
  public String tail() {
    byte[] bytes;
    boolean cut;
    synchronized (tail) {
      int next = (int) (total % TAIL_BYTES);
      cut = total > TAIL_BYTES;
      if (cut) {
        bytes = Arrays.copyOfRange(tail, next, next + TAIL_BYTES);
        System.arraycopy(tail, 0, bytes, TAIL_BYTES - next, next);
      } else {
        bytes = Arrays.copyOf(tail, (int) total);
      }
    }
    int from = 0;
    while (cut && from < 3 && (bytes[from] & 0xC0) == 0x80) {
      from++; // the rest of a character whose beginning is gone
    }
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  /**
   * Waits until the output has ended. It may last longer than the worker: whoever it has started
   * may hold its descriptors.
   *
   * @param timeout how long to wait at most
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void join(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis())); // 0 would wait forever
  }

  private void drain() {
    byte[] buffer = new byte[8192];
    while (true) {
      int count = read(buffer);
      if (count < 0) {
        return;
      }
      keep(buffer, count);
      try {
        sink.accept(Arrays.copyOf(buffer, count));
      } catch (Throwable e) {
        // the sink is foreign code, and whatever befell it must not stop the worker
      }
    }
  }

  private int read(byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      return -1; // somebody has closed it
    }
  }

  private void keep(byte[] buffer, int count) {
    synchronized (tail) {
      int from = Math.max(0, count - TAIL_BYTES);
      total += from;
      for (int i = from; i < count; i++) {
        tail[(int) (total++ % TAIL_BYTES)] = buffer[i];
      }
    }
  }
}
