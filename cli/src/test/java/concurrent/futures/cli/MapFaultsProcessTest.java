package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code futures map} when lines, functions or files fail. */
class MapFaultsProcessTest extends ProcessFixture {
  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void aFailingLineStopsNoOtherAndDecidesTheExitCode(String executor) throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", executor, failing()).input("a\nbad apple\nb\nbad\u001b[31m\n").run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("<a>\n<b>\n");
    assertThat(outcome.err())
        .startsWith(
            "futures: line 2 of stdin: \"bad apple\": IOException: cannot use bad apple\n"
                + "futures: line 4 of stdin: \"bad\\u001b[31m\": IOException: cannot use"
                + " bad\\u001b[31m\n"
                + "futures: 2 ok, 2 failed (2 IOException) · ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void verboseShowsTheUsersStackAndNoneOfOurs(String executor) throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", executor, "-v", "-q", failing()).input("bad\n").run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "futures: line 1 of stdin: \"bad\": IOException: cannot use bad\n"
                + "java.io.IOException: cannot use bad\n"
                + "    at Fails.f(Fails.java:3)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void retriesCallAgainAndSayWhichAttemptItWas(String executor) throws IOException {
    String source =
        file(
            "Flaky.java",
            """
            import concurrent.futures.TaskContext;
            class Flaky {
              static String f(String line) {
                int attempt = TaskContext.current().attempt();
                if (attempt < Integer.parseInt(line)) throw new IllegalStateException("attempt " + attempt);
                return line + " in attempt " + attempt;
              }
            }
            """);
    Command.Outcome outcome =
        futures(
                "map",
                "-x",
                executor,
                "--retries",
                "2",
                "--retry-delay",
                "0",
                "--out",
                "jsonl",
                source)
            .input("1\n3\n4\nx\n")
            .run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("\"out\":\"1 in attempt 1\"") && line.contains("\"try\":1"))
        .anyMatch(line -> line.contains("\"out\":\"3 in attempt 3\"") && line.contains("\"try\":3"))
        .anyMatch(line -> line.contains("\"msg\":\"attempt 3\"") && line.endsWith("\"try\":3}"));
    assertThat(outcome.err())
        .contains("\"4\": IllegalStateException: attempt 3 (attempt 3 of 3)\n")
        .contains("2 ok, 2 failed (1 IllegalStateException, 1 NumberFormatException)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void aCallThatTakesTooLongIsInterrupted(String executor) throws IOException {
    String source =
        file(
            "Sleepy.java",
            "class Sleepy { static String f(String s) throws Exception {"
                + " if (s.equals(\"long\")) new java.util.concurrent.CountDownLatch(1).await();"
                + " return s; } }");
    Command.Outcome outcome =
        futures("map", "-x", executor, "--timeout", "1s", "--out", "jsonl", source)
            .input("a\nlong\nb\n")
            .run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines()).hasSize(3);
    assertThat(outcome.lines().get(1)).contains("\"in\":\"long\"", "\"kind\":\"timeout\"");
    assertThat(outcome.err())
        .contains("line 2 of stdin: \"long\": timeout: ran longer than 1 s\n")
        .contains("2 ok, 1 failed (1 timeout)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void aFunctionThatIgnoresItsInterruptDoesNotKeepTheCommandFromEnding(String executor)
      throws IOException {
    String source =
        file(
            "Deaf.java",
            "class Deaf { static String f(String s) { while (true) Thread.onSpinWait(); } }");
    Command.Outcome outcome =
        futures("map", "-x", executor, "-q", "--timeout", "100ms", source).input("a\n").run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("timeout: ran longer than 100 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void haltStopsAtTheFirstFailure(String executor) throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", executor, "-j", "1", "--halt", "now,fail=1", failing())
            .input("a\nbad\n" + numbers(500))
            .run();
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.lines()).startsWith("<a>").hasSizeLessThan(500);
    assertThat(outcome.err())
        .contains("line 2 of stdin: \"bad\"")
        .containsPattern("1 failed \\(1 IOException\\), \\d+ cancelled")
        .contains("stopped by --halt now,fail=1");
  }

  @Test
  void haltMayWaitForASuccess() throws IOException {
    Command.Outcome outcome =
        futures("map", "-j", "1", "--halt", "soon,success=1", failing())
            .input("bad\nbad\ngood\n" + numbers(500))
            .run();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines()).startsWith("<good>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void theDeadlineEndsEverything(String executor) throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", executor, "-j", "2", "--deadline", "300ms", gate())
            .input("a\nwait\nwait\n" + numbers(50))
            .run();
    assertThat(outcome.exit()).isEqualTo(124);
    assertThat(outcome.out()).isIn("", "a\n");
    assertThat(outcome.err()).containsPattern("[01] ok, 5[23] cancelled.* · stopped by --deadline");
  }

  @Test
  void systemExitInAFunctionIsNoWayOut() throws IOException {
    String source =
        file(
            "Exit.java",
            "class Exit { static String f(String s) { if (s.equals(\"3\")) System.exit(0); return"
                + " s; } }");
    Command.Outcome outcome = futures("map", "-j", "1", source).input(numbers(5)).run();
    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(outcome.err()).contains("the function ended the JVM");
    assertThat(outcome.out()).isIn("", "1\n", "1\n2\n"); // whole lines, in order
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void aStateThatCannotBeMadeEndsTheRun(String executor) throws IOException {
    String source =
        file(
            "State.java",
            "class State { void init() { throw new IllegalStateException(\"no licence\"); }"
                + " String f(String s) { return s; } }");
    Command.Outcome outcome = futures("map", "-x", executor, "-q", source).input(numbers(5)).run();
    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("futures: a worker cannot be set up: ")
        .contains("no licence");
  }

  @Test
  void outOfMemoryFailsOneLine() throws IOException {
    String source =
        file(
            "Big.java",
            "class Big { static int f(String s) { return s.equals(\"big\") ? new"
                + " long[Integer.MAX_VALUE - 9].length : 1; } }");
    Command.Outcome outcome = futures("map", source).jvm("-Xmx64m").input("a\nbig\nb\n").run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("1\n1\n");
    assertThat(outcome.err()).contains("\"big\": OutOfMemoryError");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void brokenUtf8FailsItsLineOnly(String executor) {
    byte[] input = {'a', '\n', (byte) 0xE9, 'b', '\n', (byte) 0xC3, (byte) 0xA9, '\n'};
    Command.Outcome outcome = futures("map", "-x", executor, "-q", "-e", "line").input(input).run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("a\né\n");
    assertThat(outcome.err())
        .startsWith("futures: line 2 of stdin: \"\uFFFDb\": not UTF-8: byte 0xE9 at column 1")
        .contains("--encoding ISO-8859-1");
    assertThat(
            futures("map", "-x", executor, "-q", "--encoding", "latin1", "-e", "line")
                .input(input)
                .run()
                .out())
        .isEqualTo("a\néb\nÃ©\n");
  }

  @Test
  void anInputThatBreaksOffIsAnErrorAfterTheLinesBefore() throws IOException {
    // Reading a process's memory from its beginning is an I/O error, even for root.
    Command.Outcome outcome =
        futures("map", "-e", "line", file("a", "1\n2\n"), "/proc/self/mem").run();
    assertThat(outcome.exit()).isEqualTo(5);
    assertThat(outcome.out()).isEqualTo("1\n2\n");
    assertThat(outcome.err()).startsWith("futures: cannot read /proc/self/mem: ").contains("2 ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void whatTheLibraryLogsIsOneLine(String executor) throws IOException {
    String source =
        file(
            "Logs.java",
            """
            import concurrent.futures.*;
            class Logs {
              static String f(String line) {
                try (var pool = new ThreadPoolExecutor(1)) {
                  pool.submit(() -> 1).addDoneCallback(done -> { throw new IllegalStateException("my callback"); });
                }
                return line;
              }
            }
            """);
    Command.Outcome outcome =
        futures("map", "-q", "-x", executor, "-j", "1", source).input(numbers(30)).run();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err().lines())
        .hasSizeBetween(1, 11)
        .allMatch(line -> line.startsWith("futures: warning: ") && line.contains("my callback"))
        .last()
        .asString()
        .endsWith("(further messages are not shown)");
  }
}
