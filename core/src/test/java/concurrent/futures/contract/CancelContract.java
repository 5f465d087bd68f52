package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Cancelling tasks (CONTRACT F1 to F3, P8, W9; DECISIONS 8). */
public abstract class CancelContract extends ContractTest {
  /** F1. */
  @Test
  void queuedTaskIsCancelledAndNeverRuns() throws Exception {
    Gate gate = gate();
    Counter ran = counter();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> queued = pool.submit(ran::increment);
    assertThat(queued.cancel()).isTrue();
    assertThat(queued.cancel()).as("again").isTrue();
    assertThat(queued.cancel(true)).as("again").isTrue();
    assertThat(queued.cancelled()).isTrue();
    assertThat(queued.done()).isTrue();
    assertThat(queued.running()).isFalse();
    assertThatThrownBy(queued::result).isInstanceOf(CancellationException.class);
    assertThatThrownBy(queued::exception).isInstanceOf(CancellationException.class);
    gate.open();
    pool.close();
    assertThat(ran.get()).isZero();
  }

  /** F1. */
  @Test
  void runningTaskIsNotCancelled() throws Exception {
    Gate gate = gate();
    Future<?> running = open(1).submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    assertThat(running.cancel()).isFalse();
    assertThat(running.cancel(false)).isFalse();
    eventually("it runs", running::running);
    gate.open();
    assertThat(running.result()).isNull();
    assertThat(running.cancel()).as("finished").isFalse();
    assertThat(running.cancel(true)).as("finished").isFalse();
    assertThat(running.cancelled()).isFalse();
  }

  /** Beyond 8, P8: one task runs, all others are pending and can be cancelled. */
  @Test
  void onlyWhatExecutesIsRunning() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      futures.add(pool.submit(gate::arriveAndAwait));
    }
    gate.awaitArrivals(1);
    eventually("the first runs", futures.get(0)::running);
    assertThat(futures).filteredOn(Future::running).containsExactly(futures.get(0));
    assertThat(futures).filteredOn(Future::cancel).containsExactlyElementsOf(futures.subList(1, 5));
    gate.open();
    pool.close();
    assertThat(gate.arrived()).isEqualTo(1);
  }

  /** Beyond 1, W9: cancelled is done at once, though no worker has met the task yet. */
  @Test
  void cancelWakesWhoWaits() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> queued = pool.submit(() -> 1);
    WaitingThread<?> waiting = WaitingThread.start(queued::result).awaitBlocked();
    queued.cancel();
    assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
  }

  /** DECISIONS 8: done at once; the worker is free when the code has returned. */
  @Test
  void hardCancelInterruptsARunningTask() throws Exception {
    Gate gate = gate();
    Gate never = gate();
    Executor pool = open(1);
    Future<?> running = pool.submit(never::arriveAndAwait);
    never.awaitArrivals(1);
    Future<?> next = pool.submit(gate::arriveAndAwait);
    assertThat(running.cancel(true)).isTrue();
    assertThat(running.done()).isTrue();
    assertThat(running.cancelled()).isTrue();
    assertThat(running.running()).isFalse();
    assertThatThrownBy(running::result).isInstanceOf(CancellationException.class);
    gate.awaitArrivals(1);
    gate.open();
    assertThat(next.result()).isNull();
  }

  @Test
  void hardCancelDoesNotWaitForATaskThatIgnoresIt() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> stubborn = pool.submit(gate::arriveAndAwaitUninterruptibly);
    gate.awaitArrivals(1);
    Future<String> next = pool.submit(() -> "next");
    assertThat(stubborn.cancel(true)).isTrue();
    assertThat(stubborn.done()).isTrue();
    assertThat(next.running()).as("the slot is busy until the code returns").isFalse();
    gate.open();
    assertThat(next.result()).isEqualTo("next");
    assertThat(stubborn.cancelled()).isTrue();
  }

  /** An interrupt is for the task it was meant for: the next one must not see it. */
  @Test
  void interruptNeverReachesTheNextTask() {
    Executor pool = open(1);
    for (int i = 0; i < 300; i++) {
      int spins = i % 50;
      Future<?> victim = pool.submit(CancelContract::spin, spins);
      Future<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
      while (!victim.running() && !victim.done()) {
        Thread.onSpinWait();
      }
      victim.cancel(true);
      assertThat(next.result()).as("interrupted, round %s", i).isFalse();
    }
  }

  private static int spin(int times) {
    int sum = 0;
    for (int i = 0; i < times * 100; i++) {
      sum += i;
      Thread.onSpinWait();
    }
    return sum;
  }

  /** test_hang_gh94440: a cancelled task at the head of the queue does not hold up a shutdown. */
  @Test
  void cancelRightBeforeShutdownDoesNotHang() {
    Rounds rounds = Rounds.atMost(50);
    while (rounds.another()) {
      Executor pool = open(1);
      Future<Integer> first = pool.submit(() -> 1);
      Future<Integer> second = pool.submit(() -> 2);
      second.cancel();
      pool.shutdown(true, false);
      assertThat(first.result()).isEqualTo(1);
      assertThat(second.done()).isTrue();
      assertThat(pool.isTerminated()).isTrue();
    }
  }

  @Test
  void cancelledTasksAreSkippedInOrder() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      futures.add(pool.submit(log::add, "task " + i));
    }
    for (int i = 0; i < 6; i += 2) {
      futures.get(i).cancel();
    }
    gate.open();
    futures.get(5).result();
    assertThat(log.events()).containsExactly("task 1", "task 3", "task 5");
  }

  /** A cancel and a start at the same moment: one of them wins, and all agree which. */
  @Test
  void cancelAndStartAgree() throws Exception {
    Counter ran = counter();
    Executor pool = open(2);
    int cancelled = 0;
    for (int i = 0; i < 200; i++) {
      Future<?> future = pool.submit(ran::increment);
      if (future.cancel()) {
        cancelled++;
        assertThat(future.cancelled()).isTrue();
      } else {
        future.result();
      }
    }
    pool.close();
    assertThat(ran.get() + cancelled).isEqualTo(200);
    assertThat(pool.stats().cancelled()).isEqualTo(cancelled);
    assertThat(pool.stats().succeeded()).isEqualTo(200 - cancelled);
  }
}
