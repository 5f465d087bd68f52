package concurrent.futures.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of UTF-8 bytes into lines. Lines are cut as bytes and decoded one by one, so that a
 * broken one spoils only itself, and a plain ASCII one costs a single copy. Used by one thread.
 */
final class LineReader {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final byte separator;
  private final int longest;

  private byte[] buffer = new byte[BUFFER];
  private int from; // first byte that was not handed out
  private int to; // end of what was read
  private boolean ended;
  private boolean start = true;
  private long taken; // bytes handed out, separators included

  /**
   * Creates a reader.
   *
   * @param separator what ends a line: newline (then a carriage return before it goes too) or NUL
   * @param longest a line of more bytes is a {@link BadLine}
   */
  LineReader(InputStream in, byte separator, int longest) {
    this.in = in;
    this.separator = separator;
    this.longest = longest;
  }

  /** True if a line that is not blank is there, so that {@link #next} will not wait for more. */
  boolean buffered() {
    boolean blank = true;
    for (int i = from; i < to; i++) {
      if (buffer[i] == separator) {
        return !blank;
      }
      blank &= buffer[i] == ' ' || buffer[i] == '\r';
    }
    return ended && !blank; // the last line, which nothing ends
  }

  /** Bytes handed out so far. */
  long taken() {
    return taken;
  }

  /**
   * The next line without what ended it.
   *
   * @return a String, a {@link BadLine}, or null at the end of the input
   */
  @Nullable Object next() throws IOException {
    if (start) {
      skipByteOrderMark();
    }
    int at = from;
    int bits = 0; // all bytes or'ed: negative if one is not ASCII
    while (true) {
      byte[] b = buffer;
      byte end = separator;
      int limit = to;
      while (at < limit && b[at] != end) {
        bits |= b[at++];
      }
      if (at - from > longest) {
        return skipLongLine();
      }
      if (at < limit) {
        return take(at, at + 1, bits);
      }
      int read = at - from;
      if (!fill()) {
        return read == 0 ? null : take(at, at, bits);
      }
      at = from + read;
    }
  }

  private Object take(int end, int next, int bits) {
    int start = from;
    taken += next - from;
    from = next;
    int stop = end;
    if (separator == '\n' && next > end && stop > start && buffer[stop - 1] == '\r') {
      stop--;
    }
    if (bits >= 0) {
      return new String(buffer, start, stop - start, StandardCharsets.ISO_8859_1);
    }
    return decode(start, stop);
  }

  private Object decode(int start, int stop) {
    String text = new String(buffer, start, stop - start, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    // Either the line has that character in so many words, or bytes were replaced by it.
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, stop - start);
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes);
      return text;
    } catch (CharacterCodingException e) {
      int at = bytes.position();
      return new BadLine(
          text,
          String.format(
              Locale.ROOT,
              "not UTF-8: byte 0x%02X at column %d; if the input has another encoding, name it with"
                  + " --encoding, for example --encoding ISO-8859-1",
              buffer[at] & 0xFF,
              at - start + 1));
    }
  }

  private Object skipLongLine() throws IOException {
    String beginning =
        new String(buffer, from, 60, StandardCharsets.UTF_8).replace('\uFFFD', '?') + "…";
    long length = 0;
    while (true) {
      int at = from;
      while (at < to && buffer[at] != separator) {
        at++;
      }
      length += at - from;
      taken += at - from;
      from = at;
      if (at < to || !fill()) {
        break;
      }
    }
    if (from < to) {
      from++;
      taken++;
    }
    buffer = Arrays.copyOfRange(buffer, from, from + Math.max(BUFFER, to - from));
    to -= from;
    from = 0;
    return new BadLine(
        beginning,
        "the line has "
            + length
            + " bytes, more than the "
            + longest
            + " that fit into this heap; is the separator right (-0)? Otherwise give more memory"
            + " with FUTURES_JAVA_OPTS=-Xmx…");
  }

  /** Reads more behind {@link #to}; false at the end of the input. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (from > 0 && from == to) {
      from = 0;
      to = 0;
    } else if (from > 0 && to == buffer.length) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int n = in.read(buffer, to, buffer.length - to);
    if (n < 0) {
      ended = true;
      return false;
    }
    to += n;
    return true;
  }

  private void skipByteOrderMark() throws IOException {
    start = false;
    boolean more = true;
    while (more && to - from < 3 && (to == from || buffer[from] == (byte) 0xEF)) {
      more = fill();
    }
    if (to - from >= 3
        && buffer[from] == (byte) 0xEF
        && buffer[from + 1] == (byte) 0xBB
        && buffer[from + 2] == (byte) 0xBF) {
      from += 3;
      taken += 3;
    }
  }
}
