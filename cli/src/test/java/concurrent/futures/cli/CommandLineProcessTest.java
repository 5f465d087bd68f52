package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people get wrong on the command line, and the commands beside {@code map}. */
class CommandLineProcessTest extends ProcessFixture {
  @Test
  void whatIsWrongWithTheFunction() throws IOException {
    String words =
        file(
            "Words.java",
            "class Words { static int count(String s) { return 1; } static int both(String a,"
                + " String b) { return 1; } }");
    String two =
        file(
            "Two.java",
            "class Two { static int a(String s) { return 1; } static int b(String s) { return 1; }"
                + " }");
    String bad = file("Bad.java", "class Bad {\n  static int f(String s) { return s; }\n}\n");
    assertFails(2, "FUNCTION is missing", "map");
    assertFails(2, "source file Nope.java does not exist", "map", "Nope.java");
    assertFails(
        2, "no method cuont in " + words + ". Did you mean count?", "map", words + "::cuont");
    assertFails(2, "2 methods that can be applied; say which one: ", "map", two);
    assertFails(2, "takes more than a record and its index", "map", words + "::both");
    assertFails(2, "no class com.acme.Words", "map", "com.acme.Words::count");
    assertFails(4, bad + ":2: error: incompatible types", "map", bad);
    assertFails(
        4, "the expression does not compile: cannot find symbol", "map", "-e", "lin.length()");
  }

  @Test
  void aJavaWithoutCompilerSaysSo() throws IOException {
    String source = file("A.java", "class A { static int f(String s) { return 1; } }");
    for (String modules : List.of("java.se,jdk.unsupported", "java.base")) {
      Command.Outcome outcome =
          futures("map", source).jvm("--limit-modules", modules).input("a\n").run();
      assertThat(outcome.exit()).isEqualTo(4);
      assertOneParagraph(outcome.err(), "this Java has no compiler", "JAVA_HOME", "--cp");
    }
  }

  @Test
  void whatIsWrongWithTheInput() throws IOException {
    assertFails(5, "input file nope.txt does not exist", "map", "-e", "1", "nope.txt");
    assertFails(5, "is a directory", "map", "-e", "1", directory.toString());
    assertFails(5, "the name of an input file is empty", "map", "-e", "1", "");
    String twins = file("twins.csv", "a,a\n1,2\n");
    assertFails(5, "names 'a' twice", "map", "-q", "--in", "csv", "-e", "row", twins);
  }

  @Test
  void whatIsWrongWithTheOptions() {
    assertFails(2, "-j: '0' would be no workers at all", "map", "-j", "0", "-e", "line");
    assertFails(2, "add -x processes", "map", "--max-heap", "64m", "-e", "line");
    assertFails(2, "'4x': give a number", "map", "-x", "processes", "--max-heap=4x", "-e", "line");
    assertFails(
        2,
        "choose threads, virtual, processes or cluster=HOST:PORT",
        "map",
        "-x",
        "fibers",
        "-e",
        "line");
    assertFails(2, "--timeout: '-1s' is negative", "map", "-e", "line", "--timeout", "-1s");
  }

  @Test
  void virtualThreadsNeedANewJava() {
    Command.Outcome outcome =
        futures("map", "-q", "-x", "virtual", "-e", "Thread.currentThread().getName() != null")
            .input("a\nb\n")
            .run();
    if (Runtime.version().feature() < 21) {
      assertThat(outcome.exit()).isEqualTo(2);
      assertOneParagraph(outcome.err(), "-x virtual needs Java 21", "-x threads");
    } else {
      assertThat(outcome).isEqualTo(new Command.Outcome(0, "true\ntrue\n", ""));
    }
  }

  @Test
  void helpVersionAndDoctorAnswerOnStandardOutput() {
    Command.Outcome help = futures("help", "map").run();
    assertThat(help.exit()).isZero();
    assertThat(help.out())
        .contains("futures map [OPTIONS] FUNCTION [INPUT...]", "--retry-delay=TIME");
    assertThat(futures("--help").run().out()).contains("Exit codes: 0 all ok", "map", "doctor");
    assertThat(futures("--version").run().out()).matches("futures \\S.* on Java \\d.*\n");
    Command.Outcome doctor = futures("doctor").env("LC_ALL", "C.UTF-8").run();
    assertThat(doctor.exit()).as(doctor.out()).isZero();
    assertThat(doctor.out())
        .contains(
            "ok    compiler: present",
            "ok    worker processes: yes",
            "processors: ",
            "stdin no, stdout no, stderr no");
  }

  @Test
  void completionIsAScriptThatBashUnderstands() {
    Command.Outcome outcome =
        futures("completion", "bash")
            .under(
                "bash",
                "-c",
                "source <(\"$@\") && COMP_WORDS=(futures map --win) COMP_CWORD=2"
                    + " && _complete_futures && echo \"${COMPREPLY[*]}\"",
                "bash")
            .run();
    assertThat(outcome.out()).as(outcome.err()).contains("--window");
    assertThat(futures("completion", "zsh").run().out()).contains("bashcompinit");
    assertFails(2, "bash, zsh", "completion", "fish");
  }

  private static void assertFails(int exit, String words, String... arguments) {
    Command.Outcome outcome = futures(arguments).input("a\n").run();
    assertThat(outcome.out()).isEmpty();
    assertOneParagraph(outcome.err(), words);
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
  }

  private static void assertOneParagraph(String err, String... words) {
    assertThat(err)
        .startsWith("futures: ")
        .contains(words)
        .doesNotContain("\tat ", "Exception", "\n\n");
  }
}
