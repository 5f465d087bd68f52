package concurrent.futures.benchmarks;

import java.util.List;

/** The rows of worker processes. */
final class ProcessContests {
  private static final int ALWAYS = Integer.MAX_VALUE;
  private static final String SCRIPT = "processes.py";

  private final Commands commands;

  ProcessContests(Commands commands) {
    this.commands = commands;
  }

  List<Contest> all() {
    return List.of(
        ping("process-ping", true),
        ping("process-ping-free", false),
        submit(),
        map(),
        bulk(),
        start(),
        idle());
  }

  private Contest ping(String name, boolean pinned) {
    Contest row =
        new Contest(
            name,
            pinned
                ? "P1: one call in a worker process, all on one processor"
                : "P1: the same, free to use all processors (bimodal on this kind of machine)");
    row.metrics("p50 us", "mean us", "p99 us");
    for (String who : List.of("ours", "pipe")) {
      Contest.Entry entry =
          row.add(who, commands.pinned(pinned, commands.program("ProcessPing", who)));
      Commands.against("ours", entry);
    }
    commands.python(row, "python", "ours", ALWAYS, pinned, SCRIPT, "ping", "10000");
    return pinned
        ? row.atMost(1 / 5d, "p50 us", "ours", "python", "1/15")
            .atMost(1.5, "p50 us", "ours", "pipe", "1x")
        : row;
  }

  private Contest submit() {
    Contest row = new Contest("process-submit", "P2: trivial calls in 2 worker processes, submit");
    row.metrics("ktasks/s");
    row.add("ours", commands.program("ProcessThroughput", "submit", "300000"));
    python(row, "python", "ours", "submit", "20000");
    return row.atLeast(10, "ktasks/s", "ours", "python", "50x");
  }

  private Contest map() {
    Contest row = new Contest("process-map", "P3: trivial calls in 2 worker processes, map");
    row.metrics("ktasks/s");
    for (String n : List.of("100000", "1000000")) {
      row.add("ours " + n, commands.program("ProcessThroughput", "map", n));
      python(row, "python Pool.map by 100, " + n, "ours " + n, "chunks", n);
    }
    python(row, "python map by 100, 100000", "ours 100000", "executor_chunks", "100000");
    return row.atLeast(1, "ktasks/s", "ours 100000", "python Pool.map by 100, 100000", "")
        .atLeast(1, "ktasks/s", "ours 1000000", "python Pool.map by 100, 1000000", "");
  }

  private Contest bulk() {
    Contest row = new Contest("process-bulk", "P4: 100 MB of double to a process and back, warm");
    row.metrics("round trip ms");
    row.add("ours", commands.program("ProcessBulk", "ours"));
    Commands.against("ours", row.add("copy", commands.program("ProcessBulk", "copy")));
    python(row, "python array", "ours", "bulk_array");
    python(row, "python bytes", "ours", "bulk_bytes");
    return row.atMost(1 / 4d, "round trip ms", "ours", "python array", "1/8")
        .atMost(1 / 4d, "round trip ms", "ours", "python bytes", "1/5");
  }

  private Contest start() {
    Contest row = new Contest("process-start", "P5: from a new pool to its first result");
    row.metrics("first ms");
    for (String who : List.of("warm", "cold", "bare")) {
      Contest.Entry entry = row.add(who, commands.program("ProcessStart", who));
      Commands.against("warm", entry);
    }
    python(row, "python spawn", "warm", "spawn");
    python(row, "python fork", "warm", "fork");
    return row.atMost(1.5, "first ms", "warm", "bare", "1.25x");
  }

  private Contest idle() {
    Contest row = new Contest("process-idle", "P6, P7: 4 idle worker processes, each of them");
    row.metrics("Pss MB", "Rss MB", "Private_Dirty MB", "CPU ms/s", "parent CPU ms/s");
    for (String who : List.of("ours", "bare")) {
      Commands.against("ours", row.add(who, commands.program("ProcessIdle", who)));
    }
    return row.rounds(3)
        .atMost(1.3, "Pss MB", "ours", "bare", "1.15x")
        .atMost(1.3, "Rss MB", "ours", "bare", "1.15x");
  }

  private void python(
      Contest row, String label, String against, String program, String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = program;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    commands.python(row, label, against, ALWAYS, false, SCRIPT, words);
  }
}
