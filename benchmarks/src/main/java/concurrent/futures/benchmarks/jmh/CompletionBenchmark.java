package concurrent.futures.benchmarks.jmh;

import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.Promise;
import concurrent.futures.ReturnWhen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Waiting for many futures, without a pool: what the waiting itself costs for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CompletionBenchmark {
  private static final int FUTURES = 10_000;

  private List<Future<Integer>> done;

  /** Makes futures that are done. */
  @Setup
  public void complete() {
    done = new ArrayList<>();
    for (int i = 0; i < FUTURES; i++) {
      Promise<Integer> promise = new Promise<>();
      promise.setResult(1);
      done.add(promise.future());
    }
  }

  /** All are done before. */
  @Benchmark
  @OperationsPerInvocation(FUTURES)
  public int asCompletedOfDone() {
    int sum = 0;
    for (Future<Integer> future : Futures.asCompleted(done)) {
      sum += future.result();
    }
    return sum;
  }

  /** All complete after the registration; the making of the futures is included. */
  @Benchmark
  @OperationsPerInvocation(FUTURES)
  public int asCompletedOfPending() {
    List<Promise<Integer>> promises = new ArrayList<>(FUTURES);
    List<Future<Integer>> futures = new ArrayList<>(FUTURES);
    for (int i = 0; i < FUTURES; i++) {
      Promise<Integer> promise = new Promise<>();
      promises.add(promise);
      futures.add(promise.future());
    }
    var completed = Futures.asCompleted(futures);
    promises.forEach(promise -> promise.setResult(1));
    int sum = 0;
    for (Future<Integer> future : completed) {
      sum += future.result();
    }
    return sum;
  }

  /** The same by hand, with the JDK: a callback that adds to a queue. */
  @Benchmark
  @OperationsPerInvocation(FUTURES)
  public int completableFutureAndQueue() throws InterruptedException {
    List<CompletableFuture<Integer>> futures = new ArrayList<>(FUTURES);
    var completed = new LinkedBlockingQueue<CompletableFuture<Integer>>();
    for (int i = 0; i < FUTURES; i++) {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      futures.add(future);
      future.whenComplete((value, failure) -> completed.add(future));
    }
    futures.forEach(future -> future.complete(1));
    int sum = 0;
    for (int i = 0; i < FUTURES; i++) {
      sum += completed.take().join();
    }
    return sum;
  }

  /** One call that need not wait. */
  @Benchmark
  @OperationsPerInvocation(FUTURES)
  public Object waitForDone() {
    return Futures.wait(done, ReturnWhen.ALL_COMPLETED);
  }
}
