package concurrent.futures.internal.wire;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A growing byte array with primitives (big endian). Not thread-safe. */
public final class WireOutput {
  static final int MAX_SIZE = Integer.MAX_VALUE - 8; // what every JVM can allocate

  /** A bigger array is given back by {@link #reset()}: one huge message must not cost for ever. */
  private static final int KEEP = 1 << 20;

  private final int initialCapacity;
  private byte[] array;
  private int size;

  /**
   * An empty output.
   *
   * @param capacity how many bytes fit before the array grows
   */
  public WireOutput(int capacity) {
    initialCapacity = capacity;
    array = new byte[capacity];
  }

  /**
   * Appends one byte.
   *
   * @param b the byte, in the low eight bits
   */
  public void writeByte(int b) {
    int at = extend(1);
    array[at] = (byte) b;
  }

  /**
   * Appends two bytes.
   *
   * @param value the number, in the low sixteen bits
   */
  public void writeShort(int value) {
    int at = extend(2);
    array[at] = (byte) (value >>> 8);
    array[at + 1] = (byte) value;
  }

  /**
   * Appends four bytes.
   *
   * @param value the number
   */
  public void writeInt(int value) {
    putInt(extend(4), value);
  }

  /**
   * Appends eight bytes.
   *
   * @param value the number
   */
  public void writeLong(long value) {
    int at = extend(8);
    putInt(at, (int) (value >>> 32));
    putInt(at + 4, (int) value);
  }

  /**
   * Appends an unsigned number in one to five bytes, small numbers in few (LEB128).
   *
   * @param value the number; a negative one counts as unsigned and takes five bytes
   */
  public void writeVarint(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      writeByte(rest | 0x80);
      rest >>>= 7;
    }
    writeByte(rest);
  }

  /**
   * Appends a signed number in one to ten bytes, numbers near zero in few (zigzag LEB128).
   *
   * @param value the number
   */
  public void writeVarlong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) rest | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  /**
   * Appends one byte.
   *
   * @param value true is 1, false is 0
   */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /**
   * Appends a string: one byte a character if it is Latin-1, else two, whatever the characters are
   * (half a surrogate pair arrives as it is).
   *
   * @param value the string, or null
   */
  public void writeString(@Nullable String value) {
    if (value == null) {
      writeVarint(0);
      return;
    }
    int before = size;
    int length = value.length();
    writeVarint((length << 1) + 1);
    int at = extend(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c > 0xFF) {
        size = before;
        writeWide(value, length);
        return;
      }
      array[at + i] = (byte) c;
    }
  }

  private void writeWide(String value, int length) {
    writeVarint((length << 1) + 2);
    int at = extend(2L * length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      array[at++] = (byte) (c >>> 8);
      array[at++] = (byte) c;
    }
  }

  /**
   * Appends bytes as they are, without their number.
   *
   * @param b the array
   * @param offset where they begin in it
   * @param length how many
   */
  public void writeBytes(byte[] b, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, b.length);
    int at = extend(length);
    System.arraycopy(b, offset, array, at, length);
  }

  /**
   * Changes four bytes that were written before: a length that is known only afterwards.
   *
   * @param position where they begin
   * @param value the number
   */
  public void setInt(int position, int value) {
    Objects.checkFromIndexSize(position, 4, size);
    putInt(position, value);
  }

  /**
   * Changes one byte that was written before.
   *
   * @param position where it is
   * @param value the byte, in the low eight bits
   */
  public void setByte(int position, int value) {
    Objects.checkIndex(position, size);
    array[position] = (byte) value;
  }

  /**
   * The bytes, without a copy; valid until the next call that changes this output.
   *
   * @return the array, of which the first {@link #size()} bytes count
   */
  public byte[] array() {
    return array;
  }

  /**
   * How much was written.
   *
   * @return the number of bytes
   */
  public int size() {
    return size;
  }

  /** Returns another one with the same bytes, which later changes of this one leave alone. */
  WireOutput copy() {
    WireOutput copy = new WireOutput(size);
    copy.writeBytes(array, 0, size);
    return copy;
  }

  /** Forgets all bytes, to begin anew. */
  public void reset() {
    size = 0;
    if (array.length > KEEP && array.length > initialCapacity) {
      array = new byte[initialCapacity];
    }
  }

  /**
   * Forgets the bytes from a position on.
   *
   * @param size how many bytes stay
   */
  public void truncate(int size) {
    Objects.checkIndex(size, this.size + 1);
    this.size = size;
  }

  private void putInt(int at, int value) {
    array[at] = (byte) (value >>> 24);
    array[at + 1] = (byte) (value >>> 16);
    array[at + 2] = (byte) (value >>> 8);
    array[at + 3] = (byte) value;
  }

  /** Makes room for {@code count} more bytes and returns where they begin. */
  private int extend(long count) {
    int at = size;
    long needed = at + count;
    if (needed > array.length) {
      grow(needed);
    }
    size = (int) needed;
    return at;
  }

  private void grow(long needed) {
    if (needed > MAX_SIZE) {
      throw new IllegalStateException(
          "a message of " + needed + " bytes does not fit in an array; send it in parts");
    }
    array = Arrays.copyOf(array, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * array.length)));
  }
}
