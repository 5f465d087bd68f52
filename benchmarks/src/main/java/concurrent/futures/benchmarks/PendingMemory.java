package concurrent.futures.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/**
 * {@code PendingMemory contender [tasks]}: heap per future that waits in the queue, and per future
 * that is done and held, without the reference in the caller's array.
 */
final class PendingMemory {
  private static final int THREADS = 2;

  private PendingMemory() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    try (Contender pool = Contender.of(args[0], THREADS)) {
      Callable<Integer> call = () -> 1;
      for (int i = 0; i < 1000; i++) {
        pool.submit(call).get();
      }
      CountDownLatch latch = new CountDownLatch(1);
      Callable<Integer> block =
          () -> {
            latch.await();
            return 1;
          };
      @SuppressWarnings({"unchecked", "rawtypes"})
      Future<Integer>[] futures = new Future[tasks];
      for (int i = 0; i < THREADS; i++) {
        pool.submit(block);
      }
      long before = Measure.live();
      for (int i = 0; i < tasks; i++) {
        futures[i] = pool.submit(call);
      }
      double pending = (Measure.live() - before) / (double) tasks;
      latch.countDown();
      int sum = 0;
      for (Future<Integer> future : futures) {
        sum += future.get();
      }
      double held = (Measure.live() - before) / (double) tasks;
      Measure.consume(sum + futures.length);
      Measure.report("bytes pending", pending);
      Measure.report("bytes done", held);
    }
    System.exit(0);
  }
}
