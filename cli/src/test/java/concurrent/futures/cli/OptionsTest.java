package concurrent.futures.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.cli.output.Stderr;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with options is said before anything else happens, so in this JVM. */
class OptionsTest {
  @Test
  void whatIsWrongWithTheOptions() {
    String[][] wrong = {
      {"no workers at all", "-j", "0"},
      {"'many' is not a number of workers", "-j", "many"},
      {"--timeout: '-1s' is negative", "--timeout", "-1s"},
      {"--timeout: '0' leaves no time at all", "--timeout", "0"},
      {"--timeout: 'soon' is not a duration", "--timeout", "soon"},
      {"--retries: '-1' is not a number from 0", "--retries", "-1"},
      {"--retry-delay: '-5ms' is negative", "--retry-delay", "-5ms"},
      {"--deadline: '-5ms' is negative", "--deadline=-5ms"},
      {"--grace: '-5ms' is negative", "--grace", "-5ms"},
      {"--window: '0' is not a number from 1", "--window", "0"},
      {"--batch: '0' is not a number from 1", "--batch", "0"},
      {"--halt: 'now' is not a halt policy", "--halt", "now"},
      {"--encoding: 'utf-77' is no charset", "--encoding", "utf-77"},
      {"--in: 'xml' is not known, choose one of: lines, jsonl, csv, tsv.", "--in", "xml"},
      {"choose one of: plain, jsonl.", "--out", "xml"},
      {"choose one of: auto, bar, plain, none.", "--progress", "loud"},
      {"-x cluster: say which one, by a member of it", "-x", "cluster"},
      {
        "'fibers' is not known: choose threads, virtual, processes or cluster=HOST:PORT",
        "-x",
        "fibers"
      },
      {"-0 goes with lines only", "-0", "--in", "csv"},
      {"choose one of: text, json.", "--summary", "xml"},
      {"Did you mean --window?", "--windw", "3"},
      {"-e needs a Java expression", "-e", ""},
    };
    for (String[] words : wrong) {
      List<String> arguments = new ArrayList<>(List.of("map", "-e", "line"));
      arguments.addAll(List.of(words).subList(1, words.length));
      if (words[1].equals("-e")) {
        arguments = List.of("map", "-e", "");
      }
      assertFails(2, words[0], arguments.toArray(new String[0]));
    }
  }

  @Test
  void unknownCommandsAreAnsweredWithTheKnownOnes() {
    assertFails(
        2,
        "there is no command 'mpa', but map, worker, cluster, doctor, completion and help",
        "mpa");
    assertFails(2, "say what to do");
  }

  private static void assertFails(int exit, String words, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(Main.run(new Stderr(bytes), arguments)).as(words).isEqualTo(exit);
    assertThat(bytes.toString(UTF_8))
        .startsWith("futures: ")
        .contains(words)
        .endsWith("\n")
        .doesNotContain("\tat ", "Exception", "\n\n");
  }
}
