package concurrent.futures.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Durations as people write them: {@code 500ms}, {@code 2s}, {@code 1m30s}, {@code 1.5}. */
public final class Durations {
  private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it is none, or negative, or longer than 292 years; the
   *     message says so
   */
  public static Duration parse(String text) {
    String rest = text.trim().toLowerCase(Locale.ROOT);
    if (rest.startsWith("-")) {
      throw new IllegalArgumentException("'" + text + "' is negative");
    }
    if (rest.isEmpty()) {
      throw notOne(text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int digits = at;
      while (digits < rest.length() && isNumberPart(rest.charAt(digits))) {
        digits++;
      }
      int unit = digits;
      while (unit < rest.length() && Character.isLetter(rest.charAt(unit))) {
        unit++;
      }
      nanos =
          nanos.add(
              number(text, rest.substring(at, digits))
                  .multiply(unitNanos(text, rest.substring(digits, unit))));
      if (unit == digits && (at > 0 || unit < rest.length())) {
        throw notOne(text);
      }
      at = unit;
    }
    if (nanos.compareTo(MAX_NANOS) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too long: at most 292 years");
    }
    return Duration.ofNanos(nanos.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** A short text for people: {@code 850 µs}, {@code 71 ms}, {@code 1.2 s}, {@code 3m12s}. */
  public static String show(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return nanos / 1_000 + " µs";
    }
    if (nanos < 999_500_000) {
      return Math.round(nanos / 1e6) + " ms";
    }
    long tenths = Math.round(nanos / 1e8);
    if (tenths < 600) {
      return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " s";
    }
    long seconds = Math.round(nanos / 1e9);
    if (seconds < 3600) {
      return seconds / 60 + "m" + twoDigits(seconds % 60) + "s";
    }
    return seconds / 3600 + "h" + twoDigits(seconds / 60 % 60) + "m";
  }

  private static String twoDigits(long value) {
    return value < 10 ? "0" + value : Long.toString(value);
  }

  private static boolean isNumberPart(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static BigDecimal number(String text, String number) {
    if (number.isEmpty() || number.length() > 40) {
      throw notOne(text);
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw notOne(text);
    }
  }

  private static BigDecimal unitNanos(String text, String unit) {
    switch (unit) {
      case "ms":
        return BigDecimal.valueOf(1_000_000L);
      case "":
      case "s":
        return BigDecimal.valueOf(1_000_000_000L);
      case "m":
      case "min":
        return BigDecimal.valueOf(60_000_000_000L);
      case "h":
        return BigDecimal.valueOf(3_600_000_000_000L);
      case "d":
        return BigDecimal.valueOf(86_400_000_000_000L);
      default:
        throw notOne(text);
    }
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a duration: write 500ms, 2s, 1m30s, 1h or plain seconds like 1.5");
  }
}
