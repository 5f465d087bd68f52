package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.CompletedFutures;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.MapOptions;
import concurrent.futures.ReturnWhen;
import concurrent.futures.TaskContext;
import concurrent.futures.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Tasks that submit to their own pool and wait (CONTRACT S5, beyond 13; DECISIONS 11): they make
 * progress on any number of workers, and what cannot go on fails clearly. For executors whose tasks
 * can hold their executor.
 */
public abstract class NestedContract extends ContractTest {
  /** S5: this deadlocks in Python. */
  @Test
  void taskMayWaitForATaskOfTheOnlyWorker() {
    Executor pool = open(1);
    Future<Integer> outer = pool.submit(() -> pool.submit(Tasks::square, 3).result() + 1);
    assertThat(outer.result()).isEqualTo(10);
    assertThat(pool.stats().workers()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void everyWayOfWaitingMakesProgress() {
    Executor pool = open(1);
    Future<List<Object>> outer =
        pool.submit(
            () -> {
              List<Object> seen = new ArrayList<>();
              seen.add(pool.submit(Tasks::square, 1).result(LONG));
              seen.add(pool.submit(() -> Tasks.raise(new Tasks.Crash(2))).exception().getMessage());
              seen.add(pool.submit(Tasks::square, 3).get());
              List<Future<Integer>> futures = squares(pool, 3);
              seen.add(Futures.wait(futures).done().size());
              seen.add(
                  Futures.wait(squares(pool, 3), ReturnWhen.FIRST_COMPLETED).done().size() >= 1);
              int n = 0;
              for (Future<Integer> future : Futures.asCompleted(squares(pool, 3))) {
                n += future.result();
              }
              seen.add(n);
              seen.add(pool.map(Tasks::square, List.of(4, 5)).toList());
              seen.add(
                  pool.map(Tasks::square, List.of(4, 5), MapOptions.defaults().bufferSize(1))
                      .toList());
              seen.add(
                  pool.map(Tasks::square, List.of(4), MapOptions.defaults().unordered()).toList());
              return seen;
            });
    assertThat(outer.result())
        .containsExactly(
            1,
            "crashed with 2",
            9,
            3,
            true,
            0 + 1 + 4,
            List.of(16, 25),
            List.of(16, 25),
            List.of(16));
  }

  private static List<Future<Integer>> squares(Executor pool, int n) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    return futures;
  }

  private static int depth(Executor pool, int more) {
    return more == 0 ? 0 : pool.submit(() -> depth(pool, more - 1)).result() + 1;
  }

  /** DECISIONS 11. */
  @Test
  void waitsMayBeNestedAThousandDeepOnOneWorker() {
    Executor pool = open(1);
    assertThat(pool.submit(() -> depth(pool, 1_000)).result()).isEqualTo(1_000);
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
  }

  /** DECISIONS 11. */
  @Test
  void waitsNestedTooDeeplyFailClearly() {
    Executor pool = open(1);
    assertThatThrownBy(pool.submit(() -> depth(pool, 5_000))::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nested deeper than 1000");
    assertThat(pool.submit(Tasks::square, 2).result()).as("the pool lives").isEqualTo(4);
  }

  private static int fibonacci(Executor pool, int n) {
    if (n < 2) {
      return n;
    }
    Future<Integer> one = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> two = pool.submit(() -> fibonacci(pool, n - 2));
    return one.result() + two.result();
  }

  @Test
  void recursionMakesProgressOnFewWorkers() {
    for (int workers : List.of(1, 2, 3)) {
      Executor pool = open(workers);
      assertThat(pool.submit(() -> fibonacci(pool, 14)).result()).isEqualTo(377);
      assertThat(pool.stats().workers()).hasSizeLessThanOrEqualTo(workers);
    }
  }

  /** Wakers and waiters in all orders: nobody sleeps while there is work (lost wake-ups). */
  @Test
  void noWakeUpIsLostBetweenWorkersThatHelp() {
    Executor pool = open(2);
    for (int round = 0; round < 300; round++) {
      Future<Integer> outer =
          pool.submit(
              () -> {
                List<Future<Integer>> inner = squares(pool, 4);
                int sum = 0;
                for (Future<Integer> future : Futures.asCompleted(inner)) {
                  sum += future.result();
                }
                return sum;
              });
      assertThat(outer.result()).isEqualTo(14);
    }
  }

  /** A task that waits is still itself when it goes on. */
  @Test
  void contextIsThatOfTheInnermostTask() {
    Executor pool = open(1);
    Executor outer = pool.with(TaskOptions.defaults().name("outer"));
    Executor inner = pool.with(TaskOptions.defaults().name("inner"));
    List<String> names =
        outer
            .submit(
                () -> {
                  List<String> seen = new ArrayList<>();
                  seen.add(TaskContext.current().name());
                  seen.add(inner.submit(() -> TaskContext.current().name()).result());
                  seen.add(TaskContext.current().name());
                  return seen;
                })
            .result();
    assertThat(names).containsExactly("outer", "inner", "outer");
  }

  /** A saturated pool whose workers all wait for a queued task that nobody may run (S5). */
  @Test
  void waitForATaskOfAnotherFullPoolMakesProgress() throws Exception {
    Gate gate = gate();
    Executor one = open(1);
    Executor other = open(1);
    occupy(other, 1, gate);
    Future<Integer> outer = one.submit(() -> other.submit(Tasks::square, 3).result());
    eventually("it runs", outer::running);
    gate.open();
    assertThat(outer.result()).isEqualTo(9);
  }

  /** Cancelling a task that waits for a nested one interrupts it when it is on top again. */
  @Test
  void interruptOfAnOuterTaskDoesNotHitTheInnerOne() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    Future<?> outer =
        pool.submit(
            () -> {
              pool.submit(
                      () -> {
                        gate.arriveAndAwait();
                        log.add("inner " + Thread.currentThread().isInterrupted());
                      })
                  .result();
              log.add("outer " + Thread.currentThread().isInterrupted());
            });
    gate.awaitArrivals(1);
    assertThat(outer.cancel(true)).isTrue();
    gate.open();
    pool.close();
    assertThat(log.events()).containsExactly("inner false", "outer true");
  }

  /** The one on top can be cancelled; the one below gets to know. */
  @Test
  void interruptOfAnInnerTaskDoesNotHitTheOuterOne() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    CompletableFuture<Future<?>> inner = new CompletableFuture<>();
    Future<String> outer =
        pool.submit(
            () -> {
              Future<?> nested = pool.submit(never::arriveAndAwait);
              inner.complete(nested);
              Futures.wait(List.of(nested));
              return nested.cancelled() + " " + Thread.currentThread().isInterrupted();
            });
    never.awaitArrivals(1);
    inner.get().cancel(true);
    assertThat(outer.result()).isEqualTo("true false");
  }

  /** DECISIONS 17, in a nested task: its worker finishes the outer one and is not used again. */
  @Test
  void workerIsReplacedAfterAVirtualMachineErrorInANestedTask() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    Future<String> outer =
        pool.submit(
            () -> {
              Future<?> nested = pool.submit(() -> Tasks.raise(new OutOfMemoryError("a test")));
              assertThat(nested.exception()).isInstanceOf(OutOfMemoryError.class);
              return TaskContext.current().worker();
            });
    String worker = outer.result();
    assertThat(pool.submit(() -> TaskContext.current().worker()).result()).isNotEqualTo(worker);
  }

  /** A full queue never blocks the pool's own worker. */
  @Test
  void ownWorkerNeverBlocksOnAFullQueue() throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(1).queueCapacity(2));
    Counter ran = counter();
    Future<Integer> outer =
        pool.submit(
            () -> {
              List<Future<Integer>> futures = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                futures.add(pool.submit(ran::increment));
              }
              Futures.wait(futures);
              return futures.size();
            });
    assertThat(outer.result()).isEqualTo(50);
    assertThat(ran.get()).isEqualTo(50);
  }

  /** Two workers that fill the queue for each other. */
  @Test
  void ownWorkersNeverBlockEachOtherOnAFullQueue() {
    Executor pool = open(builder -> builder.maxWorkers(2).queueCapacity(1));
    assertThat(pool.submit(() -> fibonacci(pool, 10)).result()).isEqualTo(55);
  }

  /** A retried task that a worker waits for is run when its turn comes again. */
  @Test
  void nestedTaskMayBeRetried() {
    Executor pool = open(1);
    Executor retrying =
        pool.with(TaskOptions.defaults().retries(3).retryDelay(Duration.ofMillis(1)));
    Future<Integer> outer =
        pool.submit(
            () ->
                retrying
                    .submit(
                        () -> {
                          int attempt = TaskContext.current().attempt();
                          return attempt < 3 ? Tasks.raise(new Tasks.Crash(attempt)) : attempt;
                        })
                    .result());
    assertThat(outer.result()).isEqualTo(3);
  }

  /** Futures of tasks may be completed in a crawler's loop inside a task. */
  @Test
  void completionQueueWorksInsideATask() {
    Executor pool = open(1);
    Future<Integer> outer =
        pool.submit(
            () -> {
              int pages = 0;
              try (CompletedFutures<Future<Integer>> completed =
                  Futures.asCompleted(List.of(pool.submit(Tasks::identity, 1)))) {
                for (Future<Integer> page : completed) {
                  pages++;
                  if (page.result() < 16) {
                    completed.add(pool.submit(Tasks::identity, 2 * page.result()));
                    completed.add(pool.submit(Tasks::identity, 2 * page.result() + 1));
                  }
                }
              }
              return pages;
            });
    assertThat(outer.result()).isEqualTo(31);
  }

  /** D7, beyond 12: the shutdown takes effect, waiting for oneself does not. */
  @Test
  void workerMayShutItsPoolDownButNotWait() {
    for (int way = 0; way < 3; way++) {
      int chosen = way;
      Executor pool = open(1);
      Future<Object> inside =
          pool.submit(
              () -> {
                if (chosen == 0) {
                  pool.shutdown(true, false);
                } else if (chosen == 1) {
                  pool.close();
                } else {
                  pool.close(LONG);
                }
                return null;
              });
      Future<Integer> queued;
      try {
        queued = pool.submit(Tasks::square, 3);
      } catch (java.util.concurrent.RejectedExecutionException e) {
        queued = null; // the shutdown was faster
      }
      assertThatThrownBy(inside::result)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot wait for its own end")
          .hasMessageContaining(pool.stats().name());
      assertThat(pool.isShutdown()).isTrue();
      if (queued != null) {
        assertThat(queued.result()).isEqualTo(9);
      }
      eventually("the end of the pool", pool::isTerminated);
    }
  }

  @Test
  void workerMayShutDownItsPoolNow() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<Integer> inside =
        pool.submit(
            () -> {
              gate.arriveAndAwait();
              int neverStarted = pool.shutdownNow().size();
              return neverStarted + (Thread.interrupted() ? 100 : 0);
            });
    gate.awaitArrivals(1);
    Future<?> queued = pool.submit(() -> 1);
    gate.open();
    assertThat(inside.result()).as("one never started, and this one interrupted").isEqualTo(101);
    assertThat(queued.cancelled()).isTrue();
    pool.close();
  }

  /** An initializer may use the pool it belongs to, if it does not wait for it. */
  @Test
  void tasksMaySubmitWithoutWaiting() throws Exception {
    Executor pool = open(2);
    List<Future<?>> inner = Collections.synchronizedList(new ArrayList<>());
    Counter ran = counter();
    pool.submit(
            () -> {
              for (int i = 0; i < 20; i++) {
                inner.add(pool.submit(ran::increment));
              }
            })
        .result();
    pool.close();
    assertThat(inner).hasSize(20).allMatch(Future::done);
    assertThat(ran.get()).isEqualTo(20);
  }
}
