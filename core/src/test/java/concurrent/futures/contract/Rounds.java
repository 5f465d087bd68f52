package concurrent.futures.contract;

import java.time.Duration;

/**
 * How often a race is run: so many times, or as often as a second allows. On a busy machine fewer
 * rounds may miss a bug, but never see one that is not there.
 */
final class Rounds {
  private static final Duration BUDGET = Duration.ofSeconds(1);

  private final long start = System.nanoTime();
  private int left;

  private Rounds(int most) {
    this.left = most;
  }

  static Rounds atMost(int rounds) {
    return new Rounds(rounds);
  }

  boolean another() {
    return left-- > 0 && System.nanoTime() - start < BUDGET.toNanos();
  }
}
