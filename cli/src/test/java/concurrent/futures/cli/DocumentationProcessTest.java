package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every command of docs/command-line.md, run in the order of the page, prints what it says there.
 */
class DocumentationProcessTest extends ProcessFixture {
  /** What a command printed, standard output and error as they came, and how it ended. */
  private record Session(String command, List<String> expected, boolean anyOutput) {}

  @Test
  void theExamplesOfThePageAreTrue() throws IOException {
    Path root = Command.repository();
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.writeString(bin.resolve("futures"), script());
    assertThat(bin.resolve("futures").toFile().setExecutable(true)).isTrue();
    Path work = Files.createDirectory(directory.resolve("work"));
    Path examples = Files.createDirectories(work.resolve("examples/cli"));
    for (String name : List.of("WordCount.java", "Spider.java")) {
      Files.copy(root.resolve("examples/cli/" + name), examples.resolve(name));
    }
    List<Session> sessions = sessions(Files.readAllLines(root.resolve("docs/command-line.md")));
    assertThat(sessions).hasSizeGreaterThan(20);
    for (Session session : sessions) {
      List<String> printed = run(session.command(), work, bin);
      if (session.anyOutput()) {
        assertThat(printed).as(session.command()).hasSizeGreaterThan(1);
      } else {
        assertThat(printed).as(session.command()).isEqualTo(session.expected());
      }
    }
  }

  /** Both streams, one after the other: which of them is faster is nobody's business. */
  private static List<String> run(String command, Path work, Path bin) {
    try (RunningCommand running =
        futures()
            .in(work)
            .env("PATH", bin + ":" + System.getenv("PATH"))
            .startOther("bash", "-c", command)) {
      Command.Outcome outcome = running.outcome();
      List<String> lines = new ArrayList<>(outcome.lines());
      outcome.err().lines().map(DocumentationProcessTest::timeless).forEach(lines::add);
      if (outcome.exit() != 0) {
        lines.add("[exit " + outcome.exit() + "]");
      }
      return lines;
    }
  }

  private static List<Session> sessions(List<String> page) {
    List<Session> sessions = new ArrayList<>();
    boolean inBlock = false;
    boolean any = false;
    for (int n = 0; n < page.size(); n++) {
      String line = page.get(n);
      if (line.startsWith("```")) {
        inBlock = !inBlock && line.startsWith("```console");
        any = line.endsWith(" any");
      } else if (inBlock && line.startsWith("$ ")) {
        StringBuilder command = new StringBuilder(line.substring(2));
        while (line.endsWith("<<'EOF'") && !page.get(n).equals("EOF")) {
          command.append('\n').append(page.get(++n));
        }
        sessions.add(new Session(command.toString(), new ArrayList<>(), any));
      } else if (inBlock) {
        sessions.get(sessions.size() - 1).expected().add(timeless(line));
      }
    }
    return sessions;
  }

  /** The summary without what differs from run to run, and from machine to machine. */
  private static String timeless(String line) {
    return line.replaceFirst(" · \\d+ workers? · .*", "");
  }

  private static String script() {
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
    for (String word : futures().words()) {
      script.append(" '").append(word).append("'");
    }
    return script.append(" \"$@\"\n").toString();
  }
}
