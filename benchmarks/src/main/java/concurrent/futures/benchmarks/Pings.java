package concurrent.futures.benchmarks;

import java.util.Arrays;

/** Something there and back, again and again, and how long that takes. */
final class Pings {
  private static final int PINGS = 30_000;

  /** Two JVMs on one processor share it with their compilers for two to four seconds. */
  private static final int WARM_UP_SECONDS =
      Runtime.getRuntime().availableProcessors() == 1 ? 4 : 1;

  private static final int AT_ONCE = 1000;

  private Pings() {}

  /** Returns one more than it is given. */
  interface Round {
    int run(int value) throws Exception;
  }

  static void report(Round round) throws Exception {
    double[] micros = measure(round, PINGS);
    Measure.report("p50 us", micros[PINGS / 2]);
    Measure.report("mean us", Arrays.stream(micros).average().orElseThrow());
    Measure.report("p99 us", micros[PINGS / 100 * 99]);
  }

  /** What each took in microseconds after a warm-up, sorted. */
  static double[] measure(Round round, int pings) throws Exception {
    double[] micros = new double[pings];
    long begin = System.nanoTime();
    while (Measure.secondsSince(begin) < WARM_UP_SECONDS) {
      measure(round, micros, 0);
    }
    for (int i = 0; i < pings; i += AT_ONCE) {
      measure(round, micros, i);
    }
    Arrays.sort(micros);
    return micros;
  }

  /** The same code for those that count and those before: no path that is new to compilers. */
  private static void measure(Round round, double[] micros, int from) throws Exception {
    int end = Math.min(from + AT_ONCE, micros.length);
    for (int i = from; i < end; i++) {
      long start = System.nanoTime();
      int result = round.run(i);
      micros[i] = (System.nanoTime() - start) / 1e3;
      if (result != i + 1) {
        throw new AssertionError(result + " for " + i);
      }
    }
  }
}
