package concurrent.futures.benchmarks.jmh;

import concurrent.futures.Call;
import concurrent.futures.ThreadPoolExecutor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Submit and result: one at a time, and with a backlog. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoolBenchmark {
  private static final int BACKLOG = 10_000;

  /** Who. */
  @Param({"ours", "tpe", "fjp-async"})
  public String pool;

  private ExecutorService service;
  private Future<?>[] futures;

  /** Makes the pool. */
  @Setup
  public void open() {
    futures = new Future<?>[BACKLOG];
    switch (pool) {
      case "ours":
        service = new ThreadPoolExecutor(2);
        break;
      case "tpe":
        service =
            new java.util.concurrent.ThreadPoolExecutor(
                2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        break;
      default:
        service = new ForkJoinPool(2, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
    }
  }

  /** Ends the pool. */
  @TearDown
  public void close() {
    service.shutdownNow();
  }

  /** One task at a time. */
  @Benchmark
  public Object ping() throws Exception {
    Call<Integer> call = () -> 1;
    return service.submit(call).get();
  }

  /** Many, then all results; the time is for one. */
  @Benchmark
  @OperationsPerInvocation(BACKLOG)
  public int backlog() throws Exception {
    Call<Integer> call = () -> 1;
    for (int i = 0; i < BACKLOG; i++) {
      futures[i] = service.submit(call);
    }
    int sum = 0;
    for (Future<?> future : futures) {
      sum += (Integer) future.get();
    }
    return sum;
  }
}
