package concurrent.futures.internal.wire;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireOutput} wrote. Every read beyond the end and every impossible length throws
 * {@link WireFormatException}; no length is believed before as many bytes are known to be there.
 * Not thread-safe.
 */
public final class WireInput {
  private final byte[] array;
  private final int start;
  private final int end;
  private int at;

  /**
   * Reads from a part of an array, which must not change meanwhile.
   *
   * @param array the array
   * @param offset where the bytes begin
   * @param length how many
   */
  public WireInput(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.start = offset;
    this.end = offset + length;
    this.at = offset;
  }

  /**
   * Reads what {@link WireOutput#writeByte} wrote.
   *
   * @return the byte
   * @throws WireFormatException if the bytes are at their end
   */
  public byte readByte() throws WireFormatException {
    return array[advance(1)];
  }

  /**
   * Reads what {@link WireOutput#writeShort} wrote.
   *
   * @return the number
   * @throws WireFormatException if there are not enough bytes left
   */
  public short readShort() throws WireFormatException {
    int from = advance(2);
    return (short) (array[from] << 8 | array[from + 1] & 0xFF);
  }

  /**
   * Reads what {@link WireOutput#writeInt} wrote.
   *
   * @return the number
   * @throws WireFormatException if there are not enough bytes left
   */
  public int readInt() throws WireFormatException {
    return intAt(advance(4));
  }

  /**
   * Reads what {@link WireOutput#writeLong} wrote.
   *
   * @return the number
   * @throws WireFormatException if there are not enough bytes left
   */
  public long readLong() throws WireFormatException {
    int from = advance(8);
    return (long) intAt(from) << 32 | intAt(from + 4) & 0xFFFFFFFFL;
  }

  /**
   * Reads what {@link WireOutput#writeVarint} wrote.
   *
   * @return the number, to be taken as unsigned
   * @throws WireFormatException if there are not enough bytes left, or it is too long
   */
  public int readVarint() throws WireFormatException {
    return (int) readLeb128(32);
  }

  /**
   * Reads what {@link WireOutput#writeVarlong} wrote.
   *
   * @return the number
   * @throws WireFormatException if there are not enough bytes left, or it is too long
   */
  public long readVarlong() throws WireFormatException {
    long zigzag = readLeb128(64);
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  private long readLeb128(int bits) throws WireFormatException {
    long result = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      byte b = readByte();
      long group = b & 0x7F;
      if (shift + 7 > bits && group >>> (bits - shift) != 0) {
        break;
      }
      result |= group << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw malformed("a number of more than " + bits + " bits");
  }

  /**
   * Reads what {@link WireOutput#writeBoolean} wrote.
   *
   * @return the truth value
   * @throws WireFormatException if the byte is missing, or neither 0 nor 1
   */
  public boolean readBoolean() throws WireFormatException {
    byte b = readByte();
    if (b != 0 && b != 1) {
      throw malformed("the truth value " + b);
    }
    return b == 1;
  }

  /**
   * Reads what {@link WireOutput#writeString} wrote.
   *
   * @return the string, or null
   * @throws WireFormatException if there are not enough bytes left
   */
  public @Nullable String readString() throws WireFormatException {
    int header = readVarint();
    if (header == 0) {
      return null;
    }
    int length = (header - 1) >>> 1;
    if ((header & 1) == 1) {
      int from = advance(length);
      return new String(array, from, length, StandardCharsets.ISO_8859_1);
    }
    int from = advance(2L * length);
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) (array[from + 2 * i] << 8 | array[from + 2 * i + 1] & 0xFF);
    }
    return new String(chars);
  }

  /**
   * Reads a string that cannot be null.
   *
   * @return the string
   * @throws WireFormatException if it is null, or there are not enough bytes left
   */
  public String readText() throws WireFormatException {
    String text = readString();
    if (text == null) {
      throw malformed("null in place of a string");
    }
    return text;
  }

  /**
   * Reads bytes as they are.
   *
   * @param n how many
   * @return a copy of them
   * @throws WireFormatException if n is negative, or there are not enough bytes left
   */
  public byte[] readBytes(int n) throws WireFormatException {
    int from = advance(n);
    return Arrays.copyOfRange(array, from, from + n);
  }

  /**
   * The next bytes as an input of their own, which shares the array; this one stands behind them
   * afterwards, however much is read of them.
   *
   * @param n how many
   * @return the input
   * @throws WireFormatException if n is negative, or there are not enough bytes left
   */
  public WireInput readSlice(int n) throws WireFormatException {
    return new WireInput(array, advance(n), n);
  }

  /** The same bytes, from here on, to be read without moving this. */
  public WireInput copy() {
    return new WireInput(array, at, end - at);
  }

  /**
   * How much is left.
   *
   * @return the number of bytes
   */
  public int remaining() {
    return end - at;
  }

  /**
   * How much was read.
   *
   * @return the number of bytes
   */
  public int position() {
    return at - start;
  }

  /** The next byte, which stays. */
  byte peekByte() throws WireFormatException {
    byte b = readByte();
    at--;
    return b;
  }

  /** A number of elements that follow, each of at least {@code elementSize} bytes. */
  int readCount(int elementSize) throws WireFormatException {
    int count = readVarint();
    if (count < 0 || (long) count * elementSize > remaining()) {
      throw malformed(Integer.toUnsignedString(count) + " elements");
    }
    return count;
  }

  /** Reads on as a stream. */
  InputStream stream() {
    return new InputStream() {
      @Override
      public int read() {
        return at < end ? array[at++] & 0xFF : -1;
      }

      @Override
      public int read(byte[] b, int offset, int length) {
        int n = Math.min(length, remaining());
        if (n <= 0) {
          return length == 0 ? 0 : -1;
        }
        System.arraycopy(array, at, b, offset, n);
        at += n;
        return n;
      }

      @Override
      public int available() {
        return remaining();
      }
    };
  }

  public WireFormatException malformed(String what) {
    return new WireFormatException(
        "malformed message: " + what + " before byte " + position() + " of " + (end - start));
  }

  private int intAt(int i) {
    return array[i] << 24
        | (array[i + 1] & 0xFF) << 16
        | (array[i + 2] & 0xFF) << 8
        | array[i + 3] & 0xFF;
  }

  /** Where the next {@code count} bytes begin; they are read then. */
  private int advance(long count) throws WireFormatException {
    if (count < 0 || count > end - at) {
      throw malformed(count + " bytes, but only " + (end - at) + " are left,");
    }
    int from = at;
    at += (int) count;
    return from;
  }
}
