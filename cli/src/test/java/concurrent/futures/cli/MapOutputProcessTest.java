package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the output of {@code futures map} goes: pipes that close, full disks, terminals. */
class MapOutputProcessTest extends ProcessFixture {
  @Test
  void aPipeThatClosesEndsAnEndlessInputQuietly() {
    Command.Outcome outcome =
        futures("map", "-e", "line + i")
            .under(
                "bash",
                "-c",
                "yes | \"$@\" | head -n 2; echo \"status ${PIPESTATUS[*]}\" >&2",
                "bash")
            .run();
    assertThat(outcome.out()).isEqualTo("y0\ny1\n");
    assertThat(outcome.err()).isEqualTo("status 141 141 0\n");
  }

  @Test
  void aFullDiskIsAnError() {
    Command.Outcome outcome =
        futures("map", "-e", "line").input(numbers(50_000)).outputTo("/dev/full").run();
    assertThat(outcome.exit()).isEqualTo(5);
    assertThat(outcome.err())
        .startsWith("futures: cannot write results to standard output: No space left on device.");
  }

  @Test
  void aClosedOutputOrInputIsAnError() {
    Command.Outcome output =
        futures("map", "-e", "line").under("bash", "-c", "\"$@\" >&-", "bash").input("a\n").run();
    assertThat(output.exit()).isEqualTo(5);
    assertThat(output.err()).contains("cannot write results to standard output");
    Command.Outcome input =
        futures("map", "-e", "line").under("bash", "-c", "\"$@\" <&-", "bash").run();
    assertThat(input.exit()).isEqualTo(5);
    assertThat(input.err())
        .isEqualTo(
            "futures: standard input is closed. Name a file to read, or redirect it, for example"
                + " from /dev/null.\n");
  }

  @Test
  void nobodyHasToListenToStandardError() {
    Command.Outcome outcome =
        futures("map", "-e", "Integer.parseInt(line)")
            .under("bash", "-c", "\"$@\" 2>&-", "bash")
            .input("1\nx\n2\n")
            .run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("1\n2\n");
  }

  @Test
  void aTerminalHasABar() throws IOException {
    String input = file("input", "1\n2\nwait\n");
    try (RunningCommand running = onTerminal("", gate(), input)) {
      running.awaitOutput("━");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).as(outcome.out()).isZero();
      assertThat(outcome.out())
          .containsPattern("\r\u001b\\[K[━╸ ]+ \\d+% 2/~\\d, [0-9.]+/s, \\d:\\d\\d, ETA \\d")
          .contains("in wait\r\n") // what the task says has a line of its own
          .contains("\r\u001b[Kfutures: 3 ok"); // the bar is gone before the summary
    }
    assertThat(Files.readString(directory.resolve("results"))).isEqualTo("1\n2\nwait\n");
  }

  @Test
  void thereIsNoBarIfNobodyWantsIt() throws IOException {
    String input = file("input", numbers(3));
    for (String environment : List.of("TERM=dumb", "TERM=")) {
      try (RunningCommand running = onTerminal(environment + " ", failing(), input)) {
        assertThat(running.outcome().out()).startsWith("futures: 3 ok").doesNotContain("\u001b");
      }
    }
    try (RunningCommand running = onTerminal("", failing(), input, "--progress=none")) {
      assertThat(running.outcome().out()).startsWith("futures: 3 ok").doesNotContain("\u001b");
    }
  }

  @Test
  void resultsOnTheSameTerminalDoNotMixWithTheBar() throws IOException {
    String input = file("input", "result1\nwait\nresult2\n");
    try (RunningCommand running = terminal(commandLine("", gate(), input))) {
      running.awaitOutput("━");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.out())
          .containsPattern("(^|\n|\u001b\\[K)result1\r\n")
          .containsPattern("\u001b\\[Kwait\r\n(\r\u001b\\[K)?result2\r\n");
    }
  }

  /** Runs with standard error on a terminal of its own, and the results in a file. */
  private RunningCommand onTerminal(
      String environment, String function, String input, String... options) {
    return terminal(
        commandLine(environment, function, input, options) + "> " + directory.resolve("results"));
  }

  private static String commandLine(
      String environment, String function, String input, String... options) {
    List<String> arguments = new ArrayList<>(List.of("map", "-j", "1", function, input));
    arguments.addAll(List.of(options));
    StringBuilder line = new StringBuilder(environment);
    for (String word : futures(arguments.toArray(new String[0])).words()) {
      line.append("'").append(word).append("' ");
    }
    return line.toString();
  }

  private static RunningCommand terminal(String commandLine) {
    if (!Files.exists(Path.of("/usr/bin/script"))) {
      throw new AssertionError(
          "this test needs a terminal, which script(1) makes: apt install bsdutils");
    }
    return futures()
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .startOther("script", "-qec", commandLine, "/dev/null");
  }

  @Test
  void theSummaryMayBeForPrograms() {
    Command.Outcome outcome =
        futures("map", "--summary", "json", "-e", "Integer.parseInt(line)").input("1\nx\n").run();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err().lines().reduce((a, b) -> b))
        .hasValueSatisfying(
            json ->
                assertThat(json)
                    .startsWith(
                        "{\"ok\":1,\"failed\":1,\"cancelled\":0,"
                            + "\"failures\":{\"NumberFormatException\":1},")
                    .endsWith(",\"stopped\":null,\"exit\":1}"));
  }
}
