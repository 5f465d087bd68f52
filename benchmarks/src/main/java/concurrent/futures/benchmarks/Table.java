package concurrent.futures.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results of one contest: values by entry, JDK, metric and round; and their table. */
final class Table {
  final Contest contest;
  final List<Jdk> jdks;
  private final Map<List<Object>, TreeMap<Integer, Double>> values = new HashMap<>();

  private double leastLoad = Double.MAX_VALUE;
  private double mostLoad;

  Table(Contest contest, List<Jdk> jdks) {
    this.contest = contest;
    this.jdks = jdks;
  }

  void load(double average) {
    leastLoad = Math.min(leastLoad, average);
    mostLoad = Math.max(mostLoad, average);
  }

  void add(int round, Contest.Entry entry, Jdk jdk, Map<String, Double> measured) {
    measured.forEach(
        (metric, value) -> {
          for (Jdk valid : entry.everyJdk ? List.of(jdk) : jdks) {
            values
                .computeIfAbsent(List.of(entry.label, valid, metric), k -> new TreeMap<>())
                .put(round, value);
          }
        });
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder("### " + contest.title + "\n\n| | |");
    StringBuilder line = new StringBuilder("|---|---|");
    for (Jdk jdk : jdks) {
      text.append(" JDK ").append(jdk.version()).append(" | ours ÷ this |");
      line.append("---:|---:|");
    }
    text.append("\n").append(line).append("\n");
    for (String metric : contest.metrics) {
      for (Contest.Entry entry : contest.entries) {
        appendRow(text, entry, metric);
      }
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%nCommand: `benchmarks/run %s`; load average %.1f to %.1f.%n",
                contest.name,
                leastLoad,
                mostLoad))
        .toString();
  }

  private void appendRow(StringBuilder text, Contest.Entry entry, String metric) {
    StringBuilder row = new StringBuilder();
    boolean any = false;
    for (Jdk jdk : jdks) {
      double[] measured = of(entry.label, jdk, metric);
      any |= measured.length > 0;
      row.append(" ").append(Numbers.describe(measured)).append(" |");
      double[] ratios =
          entry.against == null ? new double[0] : ratios(entry.against, entry.label, jdk, metric);
      row.append(" ").append(Numbers.describe(ratios)).append(" |");
    }
    if (any) {
      text.append("| ").append(entry.label).append(" | ").append(metric).append(" |").append(row);
      text.append("\n");
    }
  }

  /** What came out for a goal: round by round, a value or a ratio. */
  double[] results(Goal goal, Jdk jdk) {
    String over = goal.over();
    return over == null
        ? of(goal.label(), jdk, goal.metric())
        : ratios(goal.label(), over, jdk, goal.metric());
  }

  double[] of(String label, Jdk jdk, String metric) {
    return values.getOrDefault(List.of(label, jdk, metric), new TreeMap<>()).values().stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** Value by value of the same round. */
  private double[] ratios(String label, String over, Jdk jdk, String metric) {
    Map<Integer, Double> above = values.get(List.of(label, jdk, metric));
    Map<Integer, Double> below = values.get(List.of(over, jdk, metric));
    List<Double> ratios = new ArrayList<>();
    if (above != null && below != null) {
      above.forEach(
          (round, value) -> {
            Double other = below.get(round);
            if (other != null && other != 0) {
              ratios.add(value / other);
            }
          });
    }
    return ratios.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
