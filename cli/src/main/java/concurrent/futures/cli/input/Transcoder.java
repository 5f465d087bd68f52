package concurrent.futures.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns bytes of any charset into UTF-8, which is what {@link LineReader} cuts. */
final class Transcoder extends InputStream {
  private final Charset charset;
  private final Reader reader;
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer chars = CharBuffer.allocate(1 << 14).flip();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
  private boolean ended;

  Transcoder(InputStream in, Charset charset) {
    this.charset = charset;
    this.reader =
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!bytes.hasRemaining()) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int n = Math.min(length, bytes.remaining());
    bytes.get(target, offset, n);
    return n;
  }

  private void fill() throws IOException {
    chars.compact();
    int n;
    try {
      n = reader.read(chars);
    } catch (CharacterCodingException e) {
      throw new IOException("some of it is not " + charset + ", which --encoding says it is", e);
    }
    chars.flip();
    ended = n < 0;
    bytes.clear();
    encoder.encode(chars, bytes, ended);
    bytes.flip();
  }
}
