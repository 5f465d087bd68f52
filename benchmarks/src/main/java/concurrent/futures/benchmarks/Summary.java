package concurrent.futures.benchmarks;

import concurrent.futures.benchmarks.Goal.Reached;
import java.util.ArrayList;
import java.util.List;

/** The goals beside what came out: medians of ratios, each of two processes of the same round. */
final class Summary {
  private Summary() {}

  static String toMarkdown(List<Table> tables, List<Jdk> jdks) {
    StringBuilder text = new StringBuilder("| row | what | wanted |");
    StringBuilder line = new StringBuilder("|---|---|---|");
    for (Jdk jdk : jdks) {
      text.append(" ").append(jdk.feature()).append(" |");
      line.append("---:|");
    }
    text.append(" reached | `benchmarks/run` |\n").append(line).append("---|---|\n");
    for (Goal goal : Goals.ALL) {
      tables.stream()
          .filter(table -> table.contest.name.equals(goal.contest()))
          .forEach(table -> text.append(row(goal, table)));
    }
    return text.toString();
  }

  /** Nothing if nothing was measured. */
  private static String row(Goal goal, Table table) {
    StringBuilder row = new StringBuilder();
    List<String> reached = new ArrayList<>();
    for (Jdk jdk : table.jdks) {
      double[] results = table.results(goal, jdk);
      row.append(" ");
      row.append(goal.isRatio() ? Numbers.describeRatios(results) : Numbers.describe(results));
      row.append(" |");
      if (results.length > 0) {
        Reached here = goal.reached(jdk, Measure.median(results));
        reached.add(here.text + " (" + jdk.feature() + ")");
      }
    }
    if (reached.isEmpty()) {
      return "";
    }
    return String.join(" | ", "| " + goal.row(), goal.what(), goal.wanted() + " |")
        + row
        + String.join(" | ", " " + together(reached), "`" + goal.contest() + "` |\n");
  }

  /** Without the JDKs if they all say the same. */
  private static String together(List<String> reached) {
    List<String> words =
        reached.stream().map(text -> text.replaceAll(" \\(.*", "")).distinct().toList();
    boolean all = words.size() == 1 && reached.size() > 1;
    return all ? words.get(0) : String.join(", ", reached);
  }
}
