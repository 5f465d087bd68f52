package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.Promise;
import concurrent.futures.ReturnWhen;
import concurrent.futures.WaitResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code WaitLoop contender [futures]}: {@code while (!pending.isEmpty()) pending = wait(pending,
 * FIRST_COMPLETED).notDone()}, one future completing for each round.
 */
final class WaitLoop {
  private WaitLoop() {}

  public static void main(String[] args) throws Exception {
    int n = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    for (int i = 0; i < 4; i++) {
      once(args[0], Math.min(n, 1000));
    }
    double[] seconds = new double[3];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = once(args[0], n);
    }
    Measure.report("total s", Measure.median(seconds));
    Measure.report("us/round", Measure.median(seconds) / n * 1e6);
    System.exit(0);
  }

  private static double once(String contender, int n) {
    switch (contender) {
      case "ours":
        return ours(n);
      case "ours-completed":
        return oursCompleted(n);
      case "cf-anyof":
        return anyOf(n);
      default:
        throw new IllegalArgumentException("no such contender: " + contender);
    }
  }

  private static double ours(int n) {
    List<Promise<Integer>> promises = promises(n);
    Collection<Future<Integer>> pending = futures(promises);
    int next = 0;
    long start = System.nanoTime();
    while (!pending.isEmpty()) {
      promises.get(next++).setResult(1);
      WaitResult<Future<Integer>> result = Futures.wait(pending, ReturnWhen.FIRST_COMPLETED);
      if (result.done().size() != 1) {
        throw new AssertionError(result);
      }
      pending = result.notDone();
    }
    return Measure.secondsSince(start);
  }

  /** What the documentation of {@code wait} recommends instead of the loop. */
  private static double oursCompleted(int n) {
    List<Promise<Integer>> promises = promises(n);
    Collection<Future<Integer>> pending = futures(promises);
    int next = 0;
    long start = System.nanoTime();
    var completed = Futures.asCompleted(pending);
    while (completed.hasNext()) {
      promises.get(next++).setResult(1);
      Measure.consume(completed.next().result());
    }
    return Measure.secondsSince(start);
  }

  private static List<Promise<Integer>> promises(int n) {
    List<Promise<Integer>> promises = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      promises.add(new Promise<>());
    }
    return promises;
  }

  private static List<Future<Integer>> futures(List<Promise<Integer>> promises) {
    List<Future<Integer>> futures = new ArrayList<>(promises.size());
    promises.forEach(promise -> futures.add(promise.future()));
    return futures;
  }

  private static double anyOf(int n) {
    List<CompletableFuture<Integer>> all = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      all.add(new CompletableFuture<>());
    }
    Set<CompletableFuture<Integer>> pending = new LinkedHashSet<>(all);
    int next = 0;
    long start = System.nanoTime();
    while (!pending.isEmpty()) {
      all.get(next++).complete(1);
      CompletableFuture.anyOf(pending.toArray(new CompletableFuture<?>[0])).join();
      pending.removeIf(CompletableFuture::isDone);
    }
    return Measure.secondsSince(start);
  }
}
