package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ProcessBulk ours|copy}: 100 MB of numbers to a worker process, and there and back, all
 * warm. {@code copy} makes one copy within this JVM, which is what either is measured against.
 * {@code ours} also says how long a line of the cache took from one processor to the other in
 * between: the host of a virtual machine may move its processors, and the speed of what two share
 * with them.
 */
final class ProcessBulk {
  private static final int LENGTH = 12_500_000;

  /**
   * The heaps of both JVMs, so that warming up touches all of it. In a heap that may still grow, G1
   * may take new memory for each such array instead of collecting the last one, and memory that is
   * touched for the first time costs several times the copy.
   */
  static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

  /** So often 100 MB fill the heaps several times, and the compilers have little to do after it. */
  private static final int WARM_UP = 60;

  private static final int TIMES = 15;

  private static final int HOPS = 20_000;

  private static final List<Double> LINE_NANOS = new ArrayList<>();

  private static volatile int turn;

  private ProcessBulk() {}

  private interface Trip {
    /** Returns the last element of what has arrived. */
    double run(double[] values) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("copy")) {
      double millis = millis(values -> last(copy(values)));
      Measure.report("one way ms", millis);
      Measure.report("round trip ms", millis);
    } else {
      try (var pool =
          ProcessPoolExecutor.builder()
              .maxWorkers(1)
              .jvmOptions(HEAP.toArray(String[]::new))
              .build()) {
        Measure.report("one way ms", millis(v -> pool.submit(ProcessBulk::last, v).result()));
        Measure.report("round trip ms", millis(v -> last(pool.submit(Tasks::same, v).result())));
        if (!LINE_NANOS.isEmpty()) {
          double[] nanos = LINE_NANOS.stream().mapToDouble(n -> n).toArray();
          Measure.report("line ns", Measure.median(nanos));
        }
      }
    }
    System.exit(0);
  }

  /** Two threads hand a variable to each other. */
  private static double nanosPerLine() throws InterruptedException {
    turn = 0;
    Thread other = new Thread(() -> take(1, HOPS));
    other.start();
    take(0, 4); // the other one has answered
    long start = System.nanoTime();
    take(4, HOPS);
    other.join();
    return Measure.secondsSince(start) / HOPS * 1e9;
  }

  private static void take(int first, int end) {
    for (int i = first; i < end; i += 2) {
      while (turn != i) {
        Thread.onSpinWait();
      }
      turn = i + 1;
    }
  }

  private static double[] copy(double[] values) {
    double[] copy = new double[LENGTH];
    System.arraycopy(values, 0, copy, 0, LENGTH);
    return copy;
  }

  private static double last(double[] values) {
    return values[LENGTH - 1];
  }

  private static double millis(Trip trip) throws Exception {
    double[] values = new double[LENGTH];
    Arrays.setAll(values, i -> i);
    double[] seconds = new double[TIMES];
    for (int i = -WARM_UP; i < TIMES; i++) {
      long start = System.nanoTime();
      double last = trip.run(values);
      double taken = Measure.secondsSince(start);
      double line = Runtime.getRuntime().availableProcessors() > 1 ? nanosPerLine() : 0;
      if (i >= 0) {
        seconds[i] = taken;
        if (line > 0) {
          LINE_NANOS.add(line);
        }
      }
      if (last != LENGTH - 1) {
        throw new AssertionError("not the same values there");
      }
    }
    return Measure.median(seconds) * 1e3;
  }
}
