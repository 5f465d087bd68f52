package concurrent.futures.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
  private static final int LONGEST = 200_000;

  @Test
  void cutsAtNewlinesAndTakesCarriageReturnsAway() throws IOException {
    assertThat(lines("a\n\nb c\r\nd\re\n")).containsExactly("a", "", "b c", "d\re");
  }

  @Test
  void theLastLineNeedsNoNewline() throws IOException {
    assertThat(lines("a\nb")).containsExactly("a", "b");
    assertThat(lines("a\r")).containsExactly("a\r");
  }

  @Test
  void nothingHasNoLines() throws IOException {
    assertThat(lines("")).isEmpty();
  }

  @Test
  void nulSeparatesWithoutCarriageReturns() throws IOException {
    LineReader reader = new LineReader(bytes("a\nb\r\0\0c".getBytes("UTF-8")), (byte) 0, LONGEST);
    assertThat(all(reader)).containsExactly("a\nb\r", "", "c");
  }

  @Test
  void aByteOrderMarkIsNoText() throws IOException {
    assertThat(lines("\uFEFFa\n\uFEFFb\n")).containsExactly("a", "\uFEFFb");
    assertThat(lines("\uFEFF")).isEmpty();
  }

  @Test
  void aBrokenLineSpoilsOnlyItself() throws IOException {
    byte[] input = {
      'a', '\n', 'b', (byte) 0xFF, 'c', '\n', (byte) 0xC3, (byte) 0xA9, '\n', (byte) 0xC3
    };
    List<Object> lines = all(new LineReader(bytes(input), (byte) '\n', LONGEST));
    assertThat(lines).hasSize(4).startsWith("a").contains("é");
    assertThat(((BadLine) lines.get(1)).problem()).contains("byte 0xFF at column 2", "--encoding");
    assertThat(((BadLine) lines.get(3)).problem()).contains("byte 0xC3 at column 1");
  }

  @Test
  void aReplacementCharacterInTheInputIsNotBroken() throws IOException {
    assertThat(lines("a\uFFFDb\n")).containsExactly("a\uFFFDb");
  }

  @Test
  void surrogatesAndOverlongFormsAreBroken() throws IOException {
    byte[] input = {(byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n', (byte) 0xC0, (byte) 0x80, '\n'};
    assertThat(all(new LineReader(bytes(input), (byte) '\n', LONGEST)))
        .hasSize(2)
        .allMatch(BadLine.class::isInstance);
  }

  @Test
  void aLineThatIsTooLongFailsAndTheNextIsRead() throws IOException {
    String tooLong = "x".repeat(LONGEST + 1);
    List<Object> lines = lines("a\n" + tooLong + "\n" + "y".repeat(LONGEST - 1) + "\nb");
    assertThat(lines).hasSize(4).startsWith("a").endsWith("b");
    assertThat(((BadLine) lines.get(1)).problem()).contains(LONGEST + 1 + " bytes");
    assertThat((String) lines.get(2)).hasSize(LONGEST - 1);
  }

  @Test
  void countsTheBytesThatItHandedOut() throws IOException {
    LineReader reader = reader("ab\r\nc\n", 100);
    reader.next();
    assertThat(reader.taken()).isEqualTo(4);
    reader.next();
    assertThat(reader.taken()).isEqualTo(6);
  }

  @Test
  void knowsWhetherItWouldHaveToWait() throws IOException {
    LineReader reader = reader("a\nb\nc", 4); // one read brings "a\nb\n"
    assertThat(reader.buffered()).isFalse();
    reader.next();
    assertThat(reader.buffered()).isTrue();
    reader.next();
    assertThat(reader.buffered()).isFalse();
    assertThat(reader.next()).isEqualTo("c");
    assertThat(reader.next()).isNull();
  }

  /** However the bytes come in, the lines are those of String.split. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000, 70_000, 1_000_000})
  void readsTheSameInPiecesOfAnySize(int piece) throws IOException {
    Random random = new Random(piece);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      StringBuilder line = new StringBuilder();
      int length = i % 500 == 0 ? 30_000 : random.nextInt(60);
      for (int k = 0; k < length; k++) {
        line.appendCodePoint("aé€😀 z".codePointAt(random.nextInt(6)));
      }
      String whole = line.toString().replaceAll("[\uD800-\uDFFF]", "x");
      expected.add(whole);
      text.append(whole).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    assertThat(all(reader(text.toString(), piece))).isEqualTo(expected);
  }

  private static List<Object> lines(String text) throws IOException {
    return all(reader(text, Integer.MAX_VALUE));
  }

  private static List<Object> all(LineReader reader) throws IOException {
    List<Object> lines = new ArrayList<>();
    Object line;
    while ((line = reader.next()) != null) {
      lines.add(line);
    }
    return lines;
  }

  private static LineReader reader(String text, int piece) {
    InputStream in =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, piece));
          }
        };
    return new LineReader(in, (byte) '\n', LONGEST);
  }

  private static InputStream bytes(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
