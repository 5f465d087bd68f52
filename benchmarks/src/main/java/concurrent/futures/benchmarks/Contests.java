package concurrent.futures.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of threads and of the command. The numbers are those of the goals in docs/benchmarks.md.
 */
final class Contests {
  private final Path root;
  private final Commands commands;

  Contests(Path root, Commands commands) {
    this.root = root;
    this.commands = commands;
  }

  List<Contest> all(Path lines, Path manyLines, Path oneLine) {
    return List.of(
        throughput(),
        ping("ping", true),
        ping("ping-free", false),
        memory(),
        completed(),
        first(),
        waitLoop(),
        heap(),
        map(lines),
        mapMemory(manyLines),
        start(oneLine));
  }

  private Contest throughput() {
    Contest row = new Contest("throughput", "19: 10^6 no-op tasks on 2 workers, submit to result");
    row.metrics("Mtasks/s", "CPU ns/task");
    for (String pool : List.of("ours", "tpe", "fjp-async", "guava", "cf-tpe", "cf-fjp")) {
      Commands.against("ours", row.add(pool, commands.program("Throughput", pool)));
    }
    Contest.Entry virtual =
        Commands.against("ours", row.add("virtual", commands.since21("Throughput", "virtual")));
    virtual.slow = true;
    python(row, "python", "ours", 3, "throughput", "200000");
    return row.atLeast(1, "Mtasks/s", "ours", "tpe", "2x");
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
      Commands.against(
          "ours", row.add(pool, commands.pinned(pinned, commands.program("Ping", pool))));
    }
    Commands.against(
                "ours",
                row.add("virtual", commands.pinned(pinned, commands.since21("Ping", "virtual"))))
            .slow =
        true;
    python(row, "python", "ours", 3, "ping");
    return pinned ? row.atMost(1.1, "p50 us", "ours", "tpe", "1.0x") : row;
  }

  private Contest memory() {
    Contest row =
        new Contest("memory", "21: heap for each future of 10^6, pending and done").rounds(2);
    row.metrics("bytes pending", "bytes done");
    for (String pool : List.of("ours", "tpe", "fjp-async", "guava", "cf-tpe")) {
      Commands.against("ours", row.add(pool, commands.program("PendingMemory", pool)));
    }
    python(row, "python", "ours", 1, "memory", "1000000").slow = true;
    return row.atMost(64, "bytes pending", "ours", null, "48")
        .atMost(1 / 27d, "bytes pending", "ours", "python", "");
  }

  private Contest completed() {
    Contest row = new Contest("completed", "22: submit all, then take results as they complete");
    row.metrics("us/future");
    for (String n : List.of("100000", "1000000", "10000000")) {
      for (String who : List.of("ours", "ecs", "cf-queue")) {
        boolean large = n.length() > 7;
        if (!large || !who.equals("cf-queue")) {
          Contest.Entry entry = row.add(who + " " + n, commands.program("AsCompleted", who, n));
          Commands.against("ours " + n, entry).slow = large;
        }
      }
    }
    python(row, "python", "ours 1000000", 2, "completed", "1000000").slow = true;
    return row.atMost(1.5, "us/future", "ours 1000000", "ecs 1000000", "1.0x")
        .atMost(1 / 12d, "us/future", "ours 1000000", "python", "")
        .atMost(2, "us/future", "ours 10000000", "ours 100000", "flat");
  }

  private Contest first() {
    Contest row = new Contest("first", "23: asCompleted of 10^6 done futures, time to the first");
    row.metrics("first ms", "first warm ms");
    row.add("ours", commands.program("AsCompleted", "first"));
    python(row, "python", "ours", 2, "completed", "1000000").slow = true;
    return row.atMost(1 / 10d, "first ms", "ours", "python", "1/100");
  }

  private Contest waitLoop() {
    Contest row =
        new Contest("wait", "24: wait(FIRST_COMPLETED) in a loop, one completing each time");
    row.metrics("us/round");
    for (String n : List.of("1000", "10000")) {
      for (String who : List.of("ours", "ours-completed", "cf-anyof")) {
        Commands.against("ours " + n, row.add(who + " " + n, commands.program("WaitLoop", who, n)));
      }
      python(row, "python " + n, "ours " + n, 2, "waitloop", n).slow = n.length() > 4;
    }
    return row.atMost(1 / 20d, "us/round", "ours 10000", "python 10000", "");
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
    return row.atMost(1, "peak MB", "ours window", null, "flat");
  }

  private Contest map(Path lines) {
    Contest row = new Contest("map", "command: a trivial method over 10^6 lines");
    row.metrics("total ms", "klines/s", "peak RSS MB");
    mapEntries(row, lines, List.of());
    Contest.Entry peer = python(row, "python", "futures map", 2, "maplines");
    peer.timed = true;
    peer.input = lines;
    peer.slow = true;
    return row.atLeast(0.5, "klines/s", "futures map", "window", "1x")
        .atLeast(0.5, "klines/s", "futures map", "list", "1x");
  }

  private Contest mapMemory(Path manyLines) {
    Contest row = new Contest("map-memory", "command: 10^7 lines under -Xmx128m").rounds(1);
    row.metrics("total ms", "klines/s", "peak RSS MB", "lines");
    mapEntries(row, manyLines, List.of("-Xmx128m"));
    row.entries.removeIf(entry -> entry.label.equals("list"));
    row.entries.forEach(entry -> entry.slow = true);
    return row.atLeast(1e7, "lines", "futures map", null, "");
  }

  private void mapEntries(Contest row, Path input, List<String> options) {
    String source = root.resolve("benchmarks/functions/Length.java").toString();
    List<Contest.Entry> added = new ArrayList<>();
    added.add(row.add("futures map", jdk -> futures(options, "map", source)));
    added.add(row.add("window", jdk -> commands.java(jdk, options, "HandWritten", "window")));
    added.add(row.add("list", jdk -> commands.java(jdk, options, "HandWritten", "list")));
    for (Contest.Entry entry : added) {
      Commands.against("futures map", entry);
      entry.timed = true;
      entry.input = input;
    }
  }

  private Contest start(Path oneLine) {
    Contest row = new Contest("start", "command: start to first result, and what it is made of");
    row.metrics("first ms", "total ms");
    String source = root.resolve("benchmarks/functions/Length.java").toString();
    String classes = root.resolve("benchmarks/target/functions").toString();
    row.add("JVM alone", jdk -> List.of(jdk.java(), "-Xshare:auto", "-version"));
    row.add(
        "hand-written, one line", jdk -> commands.java(jdk, List.of(), "HandWritten", "window"));
    row.add("java Length.java", jdk -> List.of(jdk.java(), source));
    row.add("futures --version", jdk -> futures(List.of(), "--version"));
    row.add(
        "futures map, compiled", jdk -> futures(List.of(), "map", "--cp", classes, "Length::of"));
    row.add("futures map Length.java", jdk -> futures(List.of(), "map", source));
    python(row, "python", "futures map Length.java", Integer.MAX_VALUE, "maplines");
    for (Contest.Entry entry : row.entries) {
      Commands.against("futures map Length.java", entry);
      entry.timed = true;
      entry.input = oneLine;
    }
    return row;
  }

  private List<String> futures(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    if (!options.isEmpty()) {
      command.addAll(List.of("env", "FUTURES_JAVA_OPTS=" + String.join(" ", options)));
    }
    command.add(root.resolve("futures").toString());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private Contest.Entry python(
      Contest row, String label, String against, int rounds, String... arguments) {
    boolean pinned = row.name.equals("ping");
    return commands.python(row, label, against, rounds, pinned, "threads.py", arguments);
  }
}
