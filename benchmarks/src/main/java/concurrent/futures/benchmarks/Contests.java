package concurrent.futures.benchmarks;

import java.util.List;

/** The rows of threads. The numbers are those of the goals in docs/benchmarks.md. */
final class Contests {
  /** Those of which a goal is made run in each round, the others once. */
  private static final List<String> GOAL = List.of("ours", "tpe");

  private final Commands commands;

  Contests(Commands commands) {
    this.commands = commands;
  }

  List<Contest> all() {
    return List.of(
        throughput(),
        ping("ping", true),
        ping("ping-free", false),
        memory(),
        completed(),
        waitLoop(),
        heap());
  }

  private Contest throughput() {
    Contest row = new Contest("throughput", "19: 10^6 no-op tasks on 2 workers, submit to result");
    row.metrics("Mtasks/s", "CPU ns/task");
    for (String pool : List.of("ours", "tpe", "fjp-async", "guava", "cf-tpe", "cf-fjp")) {
      Contest.Entry entry = row.add(pool, commands.program("Throughput", pool));
      Commands.against("ours", entry).rounds = GOAL.contains(pool) ? Contest.ALWAYS : 1;
    }
    Contest.Entry virtual =
        Commands.against("ours", row.add("virtual", commands.since21("Throughput", "virtual")));
    virtual.slow = true;
    virtual.rounds = 1;
    python(row, "python", "ours", 1, "throughput", "200000");
    return row;
  }

  private Contest ping(String name, boolean pinned) {
    Contest row =
        new Contest(
            name,
            pinned
                ? "20: one submit and its result, all threads on one processor"
                : "20: the same, free to use all processors (bimodal on this kind of machine)");
    row.metrics("p50 us", "mean us");
    for (String pool : List.of("ours", "tpe", "fjp-async", "guava", "cf-tpe")) {
      Contest.Entry entry = row.add(pool, commands.pinned(pinned, commands.program("Ping", pool)));
      Commands.against("ours", entry).rounds = GOAL.contains(pool) ? Contest.ALWAYS : 1;
    }
    Contest.Entry virtual =
        row.add("virtual", commands.pinned(pinned, commands.since21("Ping", "virtual")));
    Commands.against("ours", virtual).slow = true;
    virtual.rounds = 1;
    python(row, "python", "ours", 3, "ping");
    return pinned ? row : row.rounds(1);
  }

  private Contest memory() {
    Contest row =
        new Contest("memory", "21: heap for each future of 10^6, pending and done").rounds(1);
    row.metrics("bytes pending", "bytes done");
    for (String pool : List.of("ours", "tpe", "fjp-async", "guava", "cf-tpe")) {
      Commands.against("ours", row.add(pool, commands.program("PendingMemory", pool)));
    }
    python(row, "python", "ours", 1, "memory", "200000").slow = true;
    return row;
  }

  private Contest completed() {
    Contest row =
        new Contest(
            "completed",
            "22, 23: submit all, then take results as they complete; the first of 10^6 done ones");
    row.metrics("us/future", "first ms", "first warm ms");
    for (String n : List.of("100000", "1000000", "10000000")) {
      for (String who : List.of("ours", "ecs", "cf-queue")) {
        boolean large = n.length() > 7;
        if (!large || !who.equals("cf-queue")) {
          Contest.Entry entry = row.add(who + " " + n, commands.program("AsCompleted", who, n));
          Commands.against("ours " + n, entry).slow = large;
          entry.rounds = large ? 1 : Contest.ALWAYS;
        }
      }
    }
    row.add("ours, all done", commands.program("AsCompleted", "first"));
    python(row, "python", "ours 1000000", 1, "completed", "1000000").slow = true;
    return row;
  }

  private Contest waitLoop() {
    Contest row =
        new Contest("wait", "24: wait(FIRST_COMPLETED) in a loop, one completing each time");
    row.metrics("us/round");
    for (String n : List.of("1000", "10000")) {
      for (String who : List.of("ours", "ours-completed", "cf-anyof")) {
        Commands.against("ours " + n, row.add(who + " " + n, commands.program("WaitLoop", who, n)));
      }
      python(row, "python " + n, "ours " + n, 1, "waitloop", n).slow = n.length() > 4;
    }
    return row;
  }

  private Contest heap() {
    Contest row = new Contest("heap", "22: live heap while 10^6 results are taken").rounds(1);
    row.metrics(
        "live MB at 0 %",
        "live MB at 20 %",
        "live MB at 40 %",
        "live MB at 60 %",
        "live MB at 80 %",
        "live MB at 100 %");
    row.add("ours drain", commands.program("HeapFlat", "drain"));
    row.add("ours window", commands.program("HeapFlat", "window"));
    return row;
  }

  private Contest.Entry python(
      Contest row, String label, String against, int rounds, String... arguments) {
    boolean pinned = row.name.equals("ping");
    return commands.python(row, label, against, rounds, pinned, "threads.py", arguments);
  }
}
