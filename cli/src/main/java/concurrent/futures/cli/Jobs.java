package concurrent.futures.cli;

/** The value of {@code -j}: a number, or one relative to the processors. */
final class Jobs {
  /** More threads than this is a typing error. */
  static final int MOST = 100_000;

  private Jobs() {}

  /**
   * Reads {@code N}, {@code N%}, {@code +N} or {@code -N}; the last three are relative to the
   * processors, and never less than one.
   *
   * @throws IllegalArgumentException if it is none of these, or no workers at all
   */
  static int parse(String text, int processors) {
    String value = text.trim();
    boolean percent = value.endsWith("%");
    boolean more = value.startsWith("+");
    boolean less = value.startsWith("-");
    String digits = value.substring(more || less ? 1 : 0, value.length() - (percent ? 1 : 0));
    if (percent && (more || less)) {
      throw notOne(text);
    }
    long number = number(text, digits);
    if (number == 0 && !more && !less) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' would be no workers at all: give at least 1, or 100% for one per processor");
    }
    long jobs = number;
    if (percent) {
      jobs = Math.max(1, processors * number / 100);
    } else if (more) {
      jobs = processors + number;
    } else if (less) {
      jobs = Math.max(1, processors - number);
    }
    if (jobs > MOST) {
      throw new IllegalArgumentException("'" + text + "' is too many: at most " + MOST);
    }
    return (int) jobs;
  }

  private static long number(String text, String digits) {
    if (digits.isEmpty() || digits.length() > 12) {
      throw notOne(text);
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw notOne(text);
      }
    }
    return Long.parseLong(digits);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a number of workers: write 8, 50%, +2 or -1 (of the processors)");
  }
}
