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

  private static final int WARM_UP = 10_000;
  private static final int PINGS = 5_000;
  private static final int TASKS = 200_000;
  private static final int WARM_UP_TASKS = 2_000_000; // and so many for each worker, as compilers
  private static final int WARM_UP_WORKER = 30_000; // have to see a function often
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
        last = ping ? ping(pool) : throughput(pool, workers);
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
    double[] micros = Pings.measure(i -> pool.submit(Tasks::plusOne, i).result(), WARM_UP, PINGS);
    return micros[PINGS / 2];
  }

  private static double throughput(ProcessPoolExecutor pool, int workers) throws Exception {
    int warmUp = Math.max(WARM_UP_TASKS, workers * WARM_UP_WORKER) / TASKS;
    double[] rates = new double[ROUNDS];
    for (int i = -warmUp; i < ROUNDS; i++) {
      long start = System.nanoTime();
      long sum = ProcessThroughput.submit(pool, TASKS);
      if (i >= 0) {
        rates[i] = TASKS / Measure.secondsSince(start) / 1e3;
      }
      ProcessThroughput.check(sum, TASKS);
    }
    return Measure.median(rates);
  }
}
