package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;

/**
 * {@code ProcessPing function|lambda|pp4j}: one call in a worker process and its result, again and
 * again. {@code lambda} makes a new one each time, always of the same code, with another value in
 * it.
 */
final class ProcessPing {
  private ProcessPing() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "function":
        try (var pool = new ProcessPoolExecutor(1)) {
          Pings.report(i -> pool.submit(Tasks::plusOne, i).result());
        }
        break;
      case "lambda":
        try (var pool = new ProcessPoolExecutor(1)) {
          Pings.report(i -> pool.submit(() -> i + 1).result());
        }
        break;
      case "pp4j":
        try (var pool = new Pp4j(1)) {
          Pings.report(i -> pool.submit(i).get());
        }
        break;
      default:
        throw new IllegalArgumentException("no such contender: " + args[0]);
    }
    System.exit(0);
  }
}
