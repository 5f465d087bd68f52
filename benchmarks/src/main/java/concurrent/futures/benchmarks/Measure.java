package concurrent.futures.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** What the programs have in common: reporting, and live memory. */
final class Measure {
  private static volatile int consumed;

  private Measure() {}

  /** Prints one measured value, for {@link Suite} or a human. */
  static void report(String metric, double value) {
    System.out.printf(Locale.ROOT, "%s\t%.6g%n", metric, value);
  }

  /** Keeps the compiler from leaving out what computed this. */
  static void consume(int value) {
    consumed += value;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /** What all threads of this process have used, garbage collection included. */
  static double processorSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** Bytes that are reachable now. */
  static long live() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(30);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
