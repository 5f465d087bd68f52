package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ProcessGrowth ping|throughput}: pools of 1 to 64 worker processes, all of them started.
 */
final class ProcessGrowth {
  static final List<Integer> WORKERS = List.of(1, 2, 8, 64);

  private static final int PINGS = 5_000;
  private static final int TASKS = 200_000;
  private static final int WARM_UP_SECONDS = 6;
  private static final int ROUNDS = 3;

  private ProcessGrowth() {}

  public static void main(String[] args) throws Exception {
    boolean ping = args[0].equals("ping");
    double first = 0;
    double best = 0;
    double last = 0;
    for (int workers : WORKERS) {
      try (var pool = new ProcessPoolExecutor(workers)) {
        startAll(pool, workers);
        last = ping ? ping(pool) : throughput(pool);
      }
      first = first == 0 ? last : first;
      best = Math.max(best, last);
      Measure.report((ping ? "us" : "ktasks/s") + " with " + workers, last);
    }
    if (ping) {
      Measure.report("64 to 1", last / first);
    } else {
      Measure.report("64 to best", last / best);
    }
    System.exit(0);
  }

  /** Returns when so many workers have executed something at the same time. */
  static void startAll(ProcessPoolExecutor pool, int workers) throws Exception {
    try (var gate = new Gate()) {
      List<Future<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        tasks.add(pool.submit(Gate::pass, gate.here().toString(), gate.open().toString()));
      }
      gate.await(workers);
      gate.letThrough(workers);
      for (Future<Integer> task : tasks) {
        Measure.consume(task.result());
      }
    }
  }

  private static double ping(ProcessPoolExecutor pool) throws Exception {
    double[] micros = Pings.measure(i -> pool.submit(Tasks::plusOne, i).result(), PINGS);
    return micros[PINGS / 2];
  }

  private static double throughput(ProcessPoolExecutor pool) throws Exception {
    long begin = System.nanoTime();
    while (Measure.secondsSince(begin) < WARM_UP_SECONDS) {
      rate(pool);
    }
    double[] rates = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      rates[i] = rate(pool);
    }
    return Measure.median(rates);
  }

  /** Returns how many thousand calls a second it does. */
  private static double rate(ProcessPoolExecutor pool) throws Exception {
    long start = System.nanoTime();
    long sum = ProcessThroughput.submit(pool, TASKS);
    double seconds = Measure.secondsSince(start);
    ProcessThroughput.check(sum, TASKS);
    return TASKS / seconds / 1e3;
  }
}
