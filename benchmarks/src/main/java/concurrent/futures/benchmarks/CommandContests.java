package concurrent.futures.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of the command {@code futures}. */
final class CommandContests {
  static final List<Integer> LINES = List.of(1, 1_000_000, 10_000_000);

  private final Commands commands;
  private final FuturesCommand command;

  CommandContests(Commands commands, FuturesCommand command) {
    this.commands = commands;
    this.command = command;
  }

  List<Contest> all() {
    return List.of(map(), mapMemory(), start());
  }

  private static Contest row(String name, String title) {
    Contest row = new Contest(name, title);
    row.needsCommand = true;
    return row;
  }

  private Contest map() {
    Contest row = row("map", "command: a trivial method over 10^6 lines");
    row.metrics("total ms", "klines/s", "peak RSS MB");
    mapEntries(row, LINES.get(1), List.of());
    Contest.Entry peer = python(row, "python", "futures map", 1, "maplines");
    peer.timed = true;
    peer.input = command.lines(LINES.get(1));
    peer.slow = true;
    return row;
  }

  private Contest mapMemory() {
    Contest row = row("map-memory", "command: 10^7 lines under -Xmx128m").rounds(1);
    row.metrics("total ms", "klines/s", "peak RSS MB", "lines");
    mapEntries(row, LINES.get(2), List.of("-Xmx128m"));
    row.entries.removeIf(entry -> entry.label.equals("list"));
    row.entries.forEach(entry -> entry.slow = true);
    return row;
  }

  private void mapEntries(Contest row, int input, List<String> options) {
    String source = command.function().toString();
    List<Contest.Entry> added = new ArrayList<>();
    added.add(row.add("futures map", jdk -> futures(options, "map", source)));
    added.add(row.add("window", jdk -> commands.java(jdk, options, "HandWritten", "window")));
    added.add(row.add("list", jdk -> commands.java(jdk, options, "HandWritten", "list")));
    for (Contest.Entry entry : added) {
      Commands.against("futures map", entry);
      entry.timed = true;
      entry.input = command.lines(input);
    }
  }

  private Contest start() {
    Contest row = row("start", "command: start to first result, and what it is made of");
    row.metrics("first ms", "total ms");
    String source = command.function().toString();
    String classes = command.classes().toString();
    row.add("JVM alone", jdk -> List.of(jdk.java(), "-Xshare:auto", "-version"));
    row.add(
        "hand-written, one line", jdk -> commands.java(jdk, List.of(), "HandWritten", "window"));
    row.add("java Length.java", jdk -> List.of(jdk.java(), source));
    row.add("futures --version", jdk -> futures(List.of(), "--version"));
    row.add(
        "futures map, compiled", jdk -> futures(List.of(), "map", "--cp", classes, "Length::of"));
    row.add("futures map Length.java", jdk -> futures(List.of(), "map", source));
    python(row, "python", "futures map Length.java", Contest.ALWAYS, "maplines");
    for (Contest.Entry entry : row.entries) {
      Commands.against("futures map Length.java", entry);
      entry.timed = true;
      entry.input = command.lines(1);
    }
    return row;
  }

  private List<String> futures(List<String> options, String... arguments) {
    List<String> words = new ArrayList<>();
    if (!options.isEmpty()) {
      words.addAll(List.of("env", "FUTURES_JAVA_OPTS=" + String.join(" ", options)));
    }
    words.add(command.script().toString());
    words.addAll(Arrays.asList(arguments));
    return words;
  }

  private Contest.Entry python(
      Contest row, String label, String against, int rounds, String... arguments) {
    return commands.python(row, label, against, rounds, false, "threads.py", arguments);
  }
}
