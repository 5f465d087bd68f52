package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import concurrent.futures.contract.WaitingThread;
import concurrent.futures.contract.Watchdog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What waits leave behind on the futures they waited for: nothing (CONTRACT W11, A6; DECISIONS 20),
 * and that the clock of asCompleted starts at the call (A4). Looks inside.
 */
@ExtendWith(Watchdog.class)
class WaitersTest {
  private static final Duration BRIEF = Duration.ofNanos(1_000);
  private static final VarHandle WAITERS;

  static {
    try {
      WAITERS =
          MethodHandles.privateLookupIn(AbstractFuture.class, MethodHandles.lookup())
              .findVarHandle(AbstractFuture.class, "waiters", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static int waiters(Future<?> future) {
    int n = 0;
    for (Waiter w = (Waiter) WAITERS.getVolatile(future); w != null; w = w.next) {
      n++;
    }
    return n;
  }

  /** W11. */
  @Test
  void timedWaitsLeaveNothingOnTheFutures() throws Exception {
    Promise<Integer> one = new Promise<>();
    Promise<Integer> two = new Promise<>();
    List<Future<Integer>> both = List.of(one.future(), two.future());
    for (int i = 0; i < 50; i++) {
      for (ReturnWhen when : ReturnWhen.values()) {
        Futures.wait(both, BRIEF, when);
      }
      assertThatThrownBy(() -> one.future().result(BRIEF))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> one.future().exception(BRIEF))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> one.future().get(1_000, TimeUnit.NANOSECONDS))
          .isInstanceOf(TimeoutException.class);
    }
    assertThat(both).map(WaitersTest::waiters).containsExactly(0, 0);
  }

  /** W11: nor does a wait that ended because another future was done, or was interrupted. */
  @Test
  void waitThatEndsEarlyLeavesNothingOnTheOthers() throws Exception {
    Promise<Integer> never = new Promise<>();
    for (ReturnWhen when : List.of(ReturnWhen.FIRST_COMPLETED, ReturnWhen.FIRST_EXCEPTION)) {
      Promise<Integer> first = new Promise<>();
      WaitingThread<?> waiting =
          WaitingThread.start(() -> Futures.wait(List.of(never.future(), first.future()), when))
              .awaitBlocked();
      assertThat(waiters(never.future())).isEqualTo(1);
      first.setException(new IllegalStateException("first"));
      waiting.result();
      assertThat(waiters(never.future())).isZero();
    }
    WaitingThread<?> interrupted =
        WaitingThread.start(() -> Futures.wait(List.of(never.future()))).awaitBlocked();
    interrupted.interrupt();
    assertThat(interrupted.failure()).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(waiters(never.future())).isZero();
  }

  /** A6: close takes the waiters back. */
  @Test
  void closedIterationLeavesNothingOnTheFutures() {
    Promise<Integer> never = new Promise<>();
    Promise<Integer> added = new Promise<>();
    for (int i = 0; i < 20; i++) {
      try (CompletedFutures<Future<Integer>> completed =
          Futures.asCompleted(List.of(never.future(), never.future()), Duration.ZERO)) {
        completed.add(added.future());
        assertThat(waiters(never.future())).isPositive();
        assertThat(waiters(added.future())).isEqualTo(1);
        assertThatThrownBy(completed::next).isInstanceOf(UncheckedTimeoutException.class);
      }
      assertThat(waiters(never.future())).isZero();
      assertThat(waiters(added.future())).isZero();
    }
  }

  /** Callbacks stay where they are while waits around them come and go. */
  @Test
  void unlinkingKeepsTheCallbacksInOrder() {
    Promise<Integer> promise = new Promise<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      promise.future().addDoneCallback(f -> order.add(number));
      Futures.wait(List.of(promise.future()), BRIEF, ReturnWhen.ALL_COMPLETED);
    }
    assertThat(waiters(promise.future())).isEqualTo(10);
    promise.setResult(1);
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(waiters(promise.future())).isZero();
  }

  /** Threads that come, time out and go at the same moment unlink only themselves. */
  @Test
  void concurrentWaitsLeaveNothing() throws Exception {
    Promise<Integer> promise = new Promise<>();
    List<WaitingThread<?>> threads = new ArrayList<>();
    WaitingThread<Integer> survivor =
        WaitingThread.start(() -> promise.future().result()).awaitBlocked();
    for (int t = 0; t < 4; t++) {
      threads.add(
          WaitingThread.start(
              () -> {
                for (int i = 0; i < 500; i++) {
                  Futures.wait(List.of(promise.future()), BRIEF, ReturnWhen.ALL_COMPLETED);
                }
                return null;
              }));
    }
    for (WaitingThread<?> thread : threads) {
      thread.result();
    }
    assertThat(waiters(promise.future())).as("the survivor, perhaps a few dead").isLessThan(6);
    promise.setResult(7);
    assertThat(survivor.result()).isEqualTo(7);
  }

  /** DECISIONS 20. */
  @Test
  void waitsLeaveNothingOnACompletableFuture() {
    CompletableFuture<Integer> foreign = new CompletableFuture<>();
    Promise<Integer> done = new Promise<>();
    done.setResult(1);
    List<CompletionStage<Integer>> both = List.of(foreign, done.future());
    for (int i = 0; i < 20; i++) {
      Futures.wait(both, BRIEF, ReturnWhen.ALL_COMPLETED);
      Futures.wait(both, ReturnWhen.FIRST_COMPLETED);
      try (CompletedFutures<CompletionStage<Integer>> completed =
          Futures.asCompleted(both, Duration.ZERO)) {
        completed.add(foreign.copy());
        assertThatObject(completed.next()).isSameAs(done.future());
        assertThatThrownBy(completed::next).isInstanceOf(UncheckedTimeoutException.class);
      }
    }
    assertThat(foreign.getNumberOfDependents()).as("the 20 copies").isEqualTo(20);
  }

  /** DECISIONS 20: nor when the iteration comes to its end without a close. */
  @Test
  void iterationThatEndsLeavesNothingOnACompletableFuture() {
    CompletableFuture<Integer> foreign = new CompletableFuture<>();
    for (int i = 0; i < 10; i++) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      CompletedFutures<CompletableFuture<Integer>> completed = Futures.asCompleted(List.of(first));
      first.complete(1);
      assertThat(completed.next()).isSameAs(first);
      assertThat(completed.hasNext()).isFalse();
      assertThat(first.getNumberOfDependents()).isZero();
    }
    assertThat(foreign.getNumberOfDependents()).isZero();
  }

  /** A stage whose contract allows no CompletableFuture. */
  @Test
  void stageWithoutACompletableFutureIsWaitedFor() throws Exception {
    CompletableFuture<Integer> inner = new CompletableFuture<>();
    CompletionStage<Integer> bare = inner.minimalCompletionStage();
    CompletionStage<Integer> bareOfFailure =
        CompletableFuture.<Integer>failedFuture(new IllegalStateException())
            .minimalCompletionStage();
    WaitingThread<WaitResult<CompletionStage<Integer>>> waiting =
        WaitingThread.start(() -> Futures.wait(List.of(bare, bareOfFailure))).awaitBlocked();
    inner.complete(1);
    assertThat(waiting.result().done()).containsExactly(bare, bareOfFailure);
    assertThat(Futures.wait(List.of(bareOfFailure), ReturnWhen.FIRST_EXCEPTION).done()).hasSize(1);
  }

  @Test
  void failedAndCancelledStagesOfOthersCountAsSuch() {
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    CompletableFuture<Integer> failed = new CompletableFuture<>();
    CompletableFuture<Integer> cancelled = new CompletableFuture<>();
    failed.completeExceptionally(new IllegalStateException("failed"));
    cancelled.cancel(false);
    assertThat(Futures.wait(List.of(pending, failed), ReturnWhen.FIRST_EXCEPTION).done())
        .containsExactly(failed);
    WaitResult<CompletableFuture<Integer>> split =
        Futures.wait(List.of(pending, cancelled), BRIEF, ReturnWhen.FIRST_EXCEPTION);
    assertThat(split.done()).containsExactly(cancelled);
    assertThat(split.notDone()).containsExactly(pending);
    assertThat(Futures.asCompleted(List.of(pending, cancelled)).next()).isSameAs(cancelled);
  }

  private static void awaitPassed(Duration timeout, long since) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() - since > timeout.toNanos());
  }

  /**
   * Checks that next() times out without waiting. A thread that sees it wait makes it succeed, and
   * then there is no timeout.
   */
  private static void assertTimesOutAtOnce(Iterator<?> iterator, Runnable succeed)
      throws Exception {
    Thread iterating = Thread.currentThread();
    WaitingThread<Boolean> tempter =
        WaitingThread.start(
            () -> {
              while (!Thread.interrupted()) {
                Object blocker = LockSupport.getBlocker(iterating);
                if (blocker instanceof CompletedFutures || blocker instanceof Future) {
                  succeed.run();
                  return true;
                }
                Thread.onSpinWait();
              }
              return false;
            });
    assertThatThrownBy(iterator::next).isInstanceOf(UncheckedTimeoutException.class);
    tempter.interrupt();
    assertThat(tempter.result()).as("next() has waited").isFalse();
  }

  /** Beyond 2, A4. */
  @Test
  void clockOfAsCompletedStartsAtTheCall() throws Exception {
    Promise<Integer> promise = new Promise<>();
    Duration timeout = Duration.ofMillis(100);
    CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(List.of(promise.future()), timeout);
    awaitPassed(timeout, System.nanoTime());
    assertTimesOutAtOnce(completed, () -> promise.setResult(1));
    completed.close();
  }

  /** M6. */
  @Test
  void clockOfMapStartsAtTheCall() throws Exception {
    Duration timeout = Duration.ofMillis(100);
    for (MapOptions options : List.of(MapOptions.defaults(), MapOptions.defaults().unordered())) {
      CountDownLatch latch = new CountDownLatch(1);
      try (Executor pool = new ThreadPoolExecutor(1)) {
        Results<Integer> results =
            pool.map(
                n -> {
                  latch.await();
                  return n;
                },
                List.of(1),
                options.timeout(timeout));
        awaitPassed(timeout, System.nanoTime());
        assertTimesOutAtOnce(results, latch::countDown);
        latch.countDown();
      }
    }
  }

  /** A7: from any thread, while another one iterates; each comes once. */
  @Test
  void futuresMayBeAddedByManyThreads() throws Exception {
    Promise<Integer> last = new Promise<>();
    CompletedFutures<Future<Integer>> completed = Futures.asCompleted(List.of(last.future()));
    List<WaitingThread<?>> adders = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      int adder = t;
      adders.add(
          WaitingThread.start(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  Promise<Integer> promise = new Promise<>();
                  completed.add(promise.future());
                  promise.setResult(adder * 1_000 + i);
                }
                return null;
              }));
    }
    List<Integer> seen = new ArrayList<>();
    while (seen.size() < 3_000) {
      seen.add(completed.next().result());
    }
    for (WaitingThread<?> adder : adders) {
      adder.result();
    }
    assertThat(seen).doesNotHaveDuplicates().doesNotContainNull();
    last.setResult(-1);
    assertThat(completed.next().result()).isEqualTo(-1);
    assertThat(completed.hasNext()).isFalse();
  }

  /** A2, at scale: completion order, whoever completes. */
  @Test
  void orderOfCompletionIsKept() {
    List<Promise<Integer>> promises = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      promises.add(new Promise<>());
    }
    CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(promises.stream().map(Promise::future).toList());
    java.util.Collections.shuffle(promises);
    for (int i = 0; i < 1_000; i++) {
      promises.get(i).setResult(i);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(completed.next().result()).isEqualTo(i);
    }
  }
}
