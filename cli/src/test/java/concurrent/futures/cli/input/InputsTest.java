package concurrent.futures.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir Path directory;

  @Test
  void readsOneFileAfterTheOther() throws IOException {
    Inputs inputs = inputs(InputFormat.LINES, file("a", "1\n2"), file("b", "3\n"));
    assertThat(places(inputs)).containsExactly("a:1 1", "a:2 2", "b:1 3");
    assertThat(inputs.total()).isEqualTo(5);
    assertThat(inputs.taken()).isEqualTo(5);
  }

  @Test
  void blankLinesAreNoJson() throws IOException {
    Inputs inputs = inputs(InputFormat.JSONL, file("a", "\n1\n  \n\n2\n\n"));
    assertThat(places(inputs)).containsExactly("a:2 1", "a:5 2");
  }

  @Test
  void rowsMaySpanLinesAndEachFileHasItsHeader() throws IOException {
    Inputs inputs =
        inputs(InputFormat.CSV, file("a", "x,y\n1,\"2\n3\"\n4,5\n"), file("b", "z\n6\n"));
    assertThat(inputs.next()).isEqualTo("1,\"2\n3\"");
    assertThat(inputs.source().header()).containsExactly("x", "y");
    assertThat(inputs.line()).isEqualTo(2);
    assertThat(inputs.next()).isEqualTo("4,5");
    assertThat(inputs.line()).isEqualTo(4);
    assertThat(inputs.next()).isEqualTo("6");
    assertThat(inputs.source().header()).containsExactly("z");
    assertThat(inputs.next()).isNull();
  }

  @Test
  void aQuoteThatIsNeverClosedFailsItsRecord() throws IOException {
    Inputs inputs = inputs(InputFormat.CSV, file("a", "x\n\"1\n2\n3\n"));
    assertThat(((BadLine) inputs.next()).problem()).contains("never closed");
    assertThat(inputs.line()).isEqualTo(2);
    assertThat(inputs.next()).isNull();
  }

  @Test
  void anEmptyTableHasNoRows() throws IOException {
    assertThat(inputs(InputFormat.CSV, file("a", "")).next()).isNull();
    assertThat(inputs(InputFormat.CSV, file("b", "x,y\n")).next()).isNull();
  }

  @Test
  void aBrokenHeaderIsAnErrorOfTheInput() throws IOException {
    Inputs inputs = inputs(InputFormat.CSV, file("a", "x,x\n1,2\n"));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(inputs::next)
        .withMessageContaining("first line of " + directory.resolve("a"))
        .matches(e -> e.exitCode() == ExitCode.IO);
  }

  @Test
  void readsOtherEncodings() throws IOException {
    Path file = directory.resolve("a");
    Files.write(file, "é\r\n€😀\n".getBytes(StandardCharsets.UTF_16));
    Inputs inputs = inputs(InputFormat.LINES, StandardCharsets.UTF_16, file.toString());
    assertThat(inputs.next()).isEqualTo("é");
    assertThat(inputs.next()).isEqualTo("€😀");
    assertThat(inputs.next()).isNull();
    assertThat(inputs.total()).isEqualTo(-1); // its bytes are others than those that are counted
  }

  @Test
  void anotherEncodingThanSaidIsAnErrorOfTheInput() throws IOException {
    Path file = directory.resolve("a");
    Files.write(file, new byte[] {'a', (byte) 0xE9, '\n'});
    Inputs inputs = inputs(InputFormat.LINES, StandardCharsets.US_ASCII, file.toString());
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(inputs::next)
        .withMessageContaining("not US-ASCII, which --encoding says");
  }

  @Test
  void looksBeforeItReads() throws IOException {
    assertRefused("nowhere.txt", "does not exist");
    assertRefused(directory.toString(), "is a directory", "find " + directory + " -type f");
    assertRefused("", "is empty");
    Inputs.check(List.of(file("a", "")));
  }

  private static void assertRefused(String name, String... words) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Inputs.check(List.of(name)))
        .satisfies(e -> assertThat(e).hasMessageContainingAll(words))
        .matches(e -> e.exitCode() == ExitCode.IO);
  }

  private List<String> places(Inputs inputs) {
    List<String> places = new ArrayList<>();
    Object record;
    while ((record = inputs.next()) != null) {
      String name = Path.of(inputs.source().name()).getFileName().toString();
      places.add(name + ":" + inputs.line() + " " + record);
    }
    return places;
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static Inputs inputs(InputFormat format, String... files) {
    return inputs(format, StandardCharsets.UTF_8, files);
  }

  private static Inputs inputs(InputFormat format, Charset charset, String... files) {
    return new Inputs(List.of(files), new Inputs.Options(format, false, charset, 1 << 20));
  }
}
