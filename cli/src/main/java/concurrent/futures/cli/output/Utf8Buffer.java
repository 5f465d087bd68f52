package concurrent.futures.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: results on their way from a worker to standard output. */
public final class Utf8Buffer {
  private byte[] bytes;
  private int length;

  /** Creates an empty buffer. */
  public Utf8Buffer(int capacity) {
    bytes = new byte[capacity];
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** Cuts off what was added since the buffer had this length. */
  public void truncate(int newLength) {
    length = newLength;
  }

  /** Adds a text. */
  public void add(String text) {
    int chars = text.length();
    reserve(chars);
    byte[] b = bytes;
    int at = length;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        addEncoded(text.substring(i), at);
        return;
      }
      b[at++] = (byte) c;
    }
    length = at;
  }

  /** Adds all bytes of another buffer. */
  public void add(Utf8Buffer other) {
    add(other.bytes, 0, other.length);
  }

  /** Adds bytes. */
  public void add(byte[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /** Adds a byte. */
  public void add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  /** The bytes, of which {@link #length} count. */
  byte[] bytes() {
    return bytes;
  }

  /** Copies all bytes. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, length);
  }

  private void addEncoded(String rest, int at) {
    byte[] encoded = rest.getBytes(StandardCharsets.UTF_8);
    length = at;
    reserve(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      int wanted = Math.addExact(length, more); // beyond 2 GiB: an error of this one line
      bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}
