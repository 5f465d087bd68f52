package concurrent.futures.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.TaskTimeoutException;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.BadLine;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final Source PAGES = new Source("pages.txt", InputFormat.LINES, List.of());

  @Test
  void saysWhichLineFailedAndWhy() {
    assertThat(failure("http://x", new IOException("no route"), 3, 3).show())
        .isEqualTo("line 18 of pages.txt: \"http://x\": IOException: no route (attempt 3 of 3)");
    assertThat(failure("x", new IllegalStateException(), 1, 1).show())
        .isEqualTo("line 18 of pages.txt: \"x\": IllegalStateException");
    assertThat(failure("x", new BadInputException("cannot be read as int"), 1, 1).show())
        .isEqualTo("line 18 of pages.txt: \"x\": cannot be read as int");
  }

  @Test
  void namesTimeoutsByTheirLimit() {
    Failure failure =
        new Failure(
            item("x"),
            Failure.Kind.TIMEOUT,
            new TaskTimeoutException("ran longer than PT0.1S", Duration.ofMillis(100)),
            1,
            1);
    assertThat(failure.show()).endsWith("\"x\": timeout: ran longer than 100 ms");
    assertThat(failure.type()).isEqualTo("timeout");
  }

  @Test
  void shortensWhatIsLongAndShowsNoControlCharacters() {
    assertThat(failure("y".repeat(1000), new IOException("z".repeat(1000)), 1, 1).show())
        .contains("\"" + "y".repeat(80) + "…\"")
        .endsWith("z".repeat(500) + "…");
    assertThat(failure("a\tb\u001b[31m😀", new IOException("c\n d\u0007"), 1, 1).show())
        .endsWith("\"a\\tb\\u001b[31m😀\": IOException: c | d\\u0007");
  }

  @Test
  void showsBrokenLinesAndBatches() {
    Item broken = new Item(0, PAGES, 1, new BadLine("a\uFFFD", "not UTF-8"));
    assertThat(broken.quoted()).isEqualTo("\"a\uFFFD\"");
    assertThat(new Item(0, PAGES, 1, List.of("a", "b")).quoted()).isEqualTo("\"a\\nb\"");
  }

  @Test
  void showsTheUsersPartOfTheStack() {
    Exception cause = new IOException("inner");
    cause.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("com.acme.Words", "count", "Words.java", 7),
          new StackTraceElement("java.lang.invoke.LambdaForm", "x", null, 0),
          new StackTraceElement("concurrent.futures.cli.run.RecordTask", "run", "R.java", 1),
          new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1)
        });
    Exception error = new IllegalStateException("outer", cause);
    error.setStackTrace(cause.getStackTrace());
    assertThat(failure("x", error, 1, 1).stackTrace())
        .isEqualTo(
            """
            java.lang.IllegalStateException: outer
                at com.acme.Words.count(Words.java:7)
              caused by java.io.IOException: inner
                at com.acme.Words.count(Words.java:7)\
            """);
  }

  private static Failure failure(String text, Throwable error, int attempt, int attempts) {
    return new Failure(item(text), Failure.Kind.EXCEPTION, error, attempt, attempts);
  }

  private static Item item(String text) {
    return new Item(17, PAGES, 18, text);
  }
}
