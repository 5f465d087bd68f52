package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code ProcessStart bare|warm|cold}: from nothing to the first result of another JVM.
 *
 * <ul>
 *   <li>{@code bare}: a program that does nothing, until its first byte.
 *   <li>{@code warm}: a new pool, until the result of its first call, in a JVM that has had pools.
 *   <li>{@code cold}: the same in a JVM that has just started and does nothing else.
 * </ul>
 */
final class ProcessStart {
  private static final int TIMES = 7;

  private ProcessStart() {}

  private interface Start {
    double millis() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "bare":
        measure(ProcessStart::bare);
        break;
      case "warm":
        measure(ProcessStart::pool);
        break;
      case "cold":
        measure(ProcessStart::fresh);
        break;
      case "once":
        System.out.println(pool());
        break;
      default:
        throw new IllegalArgumentException("no such contender: " + args[0]);
    }
    System.exit(0);
  }

  private static void measure(Start start) throws Exception {
    double[] millis = new double[TIMES];
    for (int i = -1; i < TIMES; i++) {
      double one = start.millis();
      if (i >= 0) {
        millis[i] = one;
      }
    }
    Measure.report("first ms", Measure.median(millis));
  }

  private static double bare() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process child = Children.start(Children.java("Children$Bare"));
    int first = child.getInputStream().read();
    double millis = Measure.secondsSince(start) * 1e3;
    child.getOutputStream().close();
    if (first != 1 || child.waitFor() != 0) {
      throw new IOException("the bare JVM said " + first);
    }
    return millis;
  }

  private static double pool() throws Exception {
    long start = System.nanoTime();
    try (var pool = new ProcessPoolExecutor(1)) {
      int result = pool.submit(Tasks::plusOne, 1).result();
      double millis = Measure.secondsSince(start) * 1e3;
      Measure.consume(result);
      return millis;
    }
  }

  private static double fresh() throws IOException, InterruptedException {
    Process child = Children.start(Children.java("ProcessStart", "once"));
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return Double.parseDouble(text);
  }
}
