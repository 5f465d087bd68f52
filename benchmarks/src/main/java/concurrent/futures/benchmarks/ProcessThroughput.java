package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code ProcessThroughput submit|map|pp4j tasks}: trivial calls in two worker processes. */
final class ProcessThroughput {
  private static final int WARM_UP = 5_000_000; // so long the compilers of three JVMs are busy
  private static final int TIMES = 3;

  private ProcessThroughput() {}

  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[1]);
    if (args[0].equals("pp4j")) {
      pp4j(tasks);
      System.exit(0);
    }
    boolean map = args[0].equals("map");
    List<Integer> inputs = IntStream.range(0, tasks).boxed().collect(Collectors.toList());
    try (var pool = new ProcessPoolExecutor(2)) {
      List<Integer> some = inputs.subList(0, Math.min(tasks, WARM_UP));
      for (int done = 0; done < WARM_UP; done += some.size()) {
        long sum = map ? map(pool, some) : submit(pool, some.size());
        check(sum, some.size());
      }
      double[] seconds = new double[TIMES];
      for (int i = 0; i < TIMES; i++) {
        long start = System.nanoTime();
        long sum = map ? map(pool, inputs) : submit(pool, tasks);
        seconds[i] = Measure.secondsSince(start);
        check(sum, tasks);
      }
      Measure.report("ktasks/s", tasks / Measure.median(seconds) / 1e3);
    }
    System.exit(0);
  }

  static long submit(ProcessPoolExecutor pool, int tasks) throws Exception {
    List<Future<Integer>> futures = new ArrayList<>(tasks);
    for (int input = 0; input < tasks; input++) {
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

  private static void pp4j(int tasks) throws Exception {
    try (var pool = new Pp4j(2)) {
      double[] seconds = new double[TIMES];
      for (int i = -1; i < TIMES; i++) {
        long start = System.nanoTime();
        List<java.util.concurrent.Future<Integer>> futures = new ArrayList<>(tasks);
        for (int input = 0; input < tasks; input++) {
          futures.add(pool.submit(input));
        }
        long sum = 0;
        for (java.util.concurrent.Future<Integer> future : futures) {
          sum += future.get();
        }
        check(sum, tasks);
        if (i >= 0) {
          seconds[i] = Measure.secondsSince(start);
        }
      }
      Measure.report("ktasks/s", tasks / Measure.median(seconds) / 1e3);
    }
  }

  static void check(long sum, long tasks) {
    if (sum != tasks * (tasks + 1) / 2) {
      throw new AssertionError("the results of " + tasks + " tasks sum up to " + sum);
    }
  }
}
