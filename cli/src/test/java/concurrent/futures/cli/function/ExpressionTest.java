package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.input.InputFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionTest extends FunctionFixture {
  @Test
  void knowsTheLineAndItsNumber() throws Exception {
    assertThat(call(expression("line.length()"), "abc")).isEqualTo(3);
    assertThat(call(expression("i + \":\" + line"), "abc", 7)).isEqualTo("7:abc");
    assertThat(call(expression("line // its end"), "abc")).isEqualTo("abc");
  }

  @Test
  void needsNoImports() throws Exception {
    String all =
        "Stream.of(List.of(Pattern.compile(\"x\")), Path.of(\"a\"), Duration.ZERO, BigInteger.ONE,"
            + " URI.create(\"a\"), (Supplier<String>) () -> line).count()";
    assertThat(call(expression(all), "abc")).isEqualTo(6L);
  }

  @Test
  void mayThrowWhatItLikes() throws Exception {
    assertThat(call(expression("Files.size(Path.of(line))"), "/dev/null")).isEqualTo(0L);
  }

  @Test
  void knowsRowsJsonAndBatches() throws Exception {
    Options options = new Options();
    options.format = InputFormat.CSV;
    assertThat(call(load(FunctionSpec.expression("row.get(\"a\")"), options), "1,2"))
        .isEqualTo("1");
    options.format = InputFormat.JSONL;
    assertThat(call(load(FunctionSpec.expression("json.get(1).asText()"), options), "[1,\"x\"]"))
        .isEqualTo("x");
    options.format = null;
    options.batch = 2;
    assertThat(call(load(FunctionSpec.expression("lines.size()"), options), List.of("x", "y")))
        .isEqualTo(2);
  }

  @Test
  void pointsIntoTheExpression() {
    assertMessage(
        "line.lenght() + 1",
        "cannot find symbol",
        "\n  line.lenght() + 1\n      ^\n",
        "one Java expression with a value",
        "line (String) and i");
    assertMessage("line.length(", "\n  line.length(\n              ^\n");
    assertMessage("1 +\nfoo", "\n  foo\n  ^\n");
    assertMessage("System.out.println(line)", "void");
    assertMessage("if (true) 1", "illegal start of expression");
  }

  private LineFunction expression(String text) {
    return load(FunctionSpec.expression(text), new Options());
  }

  private void assertMessage(String expression, String... words) {
    assertRefused(ExitCode.COMPILE, FunctionSpec.expression(expression), new Options(), words);
  }
}
