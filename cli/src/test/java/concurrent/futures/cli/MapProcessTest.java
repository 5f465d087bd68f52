package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code futures map} as people use it: inputs, order, results. */
class MapProcessTest extends ProcessFixture {
  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void resultsComeInTheOrderOfTheInput(String executor) throws IOException {
    // The later a line, the less it sleeps: without order the output would be turned round.
    String source =
        file(
            "Slow.java",
            "class Slow { static String f(String s, long i) throws Exception {"
                + " Thread.sleep(Math.max(0, 40 - 4 * i)); return i + \" \" + s; } }");
    Command.Outcome outcome =
        futures(
                "map",
                "-x",
                executor,
                "-j",
                "8",
                source,
                file("a", "x\ny\n"),
                file("b", numbers(20)))
            .run();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines()).hasSize(22).startsWith("0 x", "1 y", "2 1").endsWith("21 20");
    assertThat(outcome.err()).matches("futures: 22 ok · 8 workers · .+, p50 .+ p99 .+\n");
  }

  @Test
  void anExpressionNeedsNoFile() {
    Command.Outcome outcome =
        futures("map", "-q", "-e", "line.length() + i").input("a\nbé\n").run();
    assertThat(outcome).isEqualTo(new Command.Outcome(0, "1\n3\n", ""));
  }

  @Test
  void aCompiledMethodNeedsNoCompiler() {
    Command.Outcome outcome =
        futures("map", "-q", "java.lang.Integer::parseInt")
            .jvm("--limit-modules", "java.se,jdk.unsupported")
            .input("007\n-1\n")
            .run();
    assertThat(outcome).isEqualTo(new Command.Outcome(0, "7\n-1\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void unorderedResultsComeWhenTheyAreDone(String executor) throws IOException {
    try (RunningCommand running =
        futures("map", "-x", executor, "--unordered", "-j", "2", gate())
            .input("wait\na\nb\n")
            .start()) {
      running.awaitLines(2); // while the first line still waits
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.lines()).endsWith("wait").contains("a", "b").hasSize(3);
    }
  }

  @Test
  void aSlowLineHoldsUpNoOtherAlthoughShortOnesTravelTogether() throws IOException {
    StringBuilder input = new StringBuilder(numbers(5000)).append("wait\n").append(numbers(400));
    try (RunningCommand running =
        futures("map", "--unordered", "-j", "2", gate()).input(input.toString()).start()) {
      running.awaitLines(5400);
      open();
      assertThat(running.outcome().lines()).hasSize(5401).endsWith("wait");
    }
  }

  @Test
  void anAnswerComesAtOnceWhileTheInputStaysOpen() {
    try (RunningCommand running =
        futures("map", "-q", "-e", "line.toUpperCase()").inputByHand().start()) {
      running.type("one");
      running.awaitLines(1);
      running.type("two");
      running.awaitLines(2);
      running.signal("KILL");
      assertThat(running.outcome().out()).isEqualTo("ONE\nTWO\n");
    }
  }

  @Test
  void memoryIsBoundedWhateverTheSizeOfTheInput() throws IOException {
    // 100 MB of lines, and lines of 1 MB each, through a heap of 32 MB
    Command.Outcome many =
        futures("map", "-e", "1").jvm("-Xmx32m").input(new Lines(1_000_000, 100)).run();
    assertThat(many.exit()).as(many.err()).isZero();
    assertThat(many.out()).hasSize(2_000_000);
    Command.Outcome big =
        futures("map", "-q", "-e", "line")
            .jvm("-Xmx32m")
            .input(new Lines(60, 1_000_000))
            .outputTo(directory.resolve("out").toString())
            .run();
    assertThat(big.exit()).as(big.err()).isZero();
    assertThat(Files.size(directory.resolve("out"))).isEqualTo(60L * 1_000_000);
  }

  @Test
  void everyShortLineIsAccountedForInItsPlace() throws IOException {
    List<String> expected = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    int failures = 0;
    for (int i = 0; i < 30_000; i++) {
      boolean bad = i % 997 == 5;
      input.append(bad ? "bad" : "").append(i).append('\n');
      failures += bad ? 1 : 0;
      if (!bad) {
        expected.add("<" + i + ">");
      }
    }
    Command.Outcome outcome = futures("map", failing()).input(input.toString()).run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines()).isEqualTo(expected);
    assertThat(outcome.err())
        .contains("line 6 of stdin: \"bad5\": IOException: cannot use bad5")
        .contains(failures - 20 + " more failures are not shown")
        .contains(failures + " failed (" + failures + " IOException)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void rowsOfCsvAreMaps(String executor) throws IOException {
    String source =
        file(
            "Row.java",
            "import java.util.*; class Row { static String f(Map<String,String> row) {"
                + " return row.get(\"name\") + \"/\" + row.get(\"size\"); } }");
    Command.Outcome outcome =
        futures("map", "-x", executor, "-q", source)
            .input("size,name\n1,\"a, b\"\n2,\"c\nd\"\n3\n4,e\n")
            .run();
    assertThat(outcome.out()).isEqualTo("a, b/1\nc\nd/2\ne/4\n");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("futures: line 5 of stdin: \"3\": the row has 1 fields, the header 2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void jsonGoesInAndOut(String executor) throws IOException {
    String source =
        file(
            "Page.java",
            "record Page(String url, int size) {} class Pages { static Page f(Page p) {"
                + " return new Page(p.url(), p.size() * 2); } }");
    Command.Outcome outcome =
        futures("map", "-x", executor, "-q", "--out", "jsonl", source)
            .input("{\"url\":\"u\",\"size\":4}\n\n{\"url\":}\n")
            .run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines()).hasSize(2);
    assertThat(outcome.lines().get(0))
        .matches(
            "\\{\"i\":0,\"in\":\"\\{\\\\\"url\\\\\":\\\\\"u\\\\\",\\\\\"size\\\\\":4}\",\"ok\":true,"
                + "\"out\":\\{\"url\":\"u\",\"size\":8},\"ms\":[0-9.]+,\"try\":1,\"w\":\"w\\d+\"}");
    assertThat(outcome.lines().get(1))
        .startsWith("{\"i\":1,\"in\":\"{\\\"url\\\":}\",\"ok\":false,\"error\":{\"type\":")
        .endsWith("},\"try\":1}");
    assertThat(outcome.err()).startsWith("futures: line 3 of stdin: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void linesMayEndWithNulAndComeInBatches(String executor) {
    Command.Outcome outcome =
        futures(
                "map",
                "-x",
                executor,
                "-q",
                "-0",
                "--batch",
                "2",
                "-e",
                "lines.toString().replace('\\n', '|')")
            .input("a\nb\0c\0d\0")
            .run();
    assertThat(outcome).isEqualTo(new Command.Outcome(0, "[a|b, c]\n[d]\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void objectsAreStateOfWorkersAndTaskOutputIsNoResult(String executor) throws IOException {
    String source =
        file(
            "State.java",
            """
            public class State implements AutoCloseable {
              private int calls;
              public void init() { System.out.println("init"); }
              public String f(String line) { System.out.println("saw " + line); return line + ++calls; }
              @Override public void close() { System.out.println("close " + calls); }
            }
            """);
    Command.Outcome outcome =
        futures("map", "-x", executor, "-q", "-j", "1", source).input("a\nb\n").run();
    assertThat(outcome)
        .isEqualTo(new Command.Outcome(0, "a1\nb2\n", "init\nsaw a\nsaw b\nclose 2\n"));
  }

  /** Lines of equal length, made while they are read. */
  private static final class Lines extends InputStream {
    private final byte[] line;
    private long left;
    private int at;

    Lines(int lines, int length) {
      line = ("x".repeat(length - 1) + "\n").getBytes(UTF_8);
      left = (long) lines * length;
    }

    @Override
    public int read() {
      if (left-- <= 0) {
        return -1;
      }
      at = at == line.length ? 0 : at;
      return line[at++];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      at = at == line.length ? 0 : at;
      int n = (int) Math.min(left, Math.min(length, line.length - at));
      System.arraycopy(line, at, target, offset, n);
      at += n;
      left -= n;
      return n;
    }
  }
}
