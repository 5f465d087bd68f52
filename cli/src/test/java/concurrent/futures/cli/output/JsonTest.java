package concurrent.futures.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  private record Page(String title, List<Integer> sizes, @Nullable Object more) {}

  @Test
  void writesValuesAsTheyAre() throws Exception {
    assertThat(json(null)).isEqualTo("null");
    assertThat(json(true)).isEqualTo("true");
    assertThat(json(-1.5)).isEqualTo("-1.5");
    assertThat(json(new BigDecimal("1e400"))).isEqualTo("1E+400");
    assertThat(json('c')).isEqualTo("\"c\"");
    assertThat(json(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    assertThat(json(LocalDate.of(2026, 1, 2))).isEqualTo("\"2026-01-02\"");
    assertThat(json(Path.of("/a/b"))).isEqualTo("\"/a/b\"");
    assertThat(json(Optional.of(1))).isEqualTo("1");
    assertThat(json(OptionalInt.empty())).isEqualTo("null");
    assertThat(json(Double.NaN)).isEqualTo("\"NaN\"");
  }

  @Test
  void writesCollectionsAndRecords() throws Exception {
    assertThat(json(List.of(1, "a", List.of()))).isEqualTo("[1,\"a\",[]]");
    assertThat(json(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(json(Stream.of("x", 1).iterator())).isEqualTo("[\"x\",1]");
    assertThat(json(IntStream.range(0, 3))).isEqualTo("[0,1,2]");
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    map.put("a", null);
    map.put(2, Arrays.asList(1, null));
    assertThat(json(map)).isEqualTo("{\"a\":null,\"2\":[1,null]}");
    assertThat(json(new Page("t", List.of(1), Optional.empty())))
        .isEqualTo("{\"title\":\"t\",\"sizes\":[1],\"more\":null}");
  }

  @Test
  void closesStreams() throws Exception {
    List<String> closed = new ArrayList<>();
    json(Stream.of(1).onClose(() -> closed.add("closed")));
    assertThat(closed).hasSize(1);
  }

  @Test
  void everyTextComesBackFromAnotherParser() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c < 0x3000; c++) {
      all.append((char) c);
    }
    all.append("😀\"\\/");
    assertThat(new ObjectMapper().readTree(json(all.toString())).asText())
        .isEqualTo(all.toString());
  }

  @Test
  void writesHalfACharacterAsEscape() throws Exception {
    assertThat(json("x\ud83dy\ude00")).isEqualTo("\"x\\ud83dy\\ude00\"");
  }

  @Test
  void treesOfJacksonAreJsonAlready() throws Exception {
    assertThat(json(new ObjectMapper().readTree("{\"a\":[1,null]}"))).isEqualTo("{\"a\":[1,null]}");
  }

  @Test
  void refusesWhatContainsItself() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json(list))
        .withMessageContaining("contains itself");
  }

  private static String json(@Nullable Object value) throws Exception {
    StringBuilder out = new StringBuilder();
    Json.append(out, value);
    return out.toString();
  }
}
