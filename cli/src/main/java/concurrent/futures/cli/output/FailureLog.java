package concurrent.futures.cli.output;

/** Prints the first failures, or all with {@code -v}; the others are counted. */
public final class FailureLog {
  private static final int MOST = 20;

  private final Stderr stderr;
  private final boolean verbose;
  private long seen;

  /** Creates a log. */
  public FailureLog(Stderr stderr, boolean verbose) {
    this.stderr = stderr;
    this.verbose = verbose;
  }

  /** Prints a failure, or counts it. */
  public void add(Failure failure) {
    seen++;
    if (verbose) {
      stderr.message(failure.show() + "\n" + failure.stackTrace());
    } else if (seen <= MOST) {
      stderr.message(failure.show());
    } else if (seen == MOST + 1) {
      stderr.message("more lines fail; they are counted, and -v shows them all");
    }
  }

  /** Prints how many were not shown. */
  public void end() {
    if (!verbose && seen > MOST) {
      stderr.message(
          Summary.grouped(seen - MOST) + " more failures are not shown (-v shows them all)");
    }
  }
}
