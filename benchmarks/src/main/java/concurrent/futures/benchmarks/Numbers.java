package concurrent.futures.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** How measured values are written. */
final class Numbers {
  private Numbers() {}

  /** The median with the least and the greatest, or nothing for nothing. */
  static String describe(double[] measured) {
    if (measured.length == 0) {
      return "";
    }
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    String median = number(Measure.median(sorted));
    return sorted.length == 1
        ? median
        : median + " [" + number(sorted[0]) + ".." + number(sorted[sorted.length - 1]) + "]";
  }

  /** Ratios below a half as 1/n, as the goals are written. */
  static String describeRatios(double[] ratios) {
    if (ratios.length == 0) {
      return "";
    }
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    String median = ratio(Measure.median(sorted));
    return sorted.length == 1
        ? median
        : median + " [" + ratio(sorted[0]) + ".." + ratio(sorted[sorted.length - 1]) + "]";
  }

  private static String ratio(double value) {
    return value > 0 && value < 0.5 ? "1/" + number(1 / value) : number(value) + "x";
  }

  /** Three digits that count. */
  static String number(double value) {
    if (value == 0 || value >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%." + Math.min(digits, 6) + "f", value);
  }
}
