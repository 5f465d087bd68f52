package concurrent.futures.benchmarks;

import java.util.List;

/** What must not grow with the number of workers and of tasks. */
final class GrowthContests {
  private final Commands commands;

  GrowthContests(Commands commands) {
    this.commands = commands;
  }

  List<Contest> all() {
    return List.of(
        workers("growth-ping", "G1: one call, with 1 to 64 worker processes, pinned", "us", true),
        workers(
            "growth-throughput", "G2: trivial calls, 1 to 64 worker processes", "ktasks/s", false),
        map());
  }

  private Contest workers(String name, String title, String unit, boolean pinned) {
    Contest row = new Contest(name, title).rounds(1);
    for (int workers : ProcessGrowth.WORKERS) {
      row.metrics(unit + " with " + workers);
    }
    row.metrics(pinned ? "64 to 1" : "64 to best");
    String what = name.substring(name.indexOf('-') + 1);
    row.add("ours", commands.pinned(pinned, commands.program("ProcessGrowth", what))).slow = true;
    return row;
  }

  private Contest map() {
    Contest row =
        new Contest("growth-map", "G5: map of 10^7 items by 2 workers, -Xmx64m").rounds(1);
    row.metrics("Mitems/s", "heap growth MB");
    for (String who : List.of("threads", "processes")) {
      row.add(who, jdk -> commands.java(jdk, List.of("-Xmx64m"), "MapFlat", who)).slow = true;
    }
    return row;
  }
}
