package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ThreadPoolExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code HeapFlat drain|window [tasks]}: live heap (after a full collection) while results are
 * taken with {@code asCompleted}.
 *
 * <ul>
 *   <li>{@code drain}: all futures are given at the start and nobody else holds them; what has been
 *       handed out must be gone.
 *   <li>{@code window}: each result that is taken adds one more future; the heap must not grow at
 *       all.
 * </ul>
 */
final class HeapFlat {
  private static final int WINDOW = 1000;
  private static final int SAMPLES = 5;

  private HeapFlat() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    try (var pool = new ThreadPoolExecutor(2)) {
      pool.submit(() -> new byte[100]).result();
      long before = Measure.live();
      boolean window = args[0].equals("window");
      List<Future<byte[]>> futures = new ArrayList<>();
      for (int i = 0; i < (window ? WINDOW : tasks); i++) {
        futures.add(pool.submit(() -> new byte[100]));
      }
      var completed = Futures.asCompleted(futures);
      int submitted = futures.size();
      futures = null;
      int taken = 0;
      int every = tasks / SAMPLES;
      double peak = 0;
      while (completed.hasNext()) {
        Measure.consume(completed.next().result().length);
        if (submitted < tasks) {
          completed.add(pool.submit(() -> new byte[100]));
          submitted++;
        }
        taken++;
        if (taken % every == 1) {
          double megabytes = (Measure.live() - before) / 1e6;
          peak = Math.max(peak, megabytes);
          Measure.report("live MB at " + taken / every * 100 / SAMPLES + " %", megabytes);
        }
      }
      if (taken != tasks) {
        throw new AssertionError(taken + " results of " + tasks);
      }
      Measure.report("live MB at 100 %", (Measure.live() - before) / 1e6);
      Measure.report("peak MB", peak);
    }
    System.exit(0);
  }
}
