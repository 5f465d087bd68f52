package concurrent.futures.internal.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The memory that a parent and one worker share: a ring for each direction of the link, and which
 * of the tasks that are written ahead have started. What the worker has written outlives it there.
 *
 * <pre>
 *   0       claims: SLOTS × long, for task seq in slot seq mod SLOTS: 4 × seq + state
 *   4096    the ring from the parent to the worker
 *   …       the ring from the worker to the parent
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

  private static final int RING = Ring.OVERHEAD + Ring.CAPACITY;
  private static final int TO_WORKER = 4096;
  private static final int TO_PARENT = TO_WORKER + RING;
  private static final int BYTES = TO_PARENT + RING;

  private static final long WRITTEN = 1;
  private static final long STARTED = 2;
  private static final long REVOKED = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final Ring toWorker;
  private final Ring toParent;

  private Ledger(ByteBuffer memory) {
    this.memory = memory;
    this.toWorker = new Ring(memory.slice(TO_WORKER, RING));
    this.toParent = new Ring(memory.slice(TO_PARENT, RING));
  }

  /** Makes one, in a new file. */
  public static Ledger create(Path file) throws IOException {
    return new Ledger(MappedFile.create(file, BYTES));
  }

  /** Opens the one that the parent has made. */
  public static Ledger open(Path file) throws IOException {
    return new Ledger(MappedFile.open(file, BYTES));
  }

  /** The ring from the parent to the worker. */
  public Ring toWorker() {
    return toWorker;
  }

  /** The ring from the worker to the parent. */
  public Ring toParent() {
    return toParent;
  }

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
}
