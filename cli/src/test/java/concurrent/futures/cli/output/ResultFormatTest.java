package concurrent.futures.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultFormatTest {
  private record Page(String title) {}

  private static final Item ITEM =
      new Item(17, new Source("pages.txt", InputFormat.LINES, List.of()), 18, "a \"b\"");

  @Test
  void valuesAreLines() throws Exception {
    assertThat(plain("text")).isEqualTo("text\n");
    assertThat(plain(42)).isEqualTo("42\n");
    assertThat(plain(true)).isEqualTo("true\n");
    assertThat(plain('c')).isEqualTo("c\n");
    assertThat(plain(Path.of("/a/b"))).isEqualTo("/a/b\n");
    assertThat(plain("é€😀")).isEqualTo("é€😀\n");
    assertThat(plain("x".repeat(100_000))).hasSize(100_001);
    assertThat(plain(new char[] {'o', 'k'})).isEqualTo("ok\n");
    assertThat(plain(new byte[] {1, 2, 3})).isEqualTo("AQID\n");
  }

  @Test
  void nothingIsNoLine() throws Exception {
    assertThat(plain(null)).isEmpty();
    assertThat(plain(Optional.empty())).isEmpty();
    assertThat(plain(Stream.empty())).isEmpty();
    assertThat(plain("")).isEqualTo("\n");
  }

  @Test
  void severalValuesAreSeveralLines() throws Exception {
    assertThat(plain(List.of("a", 1))).isEqualTo("a\n1\n");
    assertThat(plain(Stream.of("a", "b"))).isEqualTo("a\nb\n");
    assertThat(plain(new String[] {"a", "b"})).isEqualTo("a\nb\n");
    assertThat(plain(new long[] {1, 2})).isEqualTo("1\n2\n");
    assertThat(plain(Arrays.asList("a", null, "b"))).isEqualTo("a\nb\n");
    assertThat(plain(Optional.of(List.of(1, 2)))).isEqualTo("1\n2\n");
  }

  @Test
  void structuresAreJson() throws Exception {
    assertThat(plain(Map.of("k", List.of(1)))).isEqualTo("{\"k\":[1]}\n");
    assertThat(plain(new Page("t"))).isEqualTo("{\"title\":\"t\"}\n");
    assertThat(plain(List.of(List.of(1, 2), List.of()))).isEqualTo("[1,2]\n[]\n");
    assertThat(plain(new ObjectMapper().readTree("{\"a\":1}"))).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void futuresAreAwaited() throws Exception {
    assertThat(plain(CompletableFuture.completedFuture("later"))).isEqualTo("later\n");
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> plain(CompletableFuture.failedFuture(new FileNotFoundException("x"))));
  }

  @Test
  void jsonLinesSayHowItWent() throws Exception {
    JsonNode line = jsonl(List.of("x", 1));
    assertThat(line.get("i").asInt()).isEqualTo(17);
    assertThat(line.get("in").asText()).isEqualTo("a \"b\"");
    assertThat(line.get("ok").asBoolean()).isTrue();
    assertThat(line.get("out")).hasToString("[\"x\",1]");
    assertThat(line.get("ms").isNumber()).isTrue();
    assertThat(line.get("try").asInt()).isEqualTo(2);
    assertThat(line.get("w").asText()).isEqualTo("w3");
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly("i", "in", "ok", "out", "ms", "try", "w");
    assertThat(jsonl(null).get("out").isNull()).isTrue();
  }

  @Test
  void jsonLinesTellFailuresToo() throws IOException {
    Utf8Buffer out = new Utf8Buffer(16);
    Failure failure =
        new Failure(ITEM, Failure.Kind.EXCEPTION, new IOException("broken \"pipe\"\n"), 3, 3);
    ResultFormat.JSONL.add(out, failure);
    JsonNode line = new ObjectMapper().readTree(text(out));
    assertThat(line.get("ok").asBoolean()).isFalse();
    assertThat(line.get("try").asInt()).isEqualTo(3);
    assertThat(line.at("/error/type").asText()).isEqualTo("java.io.IOException");
    assertThat(line.at("/error/msg").asText()).isEqualTo("broken \"pipe\"\n");
    assertThat(line.at("/error/kind").asText()).isEqualTo("exception");
    assertThat(line.at("/error/stack").isArray()).isTrue();
    ResultFormat.PLAIN.add(out, failure);
    assertThat(text(out).lines()).hasSize(1);
  }

  private static String plain(@Nullable Object value) throws Exception {
    Utf8Buffer out = new Utf8Buffer(16);
    ResultFormat.PLAIN.add(out, ITEM, value, System.nanoTime(), "w3", 2);
    return text(out);
  }

  private static JsonNode jsonl(@Nullable Object value) throws Exception {
    Utf8Buffer out = new Utf8Buffer(16);
    ResultFormat.JSONL.add(out, ITEM, value, System.nanoTime(), "w3", 2);
    return new ObjectMapper().readTree(text(out));
  }

  private static String text(Utf8Buffer out) {
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }
}
