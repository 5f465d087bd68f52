package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code futures worker}, {@code futures map -x cluster=...} and {@code futures cluster}. */
class ClusterProcessTest extends ClusterProcessFixture {
  /** A function of two classes, with a resource, which nobody but the submitter has. */
  private String shipped() throws IOException {
    file("greeting.txt", "hello ");
    return file(
        "Shipped.java",
        """
        //FILES data/greeting=greeting.txt
        import com.fasterxml.jackson.databind.JsonNode;
        import java.io.*;
        class Shipped {
          record Greeting(String text, long pid) {}
          static Greeting json(JsonNode node) throws IOException {
            return new Greeting(Helper.greeting() + node.get("name").asText(), Helper.pid());
          }
          static void thread(String line) { throw new OwnException(line); }
        }
        class OwnException extends RuntimeException {
          OwnException(String message) { super(message); }
        }
        class Helper {
          static long pid() { return ProcessHandle.current().pid(); }
          static String greeting() throws IOException {
            try (InputStream in = Helper.class.getResourceAsStream("/data/greeting")) {
              return new String(in.readAllBytes());
            }
          }
        }
        """);
  }

  @Test
  void linesGoToAllMembersAndResultsComeInOrder() throws IOException {
    Worker one = worker("--slots", "1");
    Worker two = worker("--slots", "1");
    one.process().awaitError("futures: joined: " + two.address() + ", 1 slot, now 2 members");
    try (RunningCommand map = map(two, pidGate()).input("a\nwait 1\nwait 2\nb\n").start()) {
      one.awaitIn("wait ");
      two.awaitIn("wait ");
      Command.Outcome table = futures("cluster", "--join", one.address()).run();
      assertThat(table.exit()).as(table.err()).isZero();
      assertThat(table.lines().get(0)).matches("ADDRESS +NAME +SLOTS +RUNNING +UPTIME .*JAVA +PID");
      assertThat(table.out())
          .containsPattern(one.address() + " +worker +1 +1 +.* " + one.process().pid() + "\n")
          .containsPattern(two.address() + " +worker +1 +1 +.* " + two.process().pid() + "\n")
          .containsPattern("127.0.0.1:\\d+ +w +0 +0 ");
      Command.Outcome json = futures("cluster", "status", "--join", one.address(), "--json").run();
      assertThat(json.out())
          .startsWith("{\"cluster\":\"futures\",\"members\":[{\"address\":\"127.0.0.1:")
          .contains("\"slots\":1,\"answers\":true,\"running\":1,\"uptime_ms\":", "\"sees\":3,");
      open();
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.lines().stream().map(line -> line.replaceFirst(" \\d+$", "")))
          .containsExactly("a", "wait 1", "wait 2", "b");
      assertThat(outcome.out()).contains(" " + one.process().pid(), " " + two.process().pid());
      assertThat(outcome.err()).contains("futures: 4 ok · 2 workers · ");
    }
  }

  @Test
  void membersGetTheClassesOfTheFunction() throws IOException {
    Worker worker = worker("--slots", "2");
    Command.Outcome outcome =
        map(worker, "-q", shipped() + "::json").input("{\"name\":\"x\"}\n{\"name\":\"y\"}\n").run();
    long pid = worker.process().pid();
    assertThat(outcome)
        .isEqualTo(
            new Command.Outcome(
                0,
                "{\"text\":\"hello x\",\"pid\":%d}\n{\"text\":\"hello y\",\"pid\":%d}\n"
                    .formatted(pid, pid),
                ""));
    Command.Outcome failed = map(worker, shipped() + "::thread").input("x\n").run();
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("line 1 of stdin: \"x\": OwnException: x\n");
  }

  /** Without the command, so without its classes, too. */
  @Test
  void anyProgramCanBeAMember() throws IOException {
    String member =
        file(
            "Member.java",
            """
            import concurrent.futures.cluster.ClusterPoolExecutor;
            class Member {
              public static void main(String[] args) throws Exception {
                var pool = ClusterPoolExecutor.builder().slots(1).bind("127.0.0.1", 0)
                    .engine(new concurrent.futures.cluster.JGroupsEngine()).build();
                System.out.println(pool.address() + " is ready");
                System.in.read();
                Runtime.getRuntime().halt(0);
              }
            }
            """);
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.matches(".*(/core/|/cluster/|jgroups|futures-c(ore|luster)).*"))
            .collect(Collectors.joining(File.pathSeparator));
    String java = System.getProperty("java.home") + "/bin/java";
    try (RunningCommand program =
        futures().inputByHand().startOther(java, "-cp", classPath, member)) {
      program.awaitOutput(" is ready");
      String address = program.output().split(" ")[0];
      Command.Outcome outcome =
          futures("map", "-q", "-x", "cluster=" + address, shipped() + "::json")
              .input("{\"name\":\"x\"}\n")
              .run();
      assertThat(outcome)
          .isEqualTo(
              new Command.Outcome(0, "{\"text\":\"hello x\",\"pid\":" + program.pid() + "}\n", ""));
    }
  }

  @Test
  void aLostMemberIsBlamedOrItsLinesRunElsewhere() throws IOException {
    Worker one = worker("--slots", "1");
    Worker two = worker("--slots", "1");
    try (RunningCommand map =
        map(one, "--retries", "1", "--retry-delay", "0", gate())
            .input("a\nwait 1\nwait 2\nb\n")
            .start()) {
      one.awaitIn("wait ");
      two.awaitIn("wait ");
      two.process().signal("KILL");
      one.process().awaitError("futures: left: " + two.address() + ", 1 slot, now 2 members");
      open();
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isEqualTo("a\nwait 1\nwait 2\nb\n");
    }
  }

  @Test
  void aTaskThatEndsItsMemberIsToldAsThat() throws IOException {
    Worker one = worker("--slots", "1");
    String source =
        file(
            "Exit.java",
            """
            class Exit {
              static String f(String line) {
                if (line.equals("exit")) System.exit(0);
                return line;
              }
            }
            """);
    try (RunningCommand map = map(one, "--out", "jsonl", source).inputByHand().start()) {
      map.type("exit");
      Command.Outcome worker = one.process().outcome();
      assertThat(worker.exit()).isEqualTo(6);
      assertThat(worker.err()).contains("futures: a task ended this member (System.exit or halt)");
      map.awaitLines(1);
      map.signal("INT");
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.out())
          .startsWith(
              "{\"i\":0,\"in\":\"exit\",\"ok\":false,\"error\":{\"type\":\"concurrent.futures")
          .contains("\"kind\":\"lost\"", ",\"member\":\"" + one.address() + "\"},\"try\":1}\n");
      assertThat(outcome.err())
          .contains("line 1 of stdin: \"exit\": member lost: the member " + one.address());
    }
  }

  @Test
  void withProcessesACrashCostsItsLine() throws IOException {
    Worker one = worker("--slots", "1", "--isolate", "processes");
    String source =
        file(
            "Halt.java",
            """
            class Halt {
              static String f(String line) {
                if (line.equals("halt")) Runtime.getRuntime().halt(4);
                return line;
              }
            }
            """);
    Command.Outcome outcome = map(one, source).input("a\nhalt\nb\n").run();
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("a\nb\n");
    assertThat(outcome.err()).contains("line 2 of stdin: \"halt\": exit: ");
  }

  @Test
  void aWorkerThatIsToldToEndFinishesWhatRuns() throws IOException {
    Worker one = worker("--slots", "1");
    Worker two = worker("--slots", "1");
    try (RunningCommand map = map(one, "-q", pidGate()).input("wait 1\nwait 2\na\nb\n").start()) {
      one.awaitIn("wait ");
      two.awaitIn("wait ");
      two.process().signal("TERM");
      two.process()
          .awaitError("futures: terminated: what runs here may finish within 10 s, the rest goes");
      open();
      Command.Outcome ended = two.process().outcome();
      assertThat(ended.exit()).isEqualTo(143);
      assertThat(ended.err()).endsWith("futures: left the cluster\n");
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.exit()).as(outcome.err()).isZero();
      assertThat(outcome.err()).isEmpty();
      List<String> lines = outcome.lines();
      assertThat(lines).hasSize(4);
      assertThat(lines.subList(0, 2)).anyMatch(line -> line.endsWith(" " + two.process().pid()));
    }
  }

  @Test
  void theTimeToFinishIsLimited() throws IOException {
    Worker one = worker("--slots", "1", "--drain", "50ms");
    try (RunningCommand map = map(one, gate()).input("wait 1\n").start()) {
      one.awaitIn("wait 1");
      one.process().signal("INT");
      assertThat(one.process().outcome().exit()).isEqualTo(130);
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err()).contains("line 1 of stdin: \"wait 1\": ");
    }
  }

  @Test
  void theSecondSignalEndsAWorkerAtOnce() throws IOException {
    Worker one = worker("--slots", "1", "--drain", "1h");
    try (RunningCommand map = map(one, gate()).input("wait 1\n").start()) {
      one.awaitIn("wait 1");
      one.process().signal("TERM");
      one.process().awaitError("finish within 1h00m");
      one.process().signal("TERM");
      Command.Outcome outcome = one.process().outcome();
      assertThat(outcome.exit()).isEqualTo(143);
      assertThat(outcome.err()).doesNotContain("left the cluster");
    }
  }

  @Test
  void ctrlCOfTheSubmitterStopsItsTasksOnMembers() throws IOException {
    Worker one = worker("--slots", "1");
    String source =
        file(
            "Endless.java",
            """
            class Endless {
              static String f(String line) throws InterruptedException {
                System.err.println("in " + line);
                try {
                  new java.util.concurrent.CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  System.err.println("interrupted " + line);
                  throw e;
                }
                return line;
              }
            }
            """);
    try (RunningCommand map = map(one, source).input("a\nb\n").start()) {
      one.awaitIn("a");
      map.signal("INT");
      map.awaitError("futures: interrupted: what runs may finish within 10 s");
      map.signal("INT");
      assertThat(map.outcome().exit()).isEqualTo(130);
      one.process().awaitError("interrupted a");
    }
    try (RunningCommand map = map(one, "--grace", "50ms", source).input("c\nd\n").start()) {
      one.awaitIn("c");
      map.signal("INT");
      Command.Outcome outcome = map.outcome();
      assertThat(outcome.exit()).isEqualTo(130);
      assertThat(outcome.err()).contains("0 ok, 2 cancelled");
      one.process().awaitError("interrupted c");
    }
  }
}
