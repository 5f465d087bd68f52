package concurrent.futures.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * {@code Ping contender [threads]}: submit one task, wait for its result, again and again. Under
 * {@code taskset -c 0} it measures path length and context switches; without, mostly where the
 * scheduler happened to put the threads.
 */
final class Ping {
  private static final int WARM_UP = 20_000;
  private static final int PINGS = 30_000;

  private Ping() {}

  public static void main(String[] args) throws Exception {
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    try (Contender pool = Contender.of(args[0], threads)) {
      Callable<Integer> call = () -> 1;
      int sum = 0;
      long[] nanos = new long[PINGS];
      for (int i = -WARM_UP; i < PINGS; i++) {
        long start = System.nanoTime();
        sum += pool.submit(call).get();
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
      }
      Measure.consume(sum);
      double mean = Arrays.stream(nanos).average().orElseThrow();
      Arrays.sort(nanos);
      Measure.report("p50 us", nanos[PINGS / 2] / 1e3);
      Measure.report("mean us", mean / 1e3);
      Measure.report("p99 us", nanos[PINGS / 100 * 99] / 1e3);
    }
    System.exit(0);
  }
}
