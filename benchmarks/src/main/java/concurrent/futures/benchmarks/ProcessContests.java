package concurrent.futures.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of worker processes. The numbers are those of the goals in docs/benchmarks.md. */
final class ProcessContests {
  private static final String START = "ProcessStart";
  private static final String SCRIPT = "processes.py";
  private static final String TASKS = "300000";

  private final Commands commands;

  ProcessContests(Commands commands) {
    this.commands = commands;
  }

  /**
   * After a build, the first worker with some options has an archive made, which would disturb what
   * is measured. They are no more than are kept.
   */
  void makeArchives(List<Jdk> jdks) throws IOException, InterruptedException {
    for (Jdk jdk : jdks) {
      List<Function<Jdk, @Nullable List<String>>> programs = new ArrayList<>();
      programs.add(commands.program(START, archive(List.of())));
      programs.add(commands.program(START, archive(ProcessBulk.HEAP)));
      programs.add(commands.lean(START, archive(List.of())));
      programs.add(
          commands.since21(commands.lean(START, archive(List.of(ProcessStart.SHORT_LIVED)))));
      for (Function<Jdk, @Nullable List<String>> program : programs) {
        List<String> command = program.apply(jdk);
        if (command != null) {
          new ProcessBuilder(command).inheritIO().start().waitFor();
        }
      }
    }
  }

  private static String[] archive(List<String> options) {
    List<String> words = new ArrayList<>(List.of("archive"));
    words.addAll(options);
    return words.toArray(String[]::new);
  }

  List<Contest> all() {
    return List.of(
        ping("process-ping", true),
        ping("process-ping-free", false),
        submit(),
        map(),
        bulk(),
        shared(),
        start(),
        idle());
  }

  private Contest ping(String name, boolean pinned) {
    Contest row =
        new Contest(
            name,
            pinned
                ? "1-7: one call in a worker process, all on one processor"
                : "5: the same, free to use all processors (bimodal on this kind of machine)");
    row.metrics("p50 us", "mean us", "p99 us");
    ping(row, pinned, "ours", "ProcessPing", "function");
    if (pinned) {
      ping(row, true, "ours lambda", "ProcessPing", "lambda");
    }
    ping(row, pinned, "pipe", "RawPing", "pipe");
    ping(row, pinned, "socket", "RawPing", "socket");
    ping(row, pinned, "tpe", "Ping", "tpe", "1");
    if (pinned) {
      pp4j(row, commands.pinned(true, commands.with("pp4j", "ProcessPing", "pp4j")), "ours");
    } else { // its goal is beside Python
      row.entries.stream().skip(1).forEach(entry -> entry.rounds = 1);
    }
    commands.python(row, "python", "ours", Contest.ALWAYS, pinned, SCRIPT, "ping", "10000");
    return row;
  }

  private static void pp4j(
      Contest row, Function<Jdk, @Nullable List<String>> command, String against) {
    Commands.against(against, row.add("pp4j", command)).rounds = 1;
  }

  private void ping(
      Contest row, boolean pinned, String label, String program, String... arguments) {
    Contest.Entry entry =
        row.add(label, commands.pinned(pinned, commands.program(program, arguments)));
    Commands.against("ours", entry);
  }

  private Contest submit() {
    Contest row =
        new Contest("process-submit", "8-10: trivial calls in 2 worker processes, submit");
    row.metrics("ktasks/s");
    row.add("ours", commands.program("ProcessThroughput", "submit", TASKS));
    add(row, "tpe", "ours", "Throughput", "tpe", TASKS);
    pp4j(row, commands.with("pp4j", "ProcessThroughput", "pp4j", "10000"), "ours");
    python(row, "python", "ours", "submit", "20000");
    python(row, "python Pool.map by 100", "ours", "chunks", TASKS);
    return row;
  }

  private Contest map() {
    Contest row =
        new Contest("process-map", "9: trivial calls in 2 worker processes, map").rounds(1);
    row.metrics("ktasks/s");
    for (String n : List.of("100000", "1000000")) {
      row.add("ours " + n, commands.program("ProcessThroughput", "map", n));
      python(row, "python Pool.map by 100, " + n, "ours " + n, "chunks", n);
    }
    python(row, "python map by 100, 100000", "ours 100000", "executor_chunks", "100000");
    return row;
  }

  private Contest bulk() {
    Contest row =
        new Contest("process-bulk", "11-13: 100 MB of double to a process, and back, warm");
    row.metrics("one way ms", "round trip ms", "line ns");
    row.add("ours", bulk("ours"));
    Commands.against("ours", row.add("one copy", bulk("copy")));
    python(row, "python array", "ours", "bulk_array").rounds = 1;
    python(row, "python bytes", "ours", "bulk_bytes").rounds = 1;
    return row.atLeast(5);
  }

  private Function<Jdk, @Nullable List<String>> bulk(String contender) {
    return jdk -> commands.java(jdk, ProcessBulk.HEAP, "ProcessBulk", contender);
  }

  private Contest shared() {
    Contest row =
        new Contest(
            "process-shared",
            "14: one call that works on shared memory of that size, all on one processor");
    row.metrics("p50 us", "mean us", "p99 us");
    Commands.against(
        "ping",
        row.add("ping", commands.pinned(true, commands.program("ProcessPing", "function"))));
    for (int shift : new int[] {10, 20, 30}) {
      String label = "1 " + " KMG".charAt(shift / 10) + "B";
      String bytes = Long.toString(1L << shift);
      Commands.against(
          "ping", row.add(label, commands.pinned(true, commands.program("ProcessShared", bytes))));
    }
    return row.rounds(1);
  }

  private Contest start() {
    Contest row = new Contest("process-start", "15-18: from a new pool to its first result");
    row.metrics("first ms", "16 ready ms");
    for (String who : List.of("warm", "cold", "bare", "spare", "spare-lambda")) {
      String label = who.replace("-", ", new ");
      Commands.against("warm", row.add(label, commands.lean(START, who)));
    }
    Commands.against(
        "warm", row.add(Goals.SHORT, commands.since21(commands.lean(START, "short-lived"))));
    Commands.against("warm", row.add(Goals.NO_ARCHIVE, commands.lean(START, "no-archive")));
    pp4j(row, commands.with("pp4j", START, "pp4j"), "warm");
    python(row, "python spawn", "warm", "spawn");
    python(row, "python fork", "warm", "fork");
    return row.inTurns().atLeast(3);
  }

  private Contest idle() {
    Contest row = new Contest("process-idle", "25, 26: 8 idle worker processes, each of them");
    row.metrics("Pss MB", "Rss MB", "Private_Dirty MB", "CPU ms/s", "parent CPU ms/s");
    row.add("ours", commands.program("ProcessIdle", "ours"));
    add(row, "bare", "ours", "ProcessIdle", "bare");
    return row.rounds(2);
  }

  private void add(Contest row, String label, String against, String program, String... arguments) {
    Commands.against(against, row.add(label, commands.program(program, arguments)));
  }

  private Contest.Entry python(
      Contest row, String label, String against, String program, String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = program;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return commands.python(row, label, against, Contest.ALWAYS, false, SCRIPT, words);
  }
}
