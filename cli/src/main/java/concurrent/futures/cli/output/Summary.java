package concurrent.futures.cli.output;

import concurrent.futures.cli.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The last line on standard error. */
public final class Summary {
  private final Tally tally;
  private final int workers;
  private final String note;
  private final int exitCode;

  /**
   * Creates a summary.
   *
   * @param note why the run ended early, empty if it did not
   */
  public Summary(Tally tally, int workers, String note, int exitCode) {
    this.tally = tally;
    this.workers = workers;
    this.note = note;
    this.exitCode = exitCode;
  }

  /**
   * For people: {@code 9 987 ok, 12 failed (8 timeout, 4 IOException) · 4 workers · 3m12s, 52/s}.
   */
  public String text() {
    StringBuilder text = new StringBuilder(grouped(tally.succeeded())).append(" ok");
    if (tally.failed() > 0) {
      text.append(", ").append(grouped(tally.failed())).append(" failed (");
      List<String> types = new ArrayList<>();
      for (Map.Entry<String, Long> type : tally.failures().entrySet()) {
        types.add(grouped(type.getValue()) + " " + type.getKey());
      }
      text.append(String.join(", ", types)).append(')');
    }
    if (tally.cancelled() > 0) {
      text.append(", ").append(grouped(tally.cancelled())).append(" cancelled");
    }
    text.append(" · ").append(workers).append(workers == 1 ? " worker" : " workers");
    text.append(" · ").append(Durations.show(tally.elapsedNanos())).append(", ").append(rate());
    if (!tally.latencies().isEmpty()) {
      text.append(", p50 ").append(Durations.show(tally.latencies().percentile(0.5)));
      text.append(" p99 ").append(Durations.show(tally.latencies().percentile(0.99)));
    }
    return note.isEmpty() ? text.toString() : text.append(" · ").append(note).toString();
  }

  /** For programs: one JSON object. */
  public String json() {
    StringBuilder json = new StringBuilder("{\"ok\":").append(tally.succeeded());
    json.append(",\"failed\":").append(tally.failed());
    json.append(",\"cancelled\":").append(tally.cancelled());
    json.append(",\"failures\":{");
    String separator = "";
    for (Map.Entry<String, Long> type : tally.failures().entrySet()) {
      json.append(separator);
      Json.string(json, type.getKey());
      json.append(':').append(type.getValue());
      separator = ",";
    }
    json.append("},\"workers\":").append(workers);
    json.append(",\"seconds\":").append(decimal(tally.elapsedNanos() / 1e9));
    json.append(",\"per_second\":").append(decimal(perSecond()));
    json.append(",\"p50_ms\":").append(decimal(tally.latencies().percentile(0.5) / 1e6));
    json.append(",\"p99_ms\":").append(decimal(tally.latencies().percentile(0.99) / 1e6));
    json.append(",\"stopped\":");
    if (note.isEmpty()) {
      json.append("null");
    } else {
      Json.string(json, note);
    }
    return json.append(",\"exit\":").append(exitCode).append('}').toString();
  }

  /** A number with its thousands apart. */
  static String grouped(long number) {
    String digits = Long.toString(number);
    StringBuilder text = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > 0; i -= 3) {
      text.insert(i, ' ');
    }
    return text.toString();
  }

  private String rate() {
    return rate(perSecond());
  }

  static String rate(double perSecond) {
    return perSecond < 10
        ? String.format(Locale.ROOT, "%.1f/s", perSecond)
        : grouped(Math.round(perSecond)) + "/s";
  }

  private double perSecond() {
    return (tally.succeeded() + tally.failed()) / Math.max(1e-9, tally.elapsedNanos() / 1e9);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
