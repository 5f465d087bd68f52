package concurrent.futures.benchmarks;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the contests, every contender in a fresh process, one after the other in each round, and
 * prints a table for each. Called by {@code benchmarks/run}, which knows the options.
 */
final class Suite {
  private static final int LINES = 1_000_000;
  private static final int MANY_LINES = 10_000_000;

  private final Path root;
  private final Path work;
  private int rounds = 5;
  private boolean quick;
  private final Set<String> wanted = new LinkedHashSet<>();

  private Suite(Path root) {
    this.root = root;
    this.work = root.resolve("benchmarks/target/work");
  }

  public static void main(String[] args) throws Exception {
    Suite suite = new Suite(Path.of(System.getProperty("benchmarks.root", ".")).toRealPath());
    suite.parse(args);
    suite.run();
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds":
          rounds = Integer.parseInt(args[++i]);
          break;
        case "--quick":
          quick = true;
          rounds = 1;
          break;
        default:
          wanted.add(args[i]);
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(work);
    boolean python = exists("python3");
    boolean pinning = exists("taskset");
    if (!python) {
      System.err.println("benchmarks: no python3 on the PATH: the rows of Python are left out");
    }
    if (!pinning) {
      System.err.println("benchmarks: no taskset: the pinned rows are NOT pinned");
    }
    List<Jdk> jdks = Jdk.oldestAndNewest();
    String classPath = System.getProperty("java.class.path");
    Commands commands = new Commands(root, classPath, pinning, python);
    List<Contest> processes = new ProcessContests(commands).all();
    List<Contest> all =
        new ArrayList<>(
            new Contests(root, commands)
                .all(work.resolve("lines"), work.resolve("many-lines"), work.resolve("one-line")));
    all.addAll(processes);
    if (wanted.remove("processes")) {
      processes.forEach(row -> wanted.add(row.name));
    }
    List<Contest> contests =
        wanted.isEmpty()
            ? all
            : all.stream().filter(c -> wanted.contains(c.name)).collect(toList());
    if (contests.size() < wanted.size()) {
      throw new IllegalArgumentException(
          "there is processes, " + all.stream().map(c -> c.name).collect(joining(", ")));
    }
    StringBuilder goals = new StringBuilder();
    for (Contest contest : contests) {
      prepare(contest, jdks);
      Table table = contest(contest, jdks);
      System.out.println(table.toMarkdown());
      goals.append(table.goals());
    }
    String columns = jdks.stream().map(j -> " JDK " + j.version() + " |").collect(joining());
    System.out.println("### Goals\n\n| | wanted |" + columns);
    System.out.println("|---|---|" + "---:|".repeat(jdks.size()) + "\n" + goals);
  }

  /** One contest, from its processes to its table. */
  private Table contest(Contest contest, List<Jdk> jdks) throws IOException, InterruptedException {
    Table table = new Table(contest, jdks);
    int times = Math.min(rounds, contest.rounds);
    for (int round = 0; round < times; round++) {
      buildCommand(contest, jdks);
      table.load(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      List<Contest.Entry> order = new ArrayList<>(contest.entries);
      if (round % 2 == 1) {
        Collections.reverse(order); // so that nobody always runs behind the same one
      }
      for (Contest.Entry entry : order) {
        if (round >= entry.rounds || (quick && entry.slow)) {
          continue;
        }
        for (Jdk jdk : entry.everyJdk ? jdks : jdks.subList(0, 1)) {
          table.add(round, entry, jdk, launch(entry, jdk));
        }
      }
      System.err.printf(
          "benchmarks: %s, round %d of %d, load average %.1f%n",
          contest.name,
          round + 1,
          times,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
    return table;
  }

  private static Map<String, Double> launch(Contest.Entry entry, Jdk jdk)
      throws InterruptedException {
    List<String> command = entry.command.apply(jdk);
    if (command == null) {
      return Map.of();
    }
    try {
      return Launch.run(entry, command, jdk);
    } catch (IOException e) { // a contender that fails must not cost the others their results
      System.err.println("benchmarks: " + entry.label + " on " + jdk.version() + ": " + e);
      return Map.of();
    }
  }

  // ---- what the command needs

  private void prepare(Contest contest, List<Jdk> jdks) throws IOException, InterruptedException {
    if (!needsCommand(contest)) {
      return;
    }
    Path function = root.resolve("benchmarks/functions/Length.java");
    Path classes = root.resolve("benchmarks/target/functions");
    Files.createDirectories(classes);
    int status =
        new ProcessBuilder(
                jdks.get(0).home().resolve("bin/javac").toString(),
                "-d",
                classes.toString(),
                function.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("javac has failed for " + function);
    }
    lines("one-line", 1);
    lines("lines", LINES);
    if (contest.name.equals("map-memory")) {
      lines("many-lines", MANY_LINES);
    }
  }

  /**
   * The command builds itself when it is called and its sources have changed: not while measured.
   */
  private void buildCommand(Contest contest, List<Jdk> jdks)
      throws IOException, InterruptedException {
    if (!needsCommand(contest)) {
      return;
    }
    Contest.Entry build = new Contest.Entry("futures", jdk -> null);
    build.timed = true;
    for (Jdk jdk : jdks) {
      Launch.run(build, List.of(root.resolve("futures").toString(), "--version"), jdk);
    }
  }

  private static boolean needsCommand(Contest contest) {
    return contest.name.startsWith("map") || contest.name.equals("start");
  }

  private void lines(String name, int count) throws IOException {
    Path file = work.resolve(name);
    if (Files.exists(file)) {
      return;
    }
    try (var writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        writer.write("line number " + i + "\n");
      }
    }
  }

  private static boolean exists(String program) {
    List<String> directories = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
    return directories.stream().anyMatch(d -> Files.isExecutable(Path.of(d, program)));
  }
}
