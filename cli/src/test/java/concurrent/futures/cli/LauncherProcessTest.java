package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The script {@code ./futures}, which builds the command when its sources have changed. */
class LauncherProcessTest extends ProcessFixture {
  @Test
  void theScriptRunsTheCommandFromAnywhere() throws IOException {
    String script = Command.repository().resolve("futures").toString();
    String words =
        file(
            "Words.java",
            "class Words { static int count(String line) { return line.split(\" \").length; } }");
    try (RunningCommand running =
        futures()
            .in(directory)
            .env("JAVA_HOME", System.getProperty("java.home"))
            .input("a b c\nd\n")
            .startOther(script, "map", words)) {
      Command.Outcome outcome = running.outcome();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isEqualTo("3\n1\n");
      assertThat(outcome.err()).contains("futures: 2 ok");
    }
  }
}
