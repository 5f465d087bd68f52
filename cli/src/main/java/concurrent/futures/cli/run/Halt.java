package concurrent.futures.cli.run;

import java.util.Locale;

/**
 * The value of {@code --halt}, in GNU parallel's words: {@code never}, or when ({@code now}:
 * interrupt what runs, {@code soon}: let it finish) and why ({@code fail}, {@code success} or
 * {@code done}, so many or so many per cent of the finished lines).
 */
public record Halt(When when, What what, long count, int percent) {
  /** No halt. */
  public static final Halt NEVER = new Halt(When.NEVER, What.DONE, 0, 0);

  /** A percentage says nothing about fewer lines than this. */
  private static final int FEWEST_FOR_PERCENT = 3;

  /** How to stop. */
  public enum When {
    NEVER,
    SOON,
    NOW
  }

  /** What is counted. */
  public enum What {
    FAIL,
    SUCCESS,
    DONE
  }

  /**
   * Reads a policy.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Halt parse(String text) {
    String value = text.trim().toLowerCase(Locale.ROOT);
    if (value.equals("never")) {
      return NEVER;
    }
    int comma = value.indexOf(',');
    if (comma < 0) {
      throw notOne(text);
    }
    When when =
        switch (value.substring(0, comma)) {
          case "now" -> When.NOW;
          case "soon" -> When.SOON;
          default -> throw notOne(text);
        };
    String condition = value.substring(comma + 1);
    int equals = condition.indexOf('=');
    String what = equals < 0 ? condition : condition.substring(0, equals);
    String limit = equals < 0 ? "1" : condition.substring(equals + 1);
    return limit(text, when, what(text, what), limit);
  }

  /** True if the run has to stop at these counts. */
  public boolean met(long succeeded, long failed) {
    if (when == When.NEVER) {
      return false;
    }
    long done = succeeded + failed;
    long counted =
        switch (what) {
          case FAIL -> failed;
          case SUCCESS -> succeeded;
          case DONE -> done;
        };
    return percent == 0
        ? counted >= count
        : done >= FEWEST_FOR_PERCENT && counted * 100 >= done * percent;
  }

  /** A short text, as it was written. */
  public String show() {
    return when == When.NEVER
        ? "never"
        : (when + "," + what + "=").toLowerCase(Locale.ROOT)
            + (percent == 0 ? Long.toString(count) : percent + "%");
  }

  private static Halt limit(String text, When when, What what, String limit) {
    boolean percent = limit.endsWith("%");
    long number;
    try {
      number = Long.parseLong(percent ? limit.substring(0, limit.length() - 1) : limit);
    } catch (NumberFormatException e) {
      throw notOne(text);
    }
    if (number < 1 || (percent && number > 100)) {
      throw new IllegalArgumentException(
          "'" + text + "': the limit must be at least 1" + (percent ? " and at most 100%" : ""));
    }
    if (percent && what == What.DONE) {
      throw new IllegalArgumentException(
          "'" + text + "': a percentage of done lines is always 100%; give a number");
    }
    return new Halt(when, what, percent ? 0 : number, percent ? (int) number : 0);
  }

  private static What what(String text, String what) {
    return switch (what) {
      case "fail" -> What.FAIL;
      case "success" -> What.SUCCESS;
      case "done" -> What.DONE;
      default -> throw notOne(text);
    };
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a halt policy: write never, or now or soon with a condition, such as"
            + " now,fail=1, soon,fail=10% or now,success=1");
  }
}
