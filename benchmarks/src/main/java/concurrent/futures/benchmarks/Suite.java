package concurrent.futures.benchmarks;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the contests, every contender in a fresh process, one after the other in each round, and
 * prints a table for each. Called by {@code benchmarks/run}, which knows the options.
 */
final class Suite {
  private static final int ROUNDS = 2;

  private final Path root;
  private final long start = System.nanoTime();
  private int rounds = ROUNDS;
  private boolean quick;
  private boolean list;
  private @Nullable Path out;
  private @Nullable Path svg;
  private final Set<String> wanted = new LinkedHashSet<>();

  private Suite(Path root) {
    this.root = root;
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
        case "--list":
          list = true;
          break;
        case "--out":
          out = Path.of(args[++i]);
          break;
        case "--svg":
          svg = Path.of(args[++i]);
          break;
        default:
          wanted.add(args[i]);
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    boolean python = exists("python3");
    boolean pinning = exists("taskset");
    List<Jdk> jdks = Jdk.oldestAndNewest();
    Commands commands = new Commands(root, System.getProperty("java.class.path"), pinning, python);
    FuturesCommand command = new FuturesCommand(root);
    Map<String, List<Contest>> groups = new LinkedHashMap<>();
    groups.put("threads", new Contests(commands).all());
    ProcessContests processes = new ProcessContests(commands);
    groups.put("processes", processes.all());
    groups.put("growth", new GrowthContests(commands).all());
    groups.put("cluster", new ClusterContests(commands).all());
    groups.put("command", new CommandContests(commands, command).all());
    if (list) {
      groups.forEach(Suite::print);
      return;
    }
    say(python ? "" : "no python3 on the PATH: what is compared with Python is left out");
    say(pinning ? "" : "no taskset: the pinned rows are NOT pinned");
    say(jdks.size() > 1 ? "" : "one JDK only, " + jdks.get(0).version() + ": one column");
    List<Contest> contests = chosen(groups);
    Report report = new Report(jdks);
    if (contests.stream().anyMatch(c -> c.name.matches("(process|growth)-.*"))) {
      processes.makeArchives(jdks);
    }
    for (Contest contest : contests) {
      if (groups.get("command").contains(contest)) {
        command.prepare(jdks);
      }
      Table table = contest(contest, jdks, command);
      report.add(table);
      System.out.println(table.toMarkdown());
      write(report); // each time: it takes long, and may be stopped
    }
    System.out.println("### Goals\n\n" + report.summary());
    say("done");
  }

  private void write(Report report) throws IOException {
    if (out != null) {
      Files.writeString(out, report.page(System.getProperty("benchmarks.machine", "")));
    }
    if (svg != null) {
      Files.writeString(svg, report.chart());
    }
  }

  private static void print(String group, List<Contest> contests) {
    System.out.println(group);
    contests.forEach(row -> System.out.printf("  %-18s %s%n", row.name, row.title));
  }

  private List<Contest> chosen(Map<String, List<Contest>> groups) {
    List<Contest> all = groups.values().stream().flatMap(List::stream).collect(toList());
    if (wanted.isEmpty()) {
      return all;
    }
    Set<String> names = new LinkedHashSet<>();
    for (String word : wanted) {
      groups.getOrDefault(word, List.of()).forEach(row -> names.add(row.name));
      if (!groups.containsKey(word)) {
        names.add(word);
      }
    }
    List<Contest> contests = all.stream().filter(c -> names.contains(c.name)).collect(toList());
    if (contests.size() < names.size()) {
      throw new IllegalArgumentException(
          "there is "
              + String.join(", ", groups.keySet())
              + "; "
              + all.stream().map(c -> c.name).collect(joining(", ")));
    }
    return contests;
  }

  /** One contest, from its processes to its table. */
  private Table contest(Contest contest, List<Jdk> jdks, FuturesCommand command)
      throws IOException, InterruptedException {
    Table table = new Table(contest, jdks);
    int times = Math.min(rounds, contest.rounds);
    times = quick ? times : Math.max(times, contest.leastRounds);
    for (int round = 0; round < times; round++) {
      if (contest.needsCommand) {
        command.build(jdks);
      }
      table.load(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      List<Contest.Entry> order = new ArrayList<>(contest.entries);
      if (round % 2 == 1) {
        Collections.reverse(order); // so that nobody always runs behind the same one
      }
      String where = contest.name + ", round " + (round + 1) + " of " + times + ": ";
      List<Launch.Run> inTurns = new ArrayList<>();
      for (Contest.Entry entry : order) {
        if (round >= entry.rounds || (quick && entry.slow)) {
          continue;
        }
        for (Jdk jdk : entry.everyJdk ? jdks : jdks.subList(0, 1)) {
          List<String> words = entry.command.apply(jdk);
          if (words == null) {
            continue;
          }
          Launch.Run run = new Launch.Run(entry, jdk, words);
          if (entry.inTurns) {
            inTurns.add(run);
          } else {
            long before = System.nanoTime();
            table.add(round, entry, jdk, launch(run));
            say(String.format("%s%s, %.1f s", where, nameOf(run), Measure.secondsSince(before)));
          }
        }
      }
      if (!inTurns.isEmpty()) {
        long before = System.nanoTime();
        List<Map<String, Double>> measured = Launch.inTurns(inTurns, this::failed);
        for (int i = 0; i < inTurns.size(); i++) {
          table.add(round, inTurns.get(i).entry(), inTurns.get(i).jdk(), measured.get(i));
        }
        String names = inTurns.stream().map(Suite::nameOf).collect(joining(", "));
        say(String.format("%s%s, in turns, %.1f s", where, names, Measure.secondsSince(before)));
      }
    }
    return table;
  }

  private Map<String, Double> launch(Launch.Run run) throws InterruptedException {
    try {
      return Launch.run(run);
    } catch (IOException e) {
      failed(run, e);
      return Map.of();
    }
  }

  /** A contender that fails must not cost the others their results. */
  private void failed(Launch.Run run, IOException e) {
    say(run.entry().label + " on " + run.jdk().version() + ": " + e);
  }

  private static String nameOf(Launch.Run run) {
    return run.entry().label + (run.entry().everyJdk ? " (" + run.jdk().feature() + ")" : "");
  }

  /** Progress, with the time that has gone. */
  private void say(String text) {
    if (!text.isEmpty()) {
      long seconds = (long) Measure.secondsSince(start);
      System.err.printf("benchmarks %02d:%02d %s%n", seconds / 60, seconds % 60, text);
    }
  }

  private static boolean exists(String program) {
    List<String> directories = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
    return directories.stream().anyMatch(d -> Files.isExecutable(Path.of(d, program)));
  }
}
