package concurrent.futures.benchmarks;

import java.util.List;

/** The rows of clusters: two JVMs on 127.0.0.1, beside what the engine does alone. */
final class ClusterContests {
  private final Commands commands;

  ClusterContests(Commands commands) {
    this.commands = commands;
  }

  List<Contest> all() {
    return List.of(
        calls("cluster-call", "C1-C3, C7: trivial tasks at another member, JGroups", "jgroups")
            .rounds(1),
        calls("cluster-hazelcast", "C1, C2, C7: the same over Hazelcast", "hazelcast").rounds(1),
        start());
  }

  private Contest calls(String name, String title, String engine) {
    Contest row = new Contest(name, title);
    row.metrics(
        "sequential us",
        "pipelined us",
        "submitted at once us",
        "map us",
        "map or pipelined us",
        "cancel ms");
    row.add("ours", commands.with("cluster", "ClusterCalls", "ours-" + engine));
    Contest.Entry alone = row.add(engine, commands.with("cluster", "ClusterCalls", engine));
    Commands.against("ours", alone);
    return row;
  }

  private Contest start() {
    Contest row =
        new Contest("cluster-start", "C4-C6: members that start, and two that do nothing");
    row.metrics("first member ms", "joiner ms", "Pss MB", "Rss MB", "bytes of warnings");
    row.add("ours", commands.with("cluster", "ClusterStart", "ours"));
    Commands.against(
        "ours", row.add("jgroups", commands.with("cluster", "ClusterStart", "jgroups")));
    return row.rounds(1);
  }
}
