package concurrent.futures.benchmarks;

import concurrent.futures.Call;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ThreadPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * {@code AsCompleted contender [tasks]}: submit all, then take the results in the order of
 * completion. {@code first}: when all are done, the time until the first is handed out.
 */
final class AsCompleted {
  private static final int THREADS = 2;

  private AsCompleted() {}

  private interface Drain {
    int run(int tasks) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    if (args[0].equals("first")) {
      first(tasks);
    } else {
      total(drain(args[0]), tasks);
    }
    System.exit(0);
  }

  private static void total(Drain drain, int tasks) throws Exception {
    for (int i = 0; i < 4; i++) {
      drain.run(Math.min(tasks, 250_000));
    }
    int times = tasks > 5_000_000 ? 1 : 3;
    double[] seconds = new double[times];
    for (int i = 0; i < times; i++) {
      System.gc();
      long start = System.nanoTime();
      int sum = drain.run(tasks);
      seconds[i] = Measure.secondsSince(start);
      if (sum != tasks) {
        throw new AssertionError(sum + " results of " + tasks);
      }
    }
    Measure.report("total s", Measure.median(seconds));
    Measure.report("us/future", Measure.median(seconds) / tasks * 1e6);
  }

  private static Drain drain(String contender) {
    switch (contender) {
      case "ours":
        {
          var pool = new ThreadPoolExecutor(THREADS);
          return tasks -> {
            List<Future<Integer>> futures = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
              futures.add(pool.submit(() -> 1));
            }
            int sum = 0;
            for (Future<Integer> future : Futures.asCompleted(futures)) {
              sum += future.result();
            }
            return sum;
          };
        }
      case "ecs":
        {
          ExecutorService pool = Contender.tpe(THREADS);
          return tasks -> {
            var completed = new ExecutorCompletionService<Integer>(pool);
            for (int i = 0; i < tasks; i++) {
              completed.submit(() -> 1);
            }
            int sum = 0;
            for (int i = 0; i < tasks; i++) {
              sum += completed.take().get();
            }
            return sum;
          };
        }
      case "cf-queue":
        {
          ExecutorService pool = Contender.tpe(THREADS);
          return tasks -> {
            var completed = new LinkedBlockingQueue<CompletableFuture<Integer>>();
            for (int i = 0; i < tasks; i++) {
              CompletableFuture<Integer> future = CompletableFuture.supplyAsync(() -> 1, pool);
              future.whenComplete((value, failure) -> completed.add(future));
            }
            int sum = 0;
            for (int i = 0; i < tasks; i++) {
              sum += completed.take().join();
            }
            return sum;
          };
        }
      default:
        throw new IllegalArgumentException("no such contender: " + contender);
    }
  }

  private static void first(int tasks) throws Exception {
    Call<Integer> call = () -> 1;
    try (var pool = new ThreadPoolExecutor(THREADS)) {
      List<Future<Integer>> futures = new ArrayList<>(tasks);
      for (int i = 0; i < tasks; i++) {
        futures.add(pool.submit(call));
      }
      Futures.wait(futures);
      System.gc();
      long start = System.nanoTime();
      Future<Integer> done = Futures.asCompleted(futures).next(); // the very first call, all cold
      double cold = Measure.secondsSince(start);
      double[] warm = new double[9];
      for (int i = 0; i < warm.length; i++) {
        start = System.nanoTime();
        done = Futures.asCompleted(futures).next();
        warm[i] = Measure.secondsSince(start);
      }
      Measure.consume(done.result());
      Measure.report("first ms", cold * 1e3);
      Measure.report("first warm ms", Measure.median(warm) * 1e3);
    }
  }
}
