package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.CompletedFutures;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.MapOptions;
import concurrent.futures.Promise;
import concurrent.futures.Results;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is not needed any more is not referred to (CONTRACT A5, M14, P16, T7). */
public abstract class MemoryContract extends ContractTest {
  private static void assertCollected(String what, WeakReference<?> reference) {
    eventually(
        what + " is collected",
        () -> {
          System.gc();
          return reference.refersTo(null);
        });
  }

  /** test_no_stale_references, test_ressources_gced_in_workers, P16. */
  @Test
  void argumentsAreDroppedAfterTheCall() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    List<Future<?>> futures = new ArrayList<>();
    WeakReference<?> argument = submitWithArgument(pool, futures);
    futures.get(0).result();
    assertCollected("the argument, though future and worker live", argument);
    assertThat(futures).hasSize(1);
  }

  private static WeakReference<?> submitWithArgument(Executor pool, List<Future<?>> futures) {
    Tasks.Page argument = new Tasks.Page(1);
    futures.add(pool.submit(page -> page.number(), argument));
    return new WeakReference<>(argument);
  }

  /** P16: nor are results kept by workers. */
  @Test
  void resultsAreDroppedWithTheirFuture() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    WeakReference<?> result = new WeakReference<>(pool.submit(() -> new Tasks.Page(1)).result());
    assertCollected("the result", result);
    assertThat(pool.stats().workers()).hasSize(1);
  }

  /** T7: while the cancelled task still lies in the queue. */
  @Test
  void cancelledTaskReleasesItsCallAtOnce() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Future<?>> futures = new ArrayList<>();
    WeakReference<?> argument = submitWithArgument(pool, futures);
    futures.get(0).cancel();
    assertCollected("the argument of a cancelled task", argument);
    assertThat(futures.get(0).cancelled()).isTrue();
    gate.open();
  }

  /** test_free_reference, M14. */
  @Test
  void resultsOfMapAreDroppedWhenHandedOut() {
    Executor pool = open(2);
    List<Integer> input = IntStream.range(0, 4).boxed().toList();
    for (MapOptions options : List.of(MapOptions.defaults(), MapOptions.defaults().unordered())) {
      Results<Tasks.Page> results = pool.map(Tasks.Page::new, input, options);
      for (int i = 0; i < 4; i++) {
        assertCollected("page " + i, new WeakReference<>(results.next()));
      }
      Reference.reachabilityFence(results);
    }
  }

  /** test_free_reference_yielded_future, A5. */
  @Test
  void futuresOfAsCompletedAreDroppedWhenHandedOut() {
    Executor pool = open(2);
    Promise<Integer> never = new Promise<>();
    List<Future<?>> futures = new ArrayList<>(List.of(never.future()));
    for (int i = 0; i < 4; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    CompletedFutures<Future<?>> completed = Futures.asCompleted(futures);
    completed.add(pool.submit(Tasks::square, 4));
    futures = null;
    for (int i = 0; i <= 4; i++) {
      assertCollected("future " + i, new WeakReference<>(completed.next()));
    }
    completed.close();
    assertThat(never.future().done()).isFalse();
  }

  /** A callback is dropped when it has run. */
  @Test
  void callbacksAreDroppedWhenTheyHaveRun() {
    Future<Integer> future = open(1).submit(Tasks::square, 3);
    WeakReference<?> callback = addCallback(future);
    future.result();
    assertCollected("the callback", callback);
    Reference.reachabilityFence(future);
  }

  private static WeakReference<?> addCallback(Future<?> future) {
    Object seen = new Object();
    future.addDoneCallback(f -> seen.hashCode());
    return new WeakReference<>(seen);
  }
}
