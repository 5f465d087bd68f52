package concurrent.futures.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link in shared memory: bytes from a writer in one process to a reader in
 * another, in a ring; and whether the reader sleeps, so that somebody must ring its bell.
 *
 * <pre>
 *   0      tail: so many bytes have been written
 *   128    head: so many of them have been read       each side's on its own cache line
 *   136    taken: so many slots have been read
 *   256    asleep: 1 if the reader wants to be woken
 *   384    the bytes
 *
 *   writer                                     reader
 *   bytes, then tail                           asleep = 1
 *   full fence                                 full fence
 *   asleep? 1 to 0, then ring the bell         tail moved? then it stays awake
 * </pre>
 *
 * <p>Each of them says what it does before it looks at what the other one has said, so at least one
 * of them sees the other: what is written is read, or the bell is rung. What the bell is, is the
 * business of those who use this.
 *
 * <p><b>Beside it,</b> elements of large arrays may go through slots of a larger memory, {@link
 * #addSlots}, with a short message in the ring for each. Two processors that share no cache hand on
 * at a fifth of the speed of a copy what is written again and again in the same place: each line
 * must be taken from the reader's cache first. In memory that is larger than caches it is there no
 * more.
 *
 * <p>One thread at a time may write, and one at a time may read. Nothing here blocks.
 */
public class Ring {
  /** So many bytes fit into it: enough for one side to go on while the other one is delayed. */
  public static final int CAPACITY = 1 << 20;

  /** The size of a slot, which is as long as a frame may be. */
  static final int SLOT = FrameOutput.MAX_PAYLOAD;

  /**
   * So many bytes have all slots of a direction. On a processor with 32 MiB of its last cache,
   * which holds what both copy as well, little of them was there when they came round again.
   */
  public static final int SLOTS_SIZE = 24 << 20;

  /** What rings the bell of a reader: this byte, through the pipe. */
  public static final int BELL = 7;

  /** So many bytes of an array are handed on at a time, so that both sides copy at once. */
  private static final int PIECE = 32 << 10;

  private static final int TAIL = 0;
  private static final int HEAD = 128;
  private static final int TAKEN = 136;
  private static final int ASLEEP = 256;
  private static final int DATA = 384;

  /** The memory that a ring takes besides the bytes in it. */
  public static final int OVERHEAD = DATA;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final int capacity; // a power of two
  private long position; // of this side: the writer's tail or the reader's head
  private long limit; // as far as this side knows: how far the writer may write
  private volatile @Nullable ByteBuffer slots;
  private long slotCount; // so many were written or read by this side

  /**
   * One end of a ring.
   *
   * @param memory the same zeros for both, {@link #OVERHEAD} bytes and a power of two
   */
  public Ring(ByteBuffer memory) {
    this.memory = memory;
    this.capacity = memory.capacity() - OVERHEAD;
    this.limit = capacity;
  }

  /** What happens next, for tests that let others go first there. */
  enum Step {
    COPIED,
    PUBLISHED,
    WOKEN,
    ASLEEP,
    LOOKED
  }

  /** Between two steps. */
  void after(Step step) {}

  // ---- the writer

  /** So many bytes can be written at once. */
  public int room() {
    limit = (long) LONGS.getAcquire(memory, HEAD) + capacity;
    return (int) Math.max(0, Math.min(limit - position, capacity));
  }

  /** Writes as much as there is room for; returns how much that was. */
  public int write(byte[] bytes, int offset, int length) {
    int n = position + length <= limit ? length : Math.min(length, room());
    int at = (int) (position & (capacity - 1));
    int first = Math.min(n, capacity - at);
    memory.put(DATA + at, bytes, offset, first);
    if (first < n) {
      memory.put(DATA, bytes, offset + first, n - first);
    }
    publish(n);
    return n;
  }

  /**
   * Writes elements of an array of primitives, as many as there is room for, but only a piece;
   * returns how many. It may be none if one does not fit before the end of the memory.
   */
  int writeElements(Object array, int from, int n) {
    int size = Elements.size(array);
    int at = (int) (position & (capacity - 1));
    int fit = Math.min(n, Math.min(Math.min(room(), PIECE), capacity - at) / size);
    if (fit > 0) {
      Elements.put(array, from, fit, memory.slice(DATA + at, fit * size));
      publish(fit * size);
    }
    return fit;
  }

  private void publish(int n) {
    after(Step.COPIED);
    position += n;
    LONGS.setRelease(memory, TAIL, position);
    after(Step.PUBLISHED);
  }

  /**
   * Gives it the memory for slots. Any thread may call, at the reader's end first.
   *
   * @param memory the same for both, a multiple of {@link #SLOT}; null if there is none after all
   */
  public void addSlots(@Nullable ByteBuffer memory) {
    slots = memory;
  }

  /** True if it has slots. */
  boolean hasSlots() {
    return slots != null;
  }

  /** So many slots were written that have not been read. */
  int unreadSlots() {
    return (int) (slotCount - (long) LONGS.getAcquire(memory, TAKEN));
  }

  /** True if a slot can be written. */
  boolean hasFreeSlot() {
    return unreadSlots() < Objects.requireNonNull(slots).capacity() / SLOT;
  }

  /** Writes elements to a free slot. The reader is to be told by a message. */
  void writeSlot(Object array, int from, int n) {
    Elements.put(array, from, n, slot(n * Elements.size(array)));
    slotCount++;
  }

  /** Reads elements from the next slot, of which a message has told. */
  void readSlot(Object array, int to, int n) {
    Elements.get(slot(n * Elements.size(array)), array, to, n);
    slotCount++;
    LONGS.setRelease(memory, TAKEN, slotCount);
  }

  private ByteBuffer slot(int bytes) {
    ByteBuffer all = Objects.requireNonNull(slots);
    return all.slice((int) (slotCount % (all.capacity() / SLOT)) * SLOT, bytes);
  }

  /** True if the reader sleeps; the caller must ring its bell then. To be asked after writing. */
  public boolean mustRing() {
    VarHandle.fullFence();
    boolean asleep =
        (long) LONGS.getOpaque(memory, ASLEEP) == 1 && LONGS.compareAndSet(memory, ASLEEP, 1L, 0L);
    after(Step.WOKEN);
    return asleep;
  }

  // ---- the reader

  /** True if everything was read that has been written. */
  public boolean isEmpty() {
    return (long) LONGS.getAcquire(memory, TAIL) == position;
  }

  /** So many bytes can be read at once. */
  private int available() {
    long there = (long) LONGS.getAcquire(memory, TAIL) - position;
    return (int) Math.max(0, Math.min(there, capacity));
  }

  /** Reads as much as there is, but not more than that; returns how much that was. */
  public int read(byte[] bytes, int offset, int most) {
    int n = Math.min(available(), most);
    if (n > 0) {
      int at = (int) (position & (capacity - 1));
      int first = Math.min(n, capacity - at);
      memory.get(DATA + at, bytes, offset, first);
      if (first < n) {
        memory.get(DATA, bytes, offset + first, n - first);
      }
      release(n);
    }
    return n;
  }

  /**
   * Reads elements into an array of primitives, as many as there are, but not more than that, and
   * only a piece; returns how many. It may be none although there is something, as in {@link
   * #writeElements}.
   */
  int readElements(Object array, int to, int most) {
    int size = Elements.size(array);
    int at = (int) (position & (capacity - 1));
    int n = Math.min(most, Math.min(Math.min(available(), PIECE), capacity - at) / size);
    if (n > 0) {
      Elements.get(memory.slice(DATA + at, n * size), array, to, n);
      release(n * size);
    }
    return n;
  }

  private void release(int n) {
    position += n;
    LONGS.setRelease(memory, HEAD, position);
  }

  /**
   * The reader wants to be woken by its bell from now on.
   *
   * @return false if there is something to read already; the bell may be rung all the same
   */
  public boolean fallAsleep() {
    LONGS.setVolatile(memory, ASLEEP, 1L);
    after(Step.ASLEEP);
    VarHandle.fullFence();
    boolean empty = isEmpty();
    after(Step.LOOKED);
    return empty;
  }

  /**
   * The reader looks by itself from now on.
   *
   * @return false if somebody is ringing its bell, or has rung it
   */
  public boolean wakeUp() {
    return (long) LONGS.getOpaque(memory, ASLEEP) == 1
        && LONGS.compareAndSet(memory, ASLEEP, 1L, 0L);
  }
}
