package concurrent.futures.benchmarks;

import java.util.Arrays;

/** Something there and back, again and again, and how long that takes. */
final class Pings {
  private static final int WARM_UP = 20_000;
  private static final int PINGS = 30_000;

  private Pings() {}

  /** Returns one more than it is given. */
  interface Round {
    int run(int value) throws Exception;
  }

  static void report(Round round) throws Exception {
    double[] micros = measure(round, WARM_UP, PINGS);
    Measure.report("p50 us", micros[PINGS / 2]);
    Measure.report("mean us", Arrays.stream(micros).average().orElseThrow());
    Measure.report("p99 us", micros[PINGS / 100 * 99]);
  }

  /** What each took in microseconds, sorted. */
  static double[] measure(Round round, int warmUp, int pings) throws Exception {
    double[] micros = new double[pings];
    for (int i = -warmUp; i < pings; i++) {
      long start = System.nanoTime();
      int result = round.run(i);
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
      if (result != i + 1) {
        throw new AssertionError(result + " for " + i);
      }
    }
    Arrays.sort(micros);
    return micros;
  }
}
