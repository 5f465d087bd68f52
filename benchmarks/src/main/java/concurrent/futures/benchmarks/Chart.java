package concurrent.futures.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The picture: bars of the medians on the newest JDK, on a logarithmic scale, ours beside others.
 */
final class Chart {
  private static final int WIDTH = 860;
  private static final int LABELS = 170; // their width
  private static final int BARS = 600;
  private static final int BAR = 18;
  private static final int GAP = 34; // between panels
  private static final String OURS = "#1f6feb";
  private static final String OTHERS = "#9aa4b2";
  private static final String TEXT = "#57606a"; // can be read on white and on black

  /**
   * Bars of one metric.
   *
   * @param bars pairs of a label in the table and the name in the picture, ours first
   */
  private record Panel(String contest, String metric, String title, List<String> bars) {}

  private record Bar(String name, double value) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel(
              "throughput",
              "Mtasks/s",
              "Threads: million tasks a second, longer is better",
              List.of(
                  "ours", "ours",
                  "fjp-async", "ForkJoinPool",
                  "tpe", "j.u.c. ThreadPoolExecutor",
                  "guava", "Guava",
                  "virtual", "virtual threads",
                  "python", "Python threads")),
          new Panel(
              "ping",
              "p50 us",
              "Threads: one task and its result, µs, shorter is better",
              List.of(
                  "ours", "ours",
                  "fjp-async", "ForkJoinPool",
                  "tpe", "j.u.c. ThreadPoolExecutor",
                  "guava", "Guava",
                  "virtual", "virtual threads",
                  "python", "Python threads")),
          new Panel(
              "process-submit",
              "ktasks/s",
              "Processes: thousand tasks a second, longer is better",
              List.of(
                  "ours", "ours",
                  "python Pool.map by 100", "Python Pool.map by 100",
                  "pp4j", "PP4J",
                  "python", "Python processes")),
          new Panel(
              "process-ping",
              "p50 us",
              "Processes: one task and its result, µs, shorter is better",
              List.of(
                  "ours", "ours",
                  "pipe", "a pipe alone",
                  "pp4j", "PP4J",
                  "python", "Python processes")),
          new Panel(
              "process-bulk",
              "round trip ms",
              "Processes: 100 MB there and back, ms, shorter is better",
              List.of(
                  "ours", "ours",
                  "python bytes", "Python bytes",
                  "python array", "Python array('d')")),
          new Panel(
              "process-start",
              "first ms",
              "Processes: new pool to first result, ms, shorter is better",
              List.of(
                  "warm", "ours",
                  "bare", "a JVM alone",
                  "pp4j", "PP4J",
                  "python spawn", "Python spawn")),
          new Panel(
              "cluster-call",
              "sequential us",
              "Cluster: one task and its result, µs, shorter is better",
              List.of("ours", "ours", "jgroups", "a JGroups call")),
          new Panel(
              "cluster-call",
              "map or pipelined us",
              "Cluster: each of many, µs, shorter is better",
              List.of("ours", "ours, map", "jgroups", "JGroups calls, 256 at a time")));

  private final List<Table> tables;
  private final Jdk jdk;

  Chart(List<Table> tables, Jdk jdk) {
    this.tables = tables;
    this.jdk = jdk;
  }

  String toSvg() {
    StringBuilder body = new StringBuilder();
    int y = GAP;
    for (Panel panel : PANELS) {
      List<Bar> bars = bars(panel);
      if (!bars.isEmpty()) {
        body.append(text(8, y, "font-weight=\"bold\"", panel.title));
        y = draw(bars, y + 8, body) + GAP;
      }
    }
    body.append(text(8, y, "", "JDK " + jdk.version() + ", medians, logarithmic scales"));
    return format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" fill=\"%s\""
            + " font-family=\"sans-serif\" font-size=\"12\">%n%s</svg>%n",
        WIDTH, y + BAR, TEXT, body);
  }

  /** What has been measured of it. */
  private List<Bar> bars(Panel panel) {
    List<Bar> bars = new ArrayList<>();
    for (Table table : tables) {
      for (int i = 0; table.contest.name.equals(panel.contest) && i < panel.bars.size(); i += 2) {
        double[] values = table.of(panel.bars.get(i), jdk, panel.metric);
        if (values.length > 0) {
          bars.add(new Bar(panel.bars.get(i + 1), Measure.median(values)));
        }
      }
    }
    return bars;
  }

  /** Returns where the last one ends. */
  private static int draw(List<Bar> bars, int top, StringBuilder body) {
    double least = bars.stream().mapToDouble(Bar::value).min().orElseThrow();
    double most = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
    double low = Math.floor(Math.log10(least) - 0.3); // so that the shortest can be seen
    double decades = Math.max(1, Math.log10(most) - low);
    int y = top;
    for (Bar bar : bars) {
      long length = Math.round((Math.log10(bar.value) - low) / decades * BARS);
      int middle = y + BAR - 5;
      body.append(text(LABELS - 6, middle, "text-anchor=\"end\"", bar.name));
      body.append(
          format(
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
              LABELS, y, length, BAR - 4, bar.name.startsWith("ours") ? OURS : OTHERS));
      body.append(text(LABELS + length + 6, middle, "", Numbers.number(bar.value)));
      y += BAR;
    }
    return y;
  }

  private static String text(long x, int y, String attributes, String content) {
    return format("<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, content);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
