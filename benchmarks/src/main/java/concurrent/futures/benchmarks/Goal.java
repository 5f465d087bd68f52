package concurrent.futures.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What must come out of a contest: a bound for one value, or for the ratio of two of the same
 * round.
 *
 * @param row its number in docs/benchmarks.md
 * @param contest the name of the contest that measures it
 * @param over the label to divide by; null for the value itself
 */
record Goal(
    String row,
    String contest,
    String metric,
    String label,
    @Nullable String over,
    boolean atLeast,
    Bounds oldest,
    Bounds newer) {
  private static final int NEWER = 25; // with an AOT cache a worker starts faster

  /** What is very good, and what we would like. */
  record Bounds(double veryGood, double stretch) {}

  /** How far a value comes, worst first. */
  enum Reached {
    MISSED("**missed**"),
    VERY_GOOD("very good"),
    STRETCH("stretch");

    final String text;

    Reached(String text) {
      this.text = text;
    }
  }

  static Goal atMost(
      String row,
      String contest,
      String metric,
      String label,
      @Nullable String over,
      double veryGood,
      double stretch) {
    Bounds bounds = new Bounds(veryGood, stretch);
    return new Goal(row, contest, metric, label, over, false, bounds, bounds);
  }

  static Goal atLeast(
      String row,
      String contest,
      String metric,
      String label,
      @Nullable String over,
      double veryGood,
      double stretch) {
    Bounds bounds = new Bounds(veryGood, stretch);
    return new Goal(row, contest, metric, label, over, true, bounds, bounds);
  }

  /** The same with other bounds on JDK 25 and later. */
  Goal on25(double veryGood, double stretch) {
    Bounds bounds = new Bounds(veryGood, stretch);
    return new Goal(row, contest, metric, label, over, atLeast, oldest, bounds);
  }

  Reached reached(Jdk jdk, double value) {
    Bounds bounds = jdk.feature() < NEWER ? oldest : newer;
    if (meets(bounds.stretch, value)) {
      return Reached.STRETCH;
    }
    return meets(bounds.veryGood, value) ? Reached.VERY_GOOD : Reached.MISSED;
  }

  private boolean meets(double bound, double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  /** What is compared. */
  String what() {
    return label + (over == null ? "" : " ÷ " + over) + ", " + metric;
  }

  /** The bounds in words. */
  String wanted() {
    String text = wanted(oldest);
    return oldest.equals(newer) ? text : text + "; on 25 " + wanted(newer);
  }

  private String wanted(Bounds bounds) {
    String text = (atLeast ? "≥ " : "≤ ") + bound(bounds.veryGood);
    return bounds.stretch == bounds.veryGood ? text : text + ", stretch " + bound(bounds.stretch);
  }

  /** Of two processes, or computed within one. */
  boolean isRatio() {
    return over != null || metric.contains(" to ");
  }

  private String bound(double bound) {
    if (!isRatio()) {
      return plain(bound);
    }
    return bound < 0.5 ? "1/" + plain(1 / bound) : plain(bound) + "x";
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
