package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** {@code futures map -x processes} where threads would end the command, or never end. */
class MapCrashesProcessTest extends ProcessFixture {
  /** A function that does to its JVM what the line says. */
  private String deadly() throws IOException {
    return file(
        "Deadly.java",
        """
        import java.util.*;
        class Deadly {
          static final class OwnException extends RuntimeException {
            OwnException(String message) { super(message); }
          }
          static String f(String line) throws Exception {
            switch (line) {
              case "exit": System.exit(3);
              case "halt": Runtime.getRuntime().halt(4);
              case "oom": for (List<long[]> all = new ArrayList<>(); ; ) all.add(new long[1 << 20]);
              case "kill":
                new ProcessBuilder("kill", "-KILL", "" + ProcessHandle.current().pid()).start();
                new java.util.concurrent.CountDownLatch(1).await();
              case "loop": while (true) Thread.onSpinWait();
              case "own": throw new OwnException("of the worker only");
              default: return "<" + line + ">";
            }
          }
        }
        """);
  }

  @Test
  void everyCrashCostsItsLineOnly() throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", "processes", "-j", "2", "--max-heap", "64m", deadly())
            .input("a\nexit\nb\nhalt\nc\noom\nd\nkill\ne\n")
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("<a>\n<b>\n<c>\n<d>\n<e>\n");
    assertThat(outcome.err())
        .containsPattern(
            "line 2 of stdin: \"exit\": exit: .* System.exit was called at Deadly\\.f.*code 3")
        .containsPattern("line 4 of stdin: \"halt\": exit: .*code 4.*Runtime\\.halt")
        .containsPattern("line 6 of stdin: \"oom\": out of memory: .*Java heap space")
        .contains("line 8 of stdin: \"kill\": crash SIGKILL: ")
        .contains("5 ok, 4 failed (2 exit, 1 out of memory, 1 crash SIGKILL) · 2 workers");
  }

  @Test
  void jsonTellsHowTheWorkerEnded() throws IOException {
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-j", "1", "--out", "jsonl", deadly())
            .input("kill\nexit\na\nown\n")
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    List<String> lines = outcome.lines();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .contains("\"in\":\"kill\",\"ok\":false", "\"kind\":\"crash\"")
        .endsWith(",\"exit\":137,\"signal\":\"SIGKILL\"},\"try\":1}");
    assertThat(lines.get(1)).contains("\"kind\":\"exit\"").endsWith("\"exit\":3},\"try\":1}");
    assertThat(lines.get(2)).matches(".*\"out\":\"<a>\",\"ms\":[0-9.]+,\"try\":1,\"w\":\"w\\d+\"}");
    assertThat(lines.get(3))
        .contains("\"type\":\"Deadly$OwnException\",\"msg\":\"of the worker only\"")
        .contains("\"kind\":\"exception\",\"stack\":[\"Deadly.f(Deadly.java:15)\"]");
    assertThat(outcome.err()).contains("\"own\": OwnException: of the worker only\n");
  }

  @Test
  void anEndlessLoopIsKilledAndItsWorkerReplaced() throws IOException {
    Command.Outcome outcome =
        futures("map", "-x", "processes", "-j", "1", "--timeout", "1s", deadly())
            .input("a\nloop\nb\n")
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("<a>\n<b>\n");
    assertThat(outcome.err())
        .contains("line 2 of stdin: \"loop\": timeout: ran longer than 1 s\n")
        .contains("2 ok, 1 failed (1 timeout)");
  }

  @Test
  void retriesTryCrashesAgain() throws IOException {
    String source =
        file(
            "Shaky.java",
            """
            import concurrent.futures.TaskContext;
            class Shaky {
              static String f(String line) {
                int attempt = TaskContext.current().attempt();
                if (attempt <= Integer.parseInt(line)) Runtime.getRuntime().halt(1);
                return line + " crashes";
              }
            }
            """);
    Command.Outcome outcome =
        futures("map", "-x", "processes", "--retries", "1", "--retry-delay", "0", source)
            .input("0\n1\n2\n")
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("0 crashes\n1 crashes\n");
    assertThat(outcome.err())
        .containsPattern("line 3 of stdin: \"2\": exit: .* \\(attempt 2 of 2\\)\n");
  }

  @Test
  void aWorkerIsReplacedAfterSoManyCalls() throws IOException {
    String source =
        file("Calls.java", "class Calls { int calls; int f(String line) { return ++calls; } }");
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-j", "1", "--max-tasks-per-worker", "2", source)
            .input(numbers(5))
            .run();
    assertThat(outcome).isEqualTo(new Command.Outcome(0, "1\n2\n1\n2\n1\n", ""));
  }

  @Test
  void theFunctionsClassesAndResourcesAreThoseOfItsOwnClassPath() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    // a name that the command has on its own class path
    String source =
        file(
            "CommandLine.java",
            """
            package picocli;
            public class CommandLine {
              private static final Object STATIC = Helper.where();
              public static String f(String line) throws Exception {
                try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream("data.txt")) {
                  return line + " " + STATIC + " " + new String(in.readAllBytes());
                }
              }
            }
            class Helper { static String where() { return System.getProperty("where"); } }
            """);
    compile(source, classes);
    Files.writeString(classes.resolve("data.txt"), "data");
    String path = classes.toString();
    String method = "picocli.CommandLine::f";
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-J", "-Dwhere=worker", "--cp", path, method)
            .input("a\n")
            .run();
    assertThat(outcome).isEqualTo(new Command.Outcome(0, "a worker data\n", ""));
  }

  @Test
  void workersThatCannotStartEndTheRun() {
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-J", "-XX:NoSuchFlag", "-e", "line")
            .input(numbers(5))
            .run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(6);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .containsPattern(
            "(?m)^futures: worker processes (cannot be started|end before they do anything): ")
        .contains("Unrecognized VM option 'NoSuchFlag'");
  }

  @Test
  void aStaticInitializerThatFailsEndsTheRun() throws IOException {
    String source =
        file(
            "Init.java",
            "class Init { static int n = Integer.parseInt(\"none\");"
                + " static String f(String s) { return s; } }");
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", source).input(numbers(5)).run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(6);
    assertThat(outcome.err())
        .startsWith("futures: class Init cannot be initialized: its static initializer failed");
  }

  @Test
  void textIsUtf8WhateverTheLocale() {
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-e", "line + System.out.append(line + '\\n')")
            .env("LC_ALL", "C")
            .input("é\n")
            .run();
    assertThat(outcome.err()).isEqualTo("é\n");
    assertThat(outcome.out()).startsWith("é");
  }

  @Test
  void noWorkerIsLeftBehind() throws IOException {
    String source =
        file(
            "Pid.java",
            "class Pid { static long f(String s) { return ProcessHandle.current().pid(); } }");
    Command.Outcome outcome =
        futures("map", "-q", "-x", "processes", "-j", "2", source).input(numbers(20)).run();
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.lines().stream().distinct().map(Long::valueOf).flatMap(this::alive))
        .isEmpty();
  }

  private Stream<ProcessHandle> alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).stream();
  }

  private static void compile(String source, Path classes) {
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source);
    assertThat(exit).isZero();
  }
}
