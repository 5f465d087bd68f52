package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.CompletedFutures;
import concurrent.futures.Executor;
import concurrent.futures.ExecutorStats;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ReturnWhen;
import concurrent.futures.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once (beyond 14). Module stress looks deeper. */
public abstract class ConcurrencyContract extends ContractTest {
  private static void inParallel(int threads, Work work) throws Exception {
    List<WaitingThread<?>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      all.add(
          WaitingThread.start(
              () -> {
                work.of(number);
                return null;
              }));
    }
    for (WaitingThread<?> thread : all) {
      thread.result();
    }
  }

  private interface Work {
    void of(int thread) throws Exception;
  }

  @Test
  void everyTaskOfManySubmittersRunsOnce() throws Exception {
    Executor pool = open(3);
    Queue<Integer> results = new ConcurrentLinkedQueue<>();
    inParallel(
        4,
        thread -> {
          List<Future<Integer>> futures = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            futures.add(pool.submit(Tasks::identity, thread * 500 + i));
          }
          for (Future<Integer> future : futures) {
            results.add(future.result());
          }
        });
    assertThat(results).hasSize(2_000).doesNotHaveDuplicates();
    assertThat(pool.stats().succeeded()).isEqualTo(2_000);
  }

  /** Every future of a random mixture comes to its end, and the counters agree. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFutureComesToItsEnd(long seed) throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(3).keepAlive(Duration.ofMillis(seed - 1)));
    Queue<Future<?>> futures = new ConcurrentLinkedQueue<>();
    inParallel(
        4,
        thread -> {
          Random random = new Random(seed * 100 + thread);
          for (int i = 0; i < 300; i++) {
            Future<?> future = randomly(pool, random);
            futures.add(future);
            switch (random.nextInt(5)) {
              case 0 -> future.cancel();
              case 1 -> future.cancel(true);
              case 2 ->
                  Futures.wait(List.of(future), Duration.ofNanos(1), ReturnWhen.ALL_COMPLETED);
              case 3 -> future.addDoneCallback(Future::done);
              default -> Thread.yield();
            }
          }
        });
    int n = 0;
    try (CompletedFutures<Future<?>> completed = Futures.asCompleted(futures)) {
      for (Future<?> future : completed) {
        assertThat(future.done()).isTrue();
        n++;
      }
    }
    assertThat(n).isEqualTo(1_200);
    pool.close();
    ExecutorStats stats = pool.stats();
    assertThat(stats.submitted()).isEqualTo(1_200);
    assertThat(stats.succeeded() + stats.failed() + stats.cancelled()).isEqualTo(1_200);
    assertThat(stats.cancelled()).isEqualTo(futures.stream().filter(Future::cancelled).count());
    assertThat(stats.pending()).isZero();
    assertThat(stats.running()).isZero();
  }

  private static Future<?> randomly(Executor pool, Random random) {
    int n = random.nextInt(100);
    return switch (random.nextInt(5)) {
      case 0 -> pool.submit(() -> Tasks.raise(new Tasks.Crash(n)));
      case 1 ->
          pool.with(TaskOptions.defaults().retries(2))
              .submit(() -> Tasks.raise(new Tasks.Crash(n)));
      case 2 ->
          pool.with(TaskOptions.defaults().timeout(Duration.ofNanos(n + 1)))
              .submit(Tasks::square, n);
      case 3 -> pool.with(TaskOptions.defaults().priority(n % 3 - 1)).submit(Tasks::square, n);
      default -> pool.submit(Tasks::square, n);
    };
  }

  /** Every submit that races with a shutdown is either refused or answered. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void submitRacingWithShutdownIsRefusedOrAnswered(boolean cancelFutures) throws Exception {
    Rounds rounds = Rounds.atMost(30);
    for (int round = 0; rounds.another(); round++) {
      Executor pool = open(2);
      Queue<Future<?>> accepted = new ConcurrentLinkedQueue<>();
      int stopper = round % 3;
      inParallel(
          3,
          thread -> {
            for (int i = 0; i < 50; i++) {
              if (thread == stopper && i == 25) {
                pool.shutdown(false, cancelFutures);
              }
              try {
                accepted.add(pool.submit(Tasks::square, i));
              } catch (RejectedExecutionException e) {
                assertThat(pool.isShutdown()).isTrue();
                return;
              }
            }
          });
      pool.close();
      assertThat(accepted).allMatch(Future::done);
      assertThat(pool.stats().submitted()).isEqualTo(accepted.size());
      assertThat(pool.isTerminated()).isTrue();
    }
  }

  /** Several threads wait for the same futures in all three ways. */
  @Test
  void manyMayWaitForTheSameFutures() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    occupy(pool, 2, gate);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    WaitingThread<?> opener =
        WaitingThread.start(
            () -> {
              gate.open();
              return null;
            });
    inParallel(
        3,
        thread -> {
          if (thread == 0) {
            assertThat(Futures.wait(futures).done()).hasSize(100);
          } else if (thread == 1) {
            List<Future<Integer>> completed = new ArrayList<>();
            Futures.asCompleted(futures).forEachRemaining(completed::add);
            assertThat(completed).hasSize(100);
          } else {
            for (Future<Integer> future : futures) {
              future.result();
            }
          }
        });
    opener.result();
  }
}
