package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import java.util.Arrays;

/**
 * {@code ProcessBulk ours|copy}: 100 MB of numbers to a worker process and back, all warm. {@code
 * copy} makes two copies within this JVM, which is what the way there and back cannot beat.
 */
final class ProcessBulk {
  private static final int LENGTH = 12_500_000;
  private static final int WARM_UP = 3;
  private static final int TIMES = 5;

  private ProcessBulk() {}

  private interface Trip {
    double[] run(double[] values) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("copy")) {
      measure(values -> Arrays.copyOf(Arrays.copyOf(values, LENGTH), LENGTH));
    } else {
      try (var pool = new ProcessPoolExecutor(1)) {
        measure(values -> pool.submit(Tasks::same, values).result());
      }
    }
    System.exit(0);
  }

  private static void measure(Trip trip) throws Exception {
    double[] values = new double[LENGTH];
    Arrays.setAll(values, i -> i);
    double[] seconds = new double[TIMES];
    for (int i = -WARM_UP; i < TIMES; i++) {
      long start = System.nanoTime();
      double[] back = trip.run(values);
      if (i >= 0) {
        seconds[i] = Measure.secondsSince(start);
      }
      if (back == values || back[LENGTH - 1] != LENGTH - 1) {
        throw new AssertionError("not the same values back");
      }
    }
    Measure.report("round trip ms", Measure.median(seconds) * 1e3);
  }
}
