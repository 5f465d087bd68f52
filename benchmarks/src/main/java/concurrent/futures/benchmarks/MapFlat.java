package concurrent.futures.benchmarks;

import concurrent.futures.Executor;
import concurrent.futures.MapOptions;
import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.ThreadPoolExecutor;
import java.util.stream.IntStream;

/**
 * {@code MapFlat threads|processes [items]}: map of a long input, pulled as results are taken, and
 * how much the live heap grows on the way.
 */
final class MapFlat {
  private static final int WORKERS = 2;
  private static final MapOptions PULLED = MapOptions.defaults().bufferSize(10_000);

  private MapFlat() {}

  public static void main(String[] args) throws Exception {
    int items = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    try (Executor pool =
        args[0].equals("threads")
            ? new ThreadPoolExecutor(WORKERS)
            : new ProcessPoolExecutor(WORKERS)) {
      map(pool, items);
    }
    System.exit(0);
  }

  private static void map(Executor pool, int items) throws InterruptedException {
    Iterable<Integer> input = IntStream.range(0, items).boxed()::iterator;
    long early = 0;
    double late = 0;
    long taken = 0;
    long sum = 0;
    double paused = 0;
    long start = System.nanoTime();
    for (int result : pool.map(Tasks::plusOne, input, PULLED)) {
      sum += result;
      taken++;
      if (taken == items / 10 || taken == items / 10 * 9) {
        long pause = System.nanoTime();
        long live = Measure.live();
        early = early == 0 ? live : early;
        late = live;
        paused += Measure.secondsSince(pause);
      }
    }
    double seconds = Measure.secondsSince(start) - paused;
    if (taken != items) {
      throw new AssertionError(taken + " results of " + items);
    }
    ProcessThroughput.check(sum, items);
    Measure.report("Mitems/s", items / seconds / 1e6);
    Measure.report("heap growth MB", Math.max(0, late - early) / 1e6);
  }
}
