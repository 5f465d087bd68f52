package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code futures map} and the signals that end it. */
class MapSignalsProcessTest extends ProcessFixture {
  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void ctrlCLetsRunningCallsFinish(String executor) throws IOException {
    try (RunningCommand running = start("a\nwait 1\nwait 2\nb\n", "-x", executor)) {
      running.signal("INT");
      running.awaitError("futures: interrupted: what runs may finish within 10 s");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(130);
      assertThat(outcome.out()).isEqualTo("a\nwait 1\nwait 2\n");
      assertThat(outcome.err()).contains("3 ok, 1 cancelled", "· interrupted");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void ctrlCTwiceEndsAtOnce(String executor) throws IOException {
    try (RunningCommand running = start("a\nwait 1\nwait 2\nb\n", "-x", executor)) {
      running.signal("INT");
      running.awaitError("once more ends at once");
      running.signal("INT");
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(130);
      assertThat(outcome.out()).isEqualTo("a\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void theGraceIsLimited(String executor) throws IOException {
    try (RunningCommand running =
        start("a\nwait 1\nwait 2\nb\n", "-x", executor, "--grace", "50ms")) {
      running.signal("INT");
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(130);
      assertThat(outcome.err()).contains("1 ok, 3 cancelled");
    }
  }

  @Test
  void termIsAsPolite() throws IOException {
    try (RunningCommand running = start("a\nwait 1\nwait 2\nb\n")) {
      running.signal("TERM");
      running.awaitError("futures: terminated:");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(143);
      assertThat(outcome.out()).isEqualTo("a\nwait 1\nwait 2\n");
    }
  }

  @Test
  void hangingUpDrains() throws IOException {
    try (RunningCommand running = start("a\nwait 1\nwait 2\nb\n")) {
      running.signal("HUP");
      running.signal("USR1"); // handled in its turn, so its answer tells that HUP has arrived
      running.awaitError("running for");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(129);
      assertThat(outcome.out()).isEqualTo("a\nwait 1\nwait 2\n");
      assertThat(outcome.err()).contains("1 cancelled", "· hung up");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void usr1ShowsWhatRuns(String executor) throws IOException {
    try (RunningCommand running = start("a\nwait 1\nwait 2\nb\n", "-x", executor)) {
      running.awaitLines(1);
      running.signal("USR1");
      running.awaitError("line 3 of stdin: \"wait 2\"");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.err())
          .contains("1 ok, 0 failed, 2 running, ")
          .containsPattern("running for [^:]+: line 2 of stdin: \"wait 1\"");
    }
  }

  @Test
  void usr1ShowsWhatRunsInTheOrderOfTheInput() throws IOException {
    List<String> waits = IntStream.rangeClosed(1, 8).mapToObj(k -> "wait " + k).toList();
    String input = String.join("\n", waits);
    try (RunningCommand running = futures("map", "-j", "8", gate()).input(input).start()) {
      waits.forEach(wait -> running.awaitError("in " + wait));
      running.signal("USR1");
      running.awaitError("line 8 of stdin: \"wait 8\"");
      open();
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.err().lines().filter(line -> line.contains("running for")))
          .extracting(line -> line.replaceAll(".*\"(.*)\"", "$1"))
          .isEqualTo(waits);
    }
  }

  @Test
  void ctrlCEndsTheWaitForInput() {
    try (RunningCommand running =
        futures("map", "-e", "line").under(signalsAsUsual()).inputByHand().start()) {
      running.type("a");
      running.awaitLines(1);
      running.signal("INT");
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).isEqualTo(130);
      assertThat(outcome.out()).isEqualTo("a\n");
    }
  }

  private RunningCommand start(String input, String... options) throws IOException {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "map";
    arguments[1] = "-j";
    arguments[2] = "2";
    arguments[3] = gate();
    System.arraycopy(options, 0, arguments, 4, options.length);
    RunningCommand running = futures(arguments).under(signalsAsUsual()).input(input).start();
    running.awaitError("in wait 1");
    running.awaitError("in wait 2"); // so both workers are busy
    return running;
  }

  /** A build in the background of a script ignores SIGINT, and so would all its processes. */
  private static String[] signalsAsUsual() {
    return new String[] {"env", "--default-signal=INT,TERM,HUP"};
  }
}
