package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Shutting down (CONTRACT D1 to D8; DECISIONS 13). */
public abstract class ShutdownContract extends ContractTest {
  private static List<Future<?>> submit(Executor pool, int tasks, Gate gate) {
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      futures.add(pool.submit(gate::arriveAndAwait));
    }
    return futures;
  }

  private static WaitingThread<?> inAnotherThread(Runnable wait) {
    return WaitingThread.start(
            () -> {
              wait.run();
              return null;
            })
        .awaitBlocked();
  }

  /** test_hang_issue12364, D2: everything that was submitted runs. */
  @Test
  void shutdownWaitsForRunningAndQueuedTasks() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    List<Future<?>> futures = submit(pool, 50, gate);
    WaitingThread<?> closing = inAnotherThread(() -> pool.shutdown(true, false));
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isFalse();
    gate.open();
    closing.result();
    assertThat(futures).allMatch(Future::done).noneMatch(Future::cancelled);
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.stats().workers()).isEmpty();
  }

  /** test_context_manager_shutdown, D5: the body's exception passes, queued tasks still run. */
  @Test
  void tryWithResourcesWaitsEvenIfTheBodyThrows() {
    List<Future<?>> futures = new ArrayList<>();
    Counter ran = counter();
    assertThatThrownBy(
            () -> {
              try (Executor pool = open(1)) {
                for (int i = 0; i < 10; i++) {
                  futures.add(pool.submit(ran::increment));
                }
                throw new IllegalStateException("of the body");
              }
            })
        .hasMessage("of the body");
    assertThat(futures).hasSize(10).allMatch(Future::done).noneMatch(Future::cancelled);
  }

  /** test_shutdown_no_wait, test_hang_gh83386, D3. */
  @Test
  void shutdownWithoutWaitingLetsEverythingRun() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 3, gate);
    gate.awaitArrivals(1);
    pool.shutdown(false, false);
    assertThat(futures).noneMatch(Future::done);
    gate.open();
    for (Future<?> future : futures) {
      assertThat(future.result()).isNull();
    }
    eventually("the end of the pool", pool::isTerminated);
  }

  /** test_cancel_futures, D4. */
  @Test
  void cancelFuturesCancelsWhatHasNotStarted() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    List<Future<?>> futures = submit(pool, 50, gate);
    gate.awaitArrivals(2);
    WaitingThread<?> closing = inAnotherThread(() -> pool.shutdown(true, true));
    assertThat(futures).filteredOn(Future::cancelled).hasSize(48);
    eventually("two run", () -> futures.stream().filter(Future::running).count() == 2);
    gate.open();
    closing.result();
    assertThat(futures)
        .filteredOn(future -> !future.cancelled())
        .hasSize(2)
        .allSatisfy(future -> assertThat(future.exception()).isNull());
    assertThat(gate.arrived()).isEqualTo(2);
  }

  /** D1. */
  @Test
  void shutdownMayBeRepeated() {
    Executor pool = open(1);
    Future<Integer> future = pool.submit(() -> 1);
    pool.shutdown();
    pool.shutdown(false, false);
    pool.shutdown(true, false);
    pool.shutdown(true, true);
    pool.close();
    pool.close(Duration.ZERO);
    assertThat(pool.shutdownNow()).isEmpty();
    assertThat(future.result()).isEqualTo(1);
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void poolThatNeverWorkedClosesAtOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      Executor pool = open(4);
      assertThat(pool.isShutdown()).isFalse();
      if (i == 0) {
        pool.close();
      } else if (i == 1) {
        pool.close(LONG);
      } else {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(pool.isTerminated()).isTrue();
      assertThat(pool.stats().workers()).isEmpty();
    }
  }

  /** D6: at first close(Duration) waits as close() does. */
  @Test
  void closeWithATimeoutLetsTasksFinishInTime() {
    Executor pool = open(1);
    Counter ran = counter();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(pool.submit(ran::increment));
    }
    pool.close(LONG);
    assertThat(futures).allMatch(Future::done).noneMatch(Future::cancelled);
    assertThat(pool.isTerminated()).isTrue();
  }

  /** D6: then it cancels what is queued and interrupts what runs. */
  @Test
  void closeWithATimeoutCancelsAndInterrupts() throws Exception {
    for (Duration timeout : List.of(SOON, Duration.ZERO, LONG_AGO)) {
      Gate never = gate();
      Executor pool = open(1);
      List<Future<?>> futures = submit(pool, 3, never);
      never.awaitArrivals(1);
      pool.close(timeout);
      assertThat(futures).allMatch(Future::cancelled);
      assertThat(pool.isTerminated()).isTrue();
      assertThat(never.arrived()).isEqualTo(1);
    }
  }

  /** D6: it returns even if a task ignores its interrupt; its future is done all the same. */
  @Test
  void closeWithATimeoutGivesUpOnAStubbornTask() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> stubborn = pool.submit(gate::arriveAndAwaitUninterruptibly);
    Future<?> queued = pool.submit(() -> 1);
    gate.awaitArrivals(1);
    pool.close(SOON);
    assertThat(stubborn.cancelled()).isTrue();
    assertThat(queued.cancelled()).isTrue();
    gate.open();
    eventually("the end of the pool", pool::isTerminated);
  }

  @Test
  void closeWithoutATimeoutIsClose() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 2, gate);
    WaitingThread<?> closing = inAnotherThread(() -> pool.close(null));
    gate.open();
    closing.result();
    assertThat(futures).allMatch(Future::done).noneMatch(Future::cancelled);
  }

  /** DECISIONS 13: as the JDK does: the rest is cancelled and interrupted, the flag is kept. */
  @Test
  void interruptedCloseCancelsTheRest() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 3, never);
    never.awaitArrivals(1);
    WaitingThread<Boolean> closing =
        WaitingThread.start(
                () -> {
                  pool.close();
                  return Thread.currentThread().isInterrupted();
                })
            .awaitBlocked();
    closing.interrupt();
    assertThat(closing.result()).as("the flag").isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(futures.subList(1, 3)).allMatch(Future::cancelled);
    assertThatThrownBy(futures.get(0)::result)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  /** DECISIONS 13: an interrupted close still waits. */
  @Test
  void interruptedCloseWaitsForAStubbornTask() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> stubborn = pool.submit(gate::arriveAndAwaitUninterruptibly);
    Future<?> queued = pool.submit(() -> 1);
    gate.awaitArrivals(1);
    WaitingThread<?> closing = inAnotherThread(pool::close);
    closing.interrupt();
    eventually("the queued task is cancelled", queued::cancelled);
    closing.awaitBlocked();
    gate.open();
    closing.result();
    assertThat(stubborn.result()).isNull();
    assertThat(pool.isTerminated()).isTrue();
  }

  /** A close with a timeout that is interrupted does not wait any longer. */
  @Test
  void interruptedCloseWithATimeoutCancelsAtOnce() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 2, never);
    never.awaitArrivals(1);
    WaitingThread<Boolean> closing =
        WaitingThread.start(
                () -> {
                  pool.close(LONG);
                  return Thread.currentThread().isInterrupted();
                })
            .awaitBlocked();
    closing.interrupt();
    assertThat(closing.result()).as("the flag").isTrue();
    assertThat(futures).allMatch(Future::cancelled);
  }

  /** DECISIONS 13. */
  @Test
  void shutdownNowReturnsAndCancelsWhatHasNotStarted() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 4, never);
    never.awaitArrivals(1);
    futures.get(2).cancel();
    List<Runnable> neverStarted = pool.shutdownNow();
    assertThat(neverStarted).hasSize(2);
    assertThat(futures.subList(1, 4)).allMatch(Future::cancelled);
    assertThatThrownBy(futures.get(0)::result)
        .as("interrupted")
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(pool.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    assertThat(never.arrived()).isEqualTo(1);
  }

  @Test
  void awaitTerminationIsLimited() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    pool.shutdown();
    assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
    assertThat(pool.awaitTermination(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
    assertThat(pool.awaitTermination(5, TimeUnit.MILLISECONDS)).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pool.awaitTermination(5, TimeUnit.MINUTES))
        .isInstanceOf(InterruptedException.class);
    gate.open();
    assertThat(pool.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
  }

  /** A shutdown that first waits and then, from elsewhere, cancels. */
  @Test
  void laterShutdownMayCancelWhatAnEarlierOneWaitsFor() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    List<Future<?>> futures = submit(pool, 3, gate);
    gate.awaitArrivals(1);
    WaitingThread<?> closing = inAnotherThread(pool::close);
    pool.shutdown(false, true);
    assertThat(futures).filteredOn(Future::cancelled).hasSize(2);
    gate.open();
    closing.result();
    assertThat(futures.get(0).result()).isNull();
  }

  /** test_del_shutdown, D8: a dropped executor finishes its queue, then its workers end. */
  @Test
  void droppedExecutorFinishesItsQueueAndIsReported() throws Exception {
    Gate gate = gate();
    Counter ran = counter();
    List<Future<?>> futures = new ArrayList<>();
    dropped(gate, ran, futures);
    gate.open();
    for (Future<?> future : futures) {
      future.result();
    }
    eventually(
        "the report",
        () -> {
          System.gc();
          return logged().poll("an executor was dropped without close").isPresent();
        });
    assertThat(ran.get()).isEqualTo(10);
    // that its threads end is seen by the teardown
  }

  private void dropped(Gate gate, Counter ran, List<Future<?>> futures) {
    Executor pool = subject().open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    futures.add(pool.submit(gate::arriveAndAwait));
    for (int i = 0; i < 10; i++) {
      futures.add(pool.submit(ran::increment));
    }
  }

  /** The view keeps the pool it belongs to (D8). */
  @Test
  void executorThatIsUsedThroughAViewIsNotDropped() {
    Executor view =
        subject()
            .open(builder -> builder.maxWorkers(1))
            .with(concurrent.futures.TaskOptions.defaults().name("view"));
    for (int i = 0; i < 5; i++) {
      System.gc();
      assertThat(view.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
    view.close();
    assertThatThrownBy(() -> view.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
  }
}
