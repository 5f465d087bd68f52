package concurrent.futures.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * {@code Throughput contender [tasks [threads]]}: one thread submits all tasks, which do nothing,
 * keeps their futures and then takes every result.
 */
final class Throughput {
  private Throughput() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    try (Contender pool = Contender.of(args[0], threads)) {
      for (int i = 0; i < 4; i++) {
        once(pool, Math.min(tasks, 250_000));
      }
      double[] rates = new double[5];
      double processor = 0;
      for (int i = 0; i < rates.length; i++) {
        System.gc();
        double before = Measure.processorSeconds();
        rates[i] = once(pool, tasks);
        processor += Measure.processorSeconds() - before;
      }
      Measure.report("Mtasks/s", Measure.median(rates) / 1e6);
      Measure.report("ktasks/s", Measure.median(rates) / 1e3);
      Measure.report("best Mtasks/s", Arrays.stream(rates).max().orElseThrow() / 1e6);
      Measure.report("CPU ns/task", processor / rates.length / tasks * 1e9);
    }
    System.exit(0);
  }

  private static double once(Contender pool, int tasks) throws Exception {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Future<Integer>[] futures = new Future[tasks];
    Callable<Integer> call = () -> 1;
    int sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      futures[i] = pool.submit(call);
    }
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    double seconds = Measure.secondsSince(start);
    if (sum != tasks) {
      throw new AssertionError(sum + " results of " + tasks);
    }
    return tasks / seconds;
  }
}
