package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.Promise;
import concurrent.futures.ReturnWhen;
import concurrent.futures.UncheckedInterruptedException;
import concurrent.futures.WaitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** {@code Futures.wait} on the futures of an executor (CONTRACT W1 to W11; DECISIONS 15). */
public abstract class WaitContract extends ContractTest {
  /** test_20369, W1. */
  @Test
  void duplicatesCountOnce() {
    Future<?> future = open(1).submit(() -> 1);
    WaitResult<Future<?>> split = Futures.wait(List.of(future, future));
    assertThat(split.done()).containsExactly(future);
    assertThat(split.notDone()).isEmpty();
  }

  /** W3. */
  @Test
  void emptyInputReturnsAtOnce() {
    for (ReturnWhen when : ReturnWhen.values()) {
      WaitResult<Future<?>> split = Futures.wait(List.<Future<?>>of(), when);
      assertThat(split.done()).isEmpty();
      assertThat(split.notDone()).isEmpty();
    }
  }

  /** test_first_completed, W6. */
  @Test
  void firstCompletedReturnsTheFinishedOne() throws Exception {
    Gate first = gate();
    Gate other = gate();
    Executor pool = open(2);
    Future<?> one = pool.submit(first::arriveAndAwait);
    Future<?> two = pool.submit(other::arriveAndAwait);
    WaitingThread<WaitResult<Future<?>>> waiting =
        WaitingThread.start(
                () -> Futures.wait(List.<Future<?>>of(one, two), ReturnWhen.FIRST_COMPLETED))
            .awaitBlocked();
    first.open();
    WaitResult<Future<?>> split = waiting.result();
    assertThat(split.done()).containsExactly(one);
    assertThat(split.notDone()).containsExactly(two);
    other.open();
  }

  /** Beyond 1, W9: a cancelled future that no worker has met yet is done. */
  @Test
  void cancelledFutureIsDoneAtOnce() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> pending = pool.submit(() -> 1);
    Future<?> cancelled = cancelled(pool);
    for (ReturnWhen when : List.of(ReturnWhen.ALL_COMPLETED, ReturnWhen.FIRST_COMPLETED)) {
      assertThat(Futures.wait(List.<Future<?>>of(cancelled), when).done())
          .containsExactly(cancelled);
    }
    WaitResult<Future<?>> split =
        Futures.wait(List.of(pending, cancelled), ReturnWhen.FIRST_COMPLETED);
    assertThat(split.done()).containsExactly(cancelled);
    assertThat(split.notDone()).containsExactly(pending);
    gate.open();
  }

  /** Beyond 1, W9: also after a shutdown that cancels, when no worker will ever meet it. */
  @Test
  void cancelledByShutdownIsDone() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Future<?>> queued = List.of(pool.submit(() -> 1), pool.submit(() -> 2));
    pool.shutdown(false, true);
    assertThat(Futures.wait(queued).done()).containsExactlyElementsOf(queued);
    gate.open();
  }

  /** A wait that blocks already is woken by a cancel. */
  @Test
  void cancelEndsAWait() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> pending = pool.submit(() -> 1);
    for (ReturnWhen when : ReturnWhen.values()) {
      Future<?> queued = pool.submit(() -> 2);
      WaitingThread<WaitResult<Future<?>>> waiting =
          WaitingThread.start(() -> Futures.wait(List.<Future<?>>of(queued), when)).awaitBlocked();
      queued.cancel();
      assertThat(waiting.result().done()).containsExactly(queued);
    }
    assertThat(pending.done()).isFalse();
    gate.open();
  }

  /** test_first_completed_some_already_completed, W6. */
  @Test
  void firstCompletedReturnsWhatIsDoneAlready() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    Future<?> finished = pool.submit(() -> 1);
    finished.result();
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    failed.exception();
    WaitResult<Future<?>> split =
        Futures.wait(List.of(running, finished, failed), ReturnWhen.FIRST_COMPLETED);
    assertThat(split.done()).containsExactly(finished, failed);
    assertThat(split.notDone()).containsExactly(running);
    gate.open();
  }

  /** test_first_exception, W7, W10. */
  @Test
  void firstExceptionReturnsWhenOneFails() throws Exception {
    Gate failing = gate();
    Gate other = gate();
    Executor pool = open(2);
    Future<?> good = pool.submit(() -> 1);
    good.result();
    Future<?> bad =
        pool.submit(
            () -> {
              failing.arriveAndAwait();
              return Tasks.raise(new Tasks.Crash(1));
            });
    Future<?> running = pool.submit(other::arriveAndAwait);
    WaitingThread<WaitResult<Future<?>>> waiting =
        WaitingThread.start(
                () -> Futures.wait(List.of(good, bad, running), ReturnWhen.FIRST_EXCEPTION))
            .awaitBlocked();
    failing.open();
    WaitResult<Future<?>> split = waiting.result();
    assertThat(split.done()).containsExactly(good, bad);
    assertThat(split.notDone()).containsExactly(running);
    other.open();
  }

  /** test_first_exception_some_already_complete, W7: a cancelled one is no exception. */
  @Test
  void cancelledIsNotAnException() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> cancelled = cancelled(pool);
    Future<?> queued = pool.submit(() -> 1);
    WaitResult<Future<?>> split =
        Futures.wait(List.of(cancelled, queued), SOON, ReturnWhen.FIRST_EXCEPTION);
    assertThat(split.done()).containsExactly(cancelled);
    assertThat(split.notDone()).containsExactly(queued);
    gate.open();
    split = Futures.wait(List.of(cancelled, queued), ReturnWhen.FIRST_EXCEPTION);
    assertThat(split.done()).containsExactly(cancelled, queued);
  }

  /** test_first_exception_one_already_failed. */
  @Test
  void firstExceptionReturnsAtOnceIfOneHasFailed() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    failed.exception();
    Future<?> running = pool.submit(gate::arriveAndAwait);
    WaitResult<Future<?>> split =
        Futures.wait(List.of(failed, running), ReturnWhen.FIRST_EXCEPTION);
    assertThat(split.done()).containsExactly(failed);
    assertThat(split.notDone()).containsExactly(running);
    gate.open();
  }

  /** test_all_completed, W5. */
  @Test
  void allCompletedIncludesFailures() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    failed.exception();
    Future<?> running = pool.submit(gate::arriveAndAwait);
    WaitingThread<WaitResult<Future<?>>> waiting =
        WaitingThread.start(() -> Futures.wait(List.of(failed, running))).awaitBlocked();
    gate.open();
    WaitResult<Future<?>> split = waiting.result();
    assertThat(split.done()).containsExactly(failed, running);
    assertThat(split.notDone()).isEmpty();
  }

  /** test_timeout, W4. */
  @Test
  void timeoutReturnsThePartialSplit() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    Future<?> finished = pool.submit(() -> 1);
    finished.result();
    Future<?> running = pool.submit(gate::arriveAndAwait);
    for (Duration timeout : List.of(LONG_AGO, Duration.ZERO, SOON)) {
      WaitResult<Future<?>> split =
          Futures.wait(List.of(running, finished), timeout, ReturnWhen.ALL_COMPLETED);
      assertThat(split.done()).containsExactly(finished);
      assertThat(split.notDone()).containsExactly(running);
    }
    gate.open();
  }

  /** test_pending_calls_race: many futures complete at the same moment, no wake-up is lost. */
  @Test
  void noWakeUpIsLostWhenManyCompleteAtOnce() throws Exception {
    Executor pool = open(4);
    for (int round = 0; round < 20; round++) {
      Gate gate = gate();
      occupy(pool, 3, gate);
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        futures.add(pool.submit(Tasks::square, i));
      }
      gate.open();
      assertThat(Futures.wait(futures).done()).hasSize(100);
    }
  }

  /** W1: mixed executors, promises and stages of others. */
  @Test
  void futuresOfAnyOriginMayBeAwaited() throws Exception {
    Promise<String> promise = new Promise<>();
    CompletableFuture<String> foreign = new CompletableFuture<>();
    Future<String> one = open(1).submit(() -> "one");
    Future<String> two = open(1).submit(() -> "two");
    List<CompletionStage<String>> all = List.of(promise.future(), foreign, one, two);
    WaitingThread<WaitResult<CompletionStage<String>>> waiting =
        WaitingThread.start(() -> Futures.wait(all)).awaitBlocked();
    promise.setResult("promised");
    foreign.complete("foreign");
    assertThat(waiting.result().done()).containsExactlyElementsOf(all);
  }

  /** DECISIONS 15: input order, unmodifiable. */
  @Test
  void setsKeepTheOrderAndCannotBeChanged() {
    Executor pool = open(2);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    Collections.shuffle(futures);
    Set<Future<Integer>> done = Futures.wait(futures).done();
    assertThat(done).containsExactlyElementsOf(futures);
    assertThat(futures).allMatch(done::contains);
    assertThat(done.contains(pool.submit(Tasks::square, 1))).isFalse();
    assertThatThrownBy(() -> done.remove(futures.get(0)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(done::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> done.add(futures.get(0)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> done.iterator().remove()).isInstanceOf(RuntimeException.class);
    assertThat(done).hasSize(100);
  }

  @Test
  void nullIsNotAwaited() {
    Future<?> future = open(1).submit(() -> 1);
    assertThatThrownBy(() -> Futures.wait(Arrays.asList(future, null)))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Futures.wait(List.of(future), (ReturnWhen) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void interruptEndsTheWaitAndLeavesTheTasksAlone() throws Exception {
    Gate gate = gate();
    Future<?> running = open(1).submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Futures.wait(List.of(running)))
        .isInstanceOf(UncheckedInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(running.running()).isTrue();
    gate.open();
  }
}
