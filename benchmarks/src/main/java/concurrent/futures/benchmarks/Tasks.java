package concurrent.futures.benchmarks;

/**
 * What worker processes execute: the least there is, so that the way there and back is measured.
 */
final class Tasks {
  private Tasks() {}

  static int plusOne(int value) {
    return value + 1;
  }

  static double[] same(double[] values) {
    return values;
  }

  static int pause(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return millis;
  }
}
