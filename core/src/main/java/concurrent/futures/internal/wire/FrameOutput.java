package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a link.
 *
 * <pre>
 *   0       1      2                6             10
 *   ├ magic ┼ kind ┼ payload length ┼ checksum of ┼ payload ┄
 *   │ 0xCF  │      │ (4 bytes)      │ kind and    │
 *   │       │      │                │ payload     │
 * </pre>
 *
 * <p>A message is one frame, or, if it is long or has arrays, several: first its arrays, each one
 * {@link Kind#ARRAY} and the {@link Kind#ELEMENTS} that fill it, then {@link Kind#PART}s, each with
 * the kind of the message in its first byte, then the frame of its kind, marked with {@link #LAST}.
 * Frames of other messages may come in between, but no other long one of the same kind, and no
 * other one with arrays: these are for one thread at a time.
 *
 * <p>Through shared memory the checksum is 0: nobody else writes there, as anybody may to a pipe.
 *
 * <p>What was {@link #enqueue enqueued} is written before the next frame, whoever writes it.
 */
public final class FrameOutput {
  static final int MAGIC = 0xCF;
  static final int HEADER = 10;

  /** Added to the kind of the frame that completes a message of several frames. */
  static final int LAST = 0x40;

  /** The longest payload. Longer messages go in parts, so that short ones can come between. */
  public static final int MAX_PAYLOAD = 64 << 10;

  private record Enqueued(int kind, WireOutput payload) {}

  /** Of a kind without VarHandles, which take a fresh JVM 17 a millisecond. */
  private final Queue<Enqueued> queue = new LinkedBlockingQueue<>();

  private final ReentrantLock lock = new ReentrantLock();
  private OutputStream out; // guarded by lock
  private volatile @Nullable RingOutput ring; // what out is then; written under the lock
  private volatile boolean ended;
  private final CRC32 crc = new CRC32(); // guarded by lock
  private final WireOutput buffer = new WireOutput(4 << 10); // guarded by lock

  /**
   * Creates the writing end.
   *
   * @param out where to
   */
  public FrameOutput(OutputStream out) {
    this.out = out;
  }

  /** Sends a message without arrays. May block. */
  public void send(int kind, WireOutput payload) throws IOException {
    send(kind, payload, List.of());
  }

  /**
   * Sends a message. May block.
   *
   * @param arrays arrays of primitives
   */
  public void send(int kind, WireOutput payload, List<Object> arrays) throws IOException {
    if (!arrays.isEmpty()) {
      WireOutput part = new WireOutput(MAX_PAYLOAD);
      for (Object array : arrays) {
        sendArray(part, array);
      }
    }
    int length = payload.size();
    if (arrays.isEmpty() && length <= MAX_PAYLOAD) {
      sendFrame(kind, payload.array(), 0, length);
      return;
    }
    byte[] part = new byte[Math.min(length + 1, MAX_PAYLOAD)];
    int sent = 0;
    for (; length - sent > MAX_PAYLOAD; sent += part.length - 1) {
      part[0] = (byte) kind;
      System.arraycopy(payload.array(), sent, part, 1, part.length - 1);
      sendFrame(Kind.PART, part, 0, part.length);
    }
    sendFrame(kind | LAST, payload.array(), sent, length - sent);
  }

  private void sendArray(WireOutput part, Object array) throws IOException {
    int length = java.lang.reflect.Array.getLength(array);
    int size = Elements.size(array);
    part.reset();
    part.writeByte(Elements.type(array));
    part.writeInt(length);
    sendFrame(Kind.ARRAY, part.array(), 0, part.size());
    int step = MAX_PAYLOAD / size;
    byte[] bytes = ring == null ? new byte[Math.min(length, step) * size] : new byte[0];
    for (int from = 0, n; from < length; from += n) {
      n = Math.min(step, length - from);
      if (!sendElements(array, from, n)) {
        Elements.toBytes(array, from, n, bytes);
        sendFrame(Kind.ELEMENTS, bytes, 0, n * size);
      }
    }
  }

  /** Sends elements from their array into the shared memory; false if there is none yet. */
  private boolean sendElements(Object array, int from, int n) throws IOException {
    lock.lock();
    try {
      RingOutput memory = ring;
      if (memory == null) {
        return false;
      }
      putEnqueued();
      if (memory.prefersSlots()) {
        write(); // whatever it is, it does not wait for a slot
        boolean wake = memory.writeSlot(array, from, n);
        putHeader(Kind.SLOT, Integer.BYTES, 0);
        buffer.writeInt(n);
        write();
        if (wake) {
          memory.flush();
        }
      } else {
        putHeader(Kind.ELEMENTS, n * Elements.size(array), 0);
        write();
        memory.writeElements(array, from, n);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** True if it is worth it to have slots beside the ring. Any thread may call. */
  public boolean wantsSlots() {
    RingOutput now = ring;
    return now != null && now.wantsSlots();
  }

  private void sendFrame(int kind, byte[] payload, int offset, int length) throws IOException {
    lock.lock();
    try {
      putEnqueued();
      put(kind, payload, offset, length);
      write();
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Has a short message written before the next frame or by the next flush. Never blocks. */
  public void enqueue(int kind, WireOutput payload) {
    queue.add(new Enqueued(kind, payload));
  }

  /**
   * Adds a short message, whose payload may change afterwards, to those that the next frame or
   * flush writes. Never blocks, as {@link #enqueue}: whoever has the lock may be waiting for room.
   */
  public void append(int kind, WireOutput payload) {
    if (!lock.tryLock()) {
      enqueue(kind, payload.copy());
      return;
    }
    try {
      putEnqueued();
      put(kind, payload.array(), 0, payload.size());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a last message through the pipe, and all others through shared memory. May block.
   *
   * @param kind of the last message
   */
  public void continueWith(Ring memory, int kind, WireOutput payload) throws IOException {
    continueWith(memory, kind, payload, new Pace());
  }

  void continueWith(Ring memory, int kind, WireOutput payload, Pace pace) throws IOException {
    lock.lock();
    try {
      sendFrame(kind, payload.array(), 0, payload.size());
      RingOutput continued = new RingOutput(memory, out, pace);
      out = continued;
      ring = continued;
      if (ended) {
        continued.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The reader has gone: whoever waits for room in shared memory need not any more. */
  public void end() {
    ended = true;
    RingOutput now = ring;
    if (now != null) {
      now.close();
    }
  }

  /**
   * Leaves a message in shared memory, where the reader finds it when it looks, or when it is woken
   * for another one. May block.
   */
  public void leave(int kind, WireOutput payload) throws IOException {
    lock.lock();
    try {
      putEnqueued();
      put(kind, payload.array(), 0, payload.size());
      write();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes what was enqueued, if that does not block for sure; false if it may, or if another
   * thread, which may block, is writing.
   */
  public boolean tryFlush() throws IOException {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      putEnqueued();
      if (buffer.size() == 0) {
        return true;
      }
      RingOutput now = ring;
      if (now != null && now.room() < buffer.size()) {
        return false;
      }
      write();
      out.flush();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was enqueued. May block. */
  public void flush() throws IOException {
    lock.lock();
    try {
      putEnqueued();
      if (buffer.size() > 0) {
        write();
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  private void putEnqueued() {
    for (Enqueued next; (next = queue.poll()) != null; ) {
      put(next.kind, next.payload.array(), 0, next.payload.size());
    }
  }

  private void put(int kind, byte[] payload, int offset, int length) {
    putHeader(kind, length, ring != null ? 0 : checksum(crc, kind, payload, offset, length));
    buffer.writeBytes(payload, offset, length);
  }

  private void putHeader(int kind, int length, int checksum) {
    buffer.writeByte(MAGIC);
    buffer.writeByte(kind);
    buffer.writeInt(length);
    buffer.writeInt(checksum);
  }

  static int checksum(CRC32 crc, int kind, byte[] payload, int offset, int length) {
    crc.reset();
    crc.update(kind);
    crc.update(payload, offset, length);
    return (int) crc.getValue();
  }

  private void write() throws IOException {
    try {
      out.write(buffer.array(), 0, buffer.size());
    } finally {
      buffer.reset();
    }
  }
}
