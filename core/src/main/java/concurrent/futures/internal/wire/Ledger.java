package concurrent.futures.internal.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A page of memory that a parent and one worker share, for short tasks that are written ahead:
 * whether each has started, and the results, which outlive the worker there.
 *
 * <pre>
 *   0       claims: SLOTS × long, for task seq in slot seq mod SLOTS: 4 × seq + state
 *   4096    tail: so many bytes of results the worker has written
 *   4224    head: so many of them the parent has read
 *   8192    results: a ring of records: length (int), kind (byte), bytes
 *
 *   WRITTEN ── worker: {@link #start} ──▶ STARTED
 *      └────── parent: {@link #revoke} ─▶ REVOKED      one compare-and-set each, so one of them wins
 * </pre>
 *
 * <p>A slot holds the number of its task, so a claim of an older task never hits a newer one.
 */
public final class Ledger {
  /** So many tasks may be written ahead at a time. */
  public static final int SLOTS = 512;

  private static final int TAIL = 4096;
  private static final int HEAD = TAIL + 128;
  private static final int RESULTS = 8192;
  private static final int CAPACITY = 64 << 10;
  private static final int RECORD_HEAD = 5;
  private static final int BYTES = RESULTS + CAPACITY;

  private static final long WRITTEN = 1;
  private static final long STARTED = 2;
  private static final long REVOKED = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD);
  private long position; // of this side: the worker's tail or the parent's head

  private Ledger(ByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * Makes one, in a new file. It is written before it is mapped: what a full disk has no room for
   * would otherwise end this JVM at the first touch.
   */
  public static Ledger create(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  /** Opens the one that the parent has made. */
  public static Ledger open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  // ---- claims

  private static int slot(long seq) {
    return (int) (seq & (SLOTS - 1)) << 3;
  }

  private boolean change(long seq, long from, long to) {
    return LONGS.compareAndSet(memory, slot(seq), seq << 2 | from, seq << 2 | to);
  }

  /** The parent is about to write a task ahead. */
  public void write(long seq) {
    LONGS.setRelease(memory, slot(seq), seq << 2 | WRITTEN);
  }

  /** The worker begins a task; false if it must not. */
  public boolean start(long seq) {
    return change(seq, WRITTEN, STARTED);
  }

  /** The parent takes a task back; false if it has started, or was taken back before. */
  public boolean revoke(long seq) {
    return change(seq, WRITTEN, REVOKED);
  }

  /** True once the worker has begun the task. */
  public boolean hasStarted(long seq) {
    return (long) LONGS.getAcquire(memory, slot(seq)) == (seq << 2 | STARTED);
  }

  /** True once the parent has taken the task back. */
  public boolean isRevoked(long seq) {
    return (long) LONGS.getAcquire(memory, slot(seq)) == (seq << 2 | REVOKED);
  }

  // ---- results

  /** The worker adds a record; false if there is no room for it. */
  public boolean put(int kind, byte[] bytes, int n) {
    long free = (long) LONGS.getAcquire(memory, HEAD) + CAPACITY;
    if (position + RECORD_HEAD + n > free) {
      return false;
    }
    head.putInt(0, n).put(4, (byte) kind);
    copyIn(position, head.array(), RECORD_HEAD);
    copyIn(position + RECORD_HEAD, bytes, n);
    position += RECORD_HEAD + n;
    LONGS.setRelease(memory, TAIL, position);
    return true;
  }

  private void copyIn(long at, byte[] bytes, int n) {
    int from = (int) (at & (CAPACITY - 1));
    int first = Math.min(n, CAPACITY - from);
    memory.put(RESULTS + from, bytes, 0, first);
    if (first < n) {
      memory.put(RESULTS, bytes, first, n - first);
    }
  }

  /** The parent takes all records that there are, one behind the other. */
  public WireInput take() {
    long tail = (long) LONGS.getAcquire(memory, TAIL);
    int n = (int) Math.max(0, Math.min(tail - position, CAPACITY));
    byte[] bytes = new byte[n];
    int from = (int) (position & (CAPACITY - 1));
    int first = Math.min(n, CAPACITY - from);
    memory.get(RESULTS + from, bytes, 0, first);
    memory.get(RESULTS, bytes, first, n - first);
    position += n;
    LONGS.setRelease(memory, HEAD, position);
    return new WireInput(bytes, 0, n);
  }
}
