package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code ProcessThroughput submit|map tasks}: trivial calls in two worker processes. */
final class ProcessThroughput {
  private static final int WARM_UP = 5_000_000; // so long the compilers of three JVMs are busy
  private static final int TIMES = 3;

  private ProcessThroughput() {}

  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[1]);
    boolean map = args[0].equals("map");
    List<Integer> inputs = IntStream.range(0, tasks).boxed().collect(Collectors.toList());
    try (var pool = new ProcessPoolExecutor(2)) {
      List<Integer> some = inputs.subList(0, Math.min(tasks, WARM_UP));
      for (int done = 0; done < WARM_UP; done += some.size()) {
        long sum = map ? map(pool, some) : submit(pool, some);
        check(sum, some.size());
      }
      double[] seconds = new double[TIMES];
      for (int i = 0; i < TIMES; i++) {
        long start = System.nanoTime();
        long sum = map ? map(pool, inputs) : submit(pool, inputs);
        seconds[i] = Measure.secondsSince(start);
        check(sum, tasks);
      }
      Measure.report("ktasks/s", tasks / Measure.median(seconds) / 1e3);
    }
    System.exit(0);
  }

  private static long submit(ProcessPoolExecutor pool, List<Integer> inputs) throws Exception {
    List<Future<Integer>> futures = new ArrayList<>(inputs.size());
    for (int input : inputs) {
      futures.add(pool.submit(Tasks::plusOne, input));
    }
    long sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.result();
    }
    return sum;
  }

  private static long map(ProcessPoolExecutor pool, List<Integer> inputs) {
    long sum = 0;
    for (int result : pool.map(Tasks::plusOne, inputs)) {
      sum += result;
    }
    return sum;
  }

  private static void check(long sum, long tasks) {
    if (sum != tasks * (tasks + 1) / 2) {
      throw new AssertionError("the results of " + tasks + " tasks sum up to " + sum);
    }
  }
}
