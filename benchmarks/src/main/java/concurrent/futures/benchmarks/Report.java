package concurrent.futures.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Everything that has been measured in one run, as a page and as a picture. */
final class Report {
  private final List<Jdk> jdks;
  private final List<Table> tables = new ArrayList<>();

  Report(List<Jdk> jdks) {
    this.jdks = jdks;
  }

  void add(Table table) {
    tables.add(table);
  }

  String summary() {
    return Summary.toMarkdown(tables, jdks);
  }

  String page(String machine) {
    StringBuilder text = new StringBuilder("# Benchmarks: what was measured\n\n");
    text.append("Written by `benchmarks/run --out`; how to read it is in [benchmarks.md]");
    text.append("(benchmarks.md). ").append(machine).append("\n\n## Goals\n\n");
    text.append(summary()).append("\n## Tables\n");
    for (Table table : tables) {
      text.append("\n").append(table.toMarkdown());
    }
    return text.toString();
  }

  String chart() {
    return new Chart(tables, jdks.get(jdks.size() - 1)).toSvg();
  }
}
