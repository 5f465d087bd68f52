package concurrent.futures.cli.output;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, or a line now and then for logs. Records are
 * counted, never futures; how many there will be is estimated from the bytes of the input.
 */
public final class Progress {
  /** The value of {@code --progress}. */
  public enum Mode {
    /** A bar if standard error is a terminal, nothing otherwise. */
    AUTO,
    BAR,
    PLAIN,
    NONE
  }

  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long BAR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BAR_WIDTH = 24;
  private static final int LINE_WIDTH = 79;

  private final Stderr stderr;
  private final Tally tally;
  private final long totalBytes;
  private final Mode mode;
  private long lastNanos; // elapsed at the last output
  private int lastPercent;

  /**
   * Creates a display.
   *
   * @param totalBytes the bytes of all inputs, or -1 if nobody knows
   */
  public Progress(Mode mode, Stderr stderr, Tally tally, long totalBytes) {
    this.mode = mode == Mode.AUTO ? automatic() : mode;
    this.stderr = stderr;
    this.tally = tally;
    this.totalBytes = totalBytes;
  }

  /** Shows the state if it is time to; called some ten times a second by one thread. */
  public void tick() {
    if (mode == Mode.NONE) {
      return;
    }
    long elapsed = tally.elapsedNanos();
    int percent = percent();
    boolean due =
        mode == Mode.BAR
            ? elapsed - lastNanos >= BAR_NANOS
            : elapsed - lastNanos >= PLAIN_NANOS && (percent < 0 || percent >= lastPercent + 5);
    if (!due) {
      return;
    }
    lastNanos = elapsed;
    lastPercent = Math.max(0, percent);
    if (mode == Mode.BAR) {
      stderr.bar(bar(percent, elapsed));
    } else {
      stderr.message(counts(percent, elapsed));
    }
  }

  /** Removes the bar. */
  public void end() {
    if (mode == Mode.BAR) {
      stderr.endBar();
    }
  }

  private static Mode automatic() {
    @Nullable String term = System.getenv("TERM");
    boolean dumb = term == null || term.isEmpty() || term.equals("dumb");
    return !dumb && Stderr.isTerminal(2) ? Mode.BAR : Mode.NONE;
  }

  private int percent() {
    return totalBytes <= 0 ? -1 : (int) Math.min(100, tally.bytes() * 100 / totalBytes);
  }

  private String bar(int percent, long elapsed) {
    String counts = counts(percent, elapsed);
    if (percent < 0) {
      return cut(counts);
    }
    int full = BAR_WIDTH * percent / 100;
    String bar =
        "━".repeat(full) + (full < BAR_WIDTH ? "╸" + " ".repeat(BAR_WIDTH - full - 1) : "");
    return cut(bar + " " + counts);
  }

  /** {@code 45% 450/~1 000, 3 failed, 12/s, 0:37, ETA 0:45}. */
  private String counts(int percent, long elapsed) {
    long done = tally.succeeded() + tally.failed();
    StringBuilder text = new StringBuilder();
    if (percent >= 0) {
      text.append(percent).append("% ");
    }
    text.append(Summary.grouped(done));
    long bytes = tally.bytes();
    double rest = bytes > 0 ? Math.max(0.0, (double) totalBytes / bytes - 1) : 0;
    if (percent >= 0 && bytes > 0) {
      text.append("/~").append(Summary.grouped(done + Math.round(done * rest)));
    }
    if (tally.failed() > 0) {
      text.append(", ").append(Summary.grouped(tally.failed())).append(" failed");
    }
    text.append(", ").append(Summary.rate(done / (Math.max(1, elapsed) / 1e9)));
    text.append(", ").append(clock(elapsed));
    if (percent > 0) {
      text.append(", ETA ").append(clock((long) (elapsed * rest)));
    }
    return text.toString();
  }

  /** {@code 0:37}, {@code 1:02:05}. */
  private static String clock(long nanos) {
    long seconds = nanos / 1_000_000_000;
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String cut(String line) {
    return line.length() <= LINE_WIDTH ? line : line.substring(0, LINE_WIDTH);
  }
}
