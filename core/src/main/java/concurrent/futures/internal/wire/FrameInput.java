package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a link; {@link FrameOutput} draws what it reads. For one thread at a time.
 *
 * <p>Whatever is not what a {@link FrameOutput} writes is a {@link WireFormatException}: no length
 * is believed before its checksum is right, and nothing is allocated for more than what has come,
 * but for arrays, whose length comes in a frame with a checksum, or through shared memory. From
 * there elements go straight into their array.
 */
public final class FrameInput {
  /** So many bytes are read without a detour through malloc in the JDK. */
  private static final int READ = 8 << 10;

  private final long maxMessage;
  private final CRC32 crc = new CRC32();
  private InputStream in;
  private @Nullable RingInput ring; // what in is, once messages come through shared memory
  private byte[] buffer = new byte[READ];
  private int position;
  private int end;

  private int kind;
  private WireInput payload = new WireInput(buffer, 0, 0);
  private List<Object> arrays = List.of();
  private boolean again;

  // messages whose parts are coming
  private final @Nullable WireOutput[] parts = new WireOutput[FrameOutput.LAST];
  private List<Object> comingArrays = new ArrayList<>(0);
  private @Nullable Object array;
  private int filled;
  private int missing; // so many elements of the array
  private int coming; // so many bytes of the frame at hand, which are elements of the array

  /**
   * Creates the reading end.
   *
   * @param in where from
   * @param maxMessage the most bytes of a message, its arrays not counted
   */
  public FrameInput(InputStream in, long maxMessage) {
    this.in = in;
    this.maxMessage = maxMessage;
  }

  /**
   * From now on, messages come through shared memory: the last one was the last on the pipe, which
   * has nothing but bells from then on.
   *
   * @param waits false if {@link #next} is not to wait any more
   */
  public void continueWith(Ring ring, boolean waits) {
    position = end;
    RingInput memory = new RingInput(ring, in, waits);
    in = memory;
    this.ring = memory;
  }

  /** Waits until there may be more in shared memory, where this does not wait; false at the end. */
  public boolean awaitBell() throws IOException {
    return Objects.requireNonNull(ring).awaitBell();
  }

  /** True if only a part of a message has come: the rest is on its way. */
  public boolean isAmid() {
    return position < end || !comingArrays.isEmpty();
  }

  /** Has {@link #next} return the last message once more. */
  public void again() {
    again = true;
  }

  /**
   * Waits for the next message. What the last one's payload and arrays referred to is void.
   *
   * @return its kind; -1 at the end; 0 if there is none for now, and the input does not wait
   * @throws WireFormatException if what came is not a message
   */
  public int next() throws IOException {
    if (again) {
      again = false;
      return kind;
    }
    for (; ; ) {
      int got = takeElements();
      if (got > 0) {
        got = fill(FrameOutput.HEADER);
      }
      if (got <= 0) {
        return got;
      }
      if ((buffer[position] & 0xFF) != FrameOutput.MAGIC) {
        throw new WireFormatException(
            "something else than messages is on the link: byte " + (buffer[position] & 0xFF));
      }
      int frameKind = buffer[position + 1];
      int length = intAt(position + 2);
      int checksum = intAt(position + 6);
      if (length < 0 || length > FrameOutput.MAX_PAYLOAD) {
        throw new WireFormatException("a message of impossible length: " + length);
      }
      if (frameKind == Kind.ELEMENTS && ring != null) {
        beginElements(position + FrameOutput.HEADER, length); // they go past the buffer
        continue;
      }
      got = fill(FrameOutput.HEADER + length);
      if (got <= 0) {
        return got;
      }
      int start = position + FrameOutput.HEADER;
      if (ring == null // anybody may write to a pipe
          && FrameOutput.checksum(crc, frameKind, buffer, start, length) != checksum) {
        throw new WireFormatException("a message of kind " + frameKind + " was damaged");
      }
      position = start + length;
      if (accept(frameKind, start, length)) {
        return kind;
      }
    }
  }

  /** True if the message is complete. */
  private boolean accept(int frameKind, int start, int length) throws IOException {
    switch (frameKind) {
      case Kind.ARRAY:
        beginArray(new WireInput(buffer, start, length));
        return false;
      case Kind.ELEMENTS:
        beginElements(start, length);
        return false;
      case Kind.SLOT:
        takeSlot(new WireInput(buffer, start, length).readInt());
        return false;
      case Kind.PART:
        addPart(start, length);
        return false;
      default:
        complete(frameKind, start, length);
        return true;
    }
  }

  private void complete(int frameKind, int start, int length) throws IOException {
    payload = new WireInput(buffer, start, length);
    arrays = List.of();
    kind = frameKind & ~FrameOutput.LAST;
    if (kind == frameKind) {
      return;
    }
    WireOutput beginning = parts[kind];
    if (beginning != null) {
      append(beginning, start, length);
      payload = new WireInput(beginning.array(), 0, beginning.size());
      parts[kind] = null;
    }
    if (kind != Kind.CLASS) {
      arrays = comingArrays;
      comingArrays = new ArrayList<>(0);
      array = null;
      missing = 0;
    }
  }

  private void addPart(int start, int length) throws IOException {
    int of = length == 0 ? -1 : buffer[start];
    if (of < 0 || of >= parts.length) {
      throw new WireFormatException("a part of no message");
    }
    WireOutput sum = parts[of];
    if (sum == null) {
      sum = new WireOutput(4 * FrameOutput.MAX_PAYLOAD);
      parts[of] = sum;
    }
    append(sum, start + 1, length - 1);
  }

  private void append(WireOutput sum, int start, int length) throws IOException {
    if ((long) sum.size() + length > maxMessage) {
      throw new WireFormatException("a message is longer than " + maxMessage + " bytes");
    }
    sum.writeBytes(buffer, start, length);
  }

  private void beginArray(WireInput header) throws IOException {
    byte type = header.readByte();
    int length = header.readInt();
    Object created = Elements.create(type, length);
    comingArrays.add(created);
    array = created;
    filled = 0;
    missing = length;
  }

  private void beginElements(int start, int length) throws IOException {
    if (array == null) {
      throw new WireFormatException("elements of no array");
    }
    int size = Elements.size(array);
    if (length / size > missing || length % size != 0) {
      throw new WireFormatException("more elements than the array has room for");
    }
    position = start;
    coming = length;
  }

  /** Elements are in a slot beside the ring. */
  private void takeSlot(int n) throws IOException {
    if (ring == null || !ring.hasSlots()) {
      throw new WireFormatException("elements in a slot, and there is no slot");
    }
    if (array == null) {
      throw new WireFormatException("elements of no array");
    }
    if (n < 0 || n > missing || (long) n * Elements.size(array) > Ring.SLOT) {
      throw new WireFormatException("more elements than the array has room for");
    }
    ring.readSlot(array, filled, n);
    filled += n;
    missing -= n;
  }

  /**
   * Takes the rest of a frame of elements, if there is one: from the buffer, or from shared memory
   * straight into the array. As {@link #next} if not all has come.
   */
  private int takeElements() throws IOException {
    int got = 1;
    while (coming > 0 && got > 0) {
      Object target = Objects.requireNonNull(array);
      int size = Elements.size(target);
      int n = Math.min(end - position, coming) / size;
      if (n > 0) {
        Elements.get(ByteBuffer.wrap(buffer, position, n * size), target, filled, n);
        position += n * size;
      } else if (ring != null && position == end) {
        n = ring.readElements(target, filled, coming / size);
      }
      if (n == 0) { // there is none yet, or it goes across the end of the memory
        got = fill(size);
      }
      filled += n;
      missing -= n;
      coming -= n * size;
    }
    return got;
  }

  /** Makes that many bytes available from the position on; as {@link #next} if there are less. */
  private int fill(int needed) throws IOException {
    if (end - position >= needed) {
      return 1;
    }
    if (position + needed > buffer.length) {
      byte[] larger =
          needed > buffer.length ? new byte[FrameOutput.HEADER + FrameOutput.MAX_PAYLOAD] : buffer;
      System.arraycopy(buffer, position, larger, 0, end - position);
      buffer = larger;
      end -= position;
      position = 0;
    }
    while (end - position < needed) {
      int want = needed - (end - position);
      if (ring == null || missing == 0) { // elements are not to come into the buffer
        want = Math.max(READ, want);
      }
      if (ring != null && !comingArrays.isEmpty()) {
        ring.awaitElements();
      }
      int n = in.read(buffer, end, Math.min(buffer.length - end, want));
      if (n <= 0) {
        return n;
      }
      end += n;
    }
    return 1;
  }

  private int intAt(int i) {
    return (buffer[i] & 0xFF) << 24
        | (buffer[i + 1] & 0xFF) << 16
        | (buffer[i + 2] & 0xFF) << 8
        | (buffer[i + 3] & 0xFF);
  }

  /** The message's payload, void with the next message. */
  public WireInput payload() {
    return payload;
  }

  /** The message's arrays. */
  public List<Object> arrays() {
    return arrays;
  }

  /** True if the next frame has arrived, so that reading on will not block for its beginning. */
  public boolean hasMore() {
    int have = end - position;
    return have >= FrameOutput.HEADER && have - FrameOutput.HEADER >= intAt(position + 2);
  }
}
