package concurrent.futures.benchmarks;

/**
 * {@code Ping contender [threads]}: submit one task, wait for its result, again and again. Under
 * {@code taskset -c 0} it measures path length and context switches; without, mostly where the
 * scheduler happened to put the threads.
 */
final class Ping {
  private Ping() {}

  public static void main(String[] args) throws Exception {
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    try (Contender pool = Contender.of(args[0], threads)) {
      Pings.report(i -> pool.submit(() -> Tasks.plusOne(i)).get());
    }
    System.exit(0);
  }
}
