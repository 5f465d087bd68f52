package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.CompletedFutures;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.Promise;
import concurrent.futures.UncheckedInterruptedException;
import concurrent.futures.UncheckedTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** {@code Futures.asCompleted} on the futures of an executor (CONTRACT A1 to A8). */
public abstract class AsCompletedContract extends ContractTest {
  private static <F extends CompletionStage<?>> List<F> all(CompletedFutures<F> completed) {
    List<F> all = new ArrayList<>();
    completed.forEach(all::add);
    return all;
  }

  /** test_no_timeout, A1, A2, A8. */
  @Test
  void everyFutureIsHandedOutAsItCompletes() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    occupy(pool, 1, gate);
    Future<?> finished = pool.submit(() -> 1);
    finished.result();
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    failed.exception();
    Gate last = gate();
    Future<?> running = pool.submit(last::arriveAndAwait);
    last.awaitArrivals(1);
    Future<?> cancelled = cancelled(pool);
    try (var completed = Futures.asCompleted(List.of(running, cancelled, failed, finished))) {
      assertThat(List.of(completed.next(), completed.next(), completed.next()))
          .as("done at the call")
          .containsExactlyInAnyOrder(cancelled, failed, finished);
      assertThat(completed.hasNext()).isTrue();
      last.open();
      assertThatObject(completed.next()).isSameAs(running);
      assertThat(completed.hasNext()).isFalse();
      assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
    }
    gate.open();
  }

  /** A2: then in the order of completion. */
  @Test
  void orderIsThatOfCompletion() throws Exception {
    Executor pool = open(4);
    List<Gate> gates = List.of(gate(), gate(), gate(), gate());
    List<Future<?>> futures = new ArrayList<>();
    for (Gate gate : gates) {
      futures.add(pool.submit(gate::arriveAndAwait));
    }
    CompletedFutures<Future<?>> completed = Futures.asCompleted(futures);
    for (int i : List.of(2, 0, 3, 1)) {
      gates.get(i).open();
      futures.get(i).result();
    }
    assertThat(all(completed))
        .containsExactly(futures.get(2), futures.get(0), futures.get(3), futures.get(1));
  }

  /** test_future_times_out, A3. */
  @Test
  void timeoutComesAfterWhatIsDone() throws Exception {
    Gate gate = gate();
    Executor pool = open(2);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    Future<?> finished = pool.submit(() -> 1);
    finished.result();
    for (Duration timeout : List.of(LONG_AGO, Duration.ZERO, SOON)) {
      CompletedFutures<Future<?>> completed =
          Futures.asCompleted(List.of(running, finished), timeout);
      assertThatObject(completed.next()).isSameAs(finished);
      assertThatThrownBy(completed::next)
          .isInstanceOf(UncheckedTimeoutException.class)
          .hasMessage("1 (of 2) futures unfinished");
      completed.close();
    }
    gate.open();
  }

  /** A3: what completes late is handed out even after the time has passed. */
  @Test
  void doneFuturesAreHandedOutAfterTheDeadline() throws Exception {
    Gate gate = gate();
    Future<?> future = open(1).submit(gate::arriveAndAwait);
    CompletedFutures<Future<?>> completed = Futures.asCompleted(List.of(future), Duration.ZERO);
    assertThatThrownBy(completed::next).isInstanceOf(UncheckedTimeoutException.class);
    gate.open();
    future.result();
    assertThat(completed.hasNext()).isTrue();
    assertThatObject(completed.next()).isSameAs(future);
  }

  /** test_duplicate_futures, A1. */
  @Test
  void duplicatesComeOnce() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    Iterable<Future<?>> thrice = () -> List.<Future<?>>of(running, running, running).iterator();
    CompletedFutures<Future<?>> whileRunning = Futures.asCompleted(thrice);
    gate.open();
    assertThat(all(whileRunning)).containsExactly(running);
    assertThat(all(Futures.asCompleted(thrice))).as("done at the call").containsExactly(running);
  }

  /** test_correct_timeout_exception_msg, A3: duplicates do not count. */
  @Test
  void timeoutTellsHowManyAreMissing() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> one = pool.submit(() -> 1);
    Future<?> two = pool.submit(() -> 2);
    two.result();
    Future<?> three = pool.submit(gate::arriveAndAwait);
    Future<?> four = pool.submit(() -> 4);
    CompletedFutures<Future<?>> completed =
        Futures.asCompleted(List.of(one, two, three, four, four, one), Duration.ZERO);
    completed.next();
    completed.next();
    assertThatThrownBy(completed::next)
        .isInstanceOf(UncheckedTimeoutException.class)
        .hasMessage("2 (of 4) futures unfinished");
    completed.close();
    gate.open();
  }

  /** Beyond 1, W9, A8: cancelled futures come at once, also those a shutdown has cancelled. */
  @Test
  void cancelledFuturesComeAtOnce() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> before = cancelled(pool);
    Future<?> during = pool.submit(() -> 1);
    Future<?> byShutdown = pool.submit(() -> 2);
    CompletedFutures<Future<?>> completed =
        Futures.asCompleted(List.of(byShutdown, during, before));
    assertThatObject(completed.next()).isSameAs(before);
    during.cancel();
    assertThatObject(completed.next()).isSameAs(during);
    pool.shutdown(false, true);
    assertThatObject(completed.next()).isSameAs(byShutdown);
    gate.open();
  }

  /** A6: giving up takes back nothing from the tasks. */
  @Test
  void closeCancelsNothing() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    Future<Integer> queued = pool.submit(() -> 1);
    CompletedFutures<Future<?>> completed = Futures.asCompleted(List.of(running, queued));
    completed.close();
    assertThat(completed.hasNext()).isFalse();
    completed.close();
    gate.open();
    assertThat(queued.result()).isEqualTo(1);
    assertThat(running.cancelled()).isFalse();
  }

  /** A7: more futures may be added, a crawler's loop. */
  @Test
  void futuresMayBeAddedWhileIterating() {
    Executor pool = open(2);
    List<Integer> pages = new ArrayList<>();
    try (CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(List.of(pool.submit(Tasks::identity, 1)))) {
      for (Future<Integer> page : completed) {
        pages.add(page.result());
        if (page.result() < 8) {
          completed.add(pool.submit(Tasks::identity, 2 * page.result()));
          completed.add(pool.submit(Tasks::identity, 2 * page.result() + 1));
        }
      }
    }
    assertThat(pages).hasSize(15).doesNotHaveDuplicates().contains(1, 8, 15);
  }

  @Test
  void addIgnoresWhatIsStillToCome() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> running = pool.submit(gate::arriveAndAwait);
    Future<?> queued = pool.submit(() -> 1);
    CompletedFutures<Future<?>> completed = Futures.asCompleted(List.of(running));
    completed.add(running);
    completed.add(queued);
    completed.add(queued);
    gate.open();
    assertThat(all(completed)).containsExactly(running, queued);
    completed.add(queued); // it was handed out: a new round
    assertThatObject(completed.next()).isSameAs(queued);
    assertThat(completed.hasNext()).isFalse();
  }

  /** A thread that waits in next() is woken by what another thread adds. */
  @Test
  void addWakesWhoWaits() throws Exception {
    Promise<String> never = new Promise<>();
    Future<String> finished = open(1).submit(() -> "added");
    finished.result();
    CompletedFutures<Future<String>> completed = Futures.asCompleted(List.of(never.future()));
    WaitingThread<Future<String>> waiting = WaitingThread.start(completed::next).awaitBlocked();
    completed.add(finished);
    assertThatObject(waiting.result()).isSameAs(finished);
    completed.close();
  }

  /** A1: mixed executors, promises and stages of others. */
  @Test
  void futuresOfAnyOriginMayBeIterated() {
    Promise<String> promise = new Promise<>();
    CompletableFuture<String> foreign = new CompletableFuture<>();
    Future<String> one = open(1).submit(() -> "one");
    Future<String> two = open(1).submit(() -> "two");
    CompletedFutures<CompletionStage<String>> completed =
        Futures.asCompleted(List.of(promise.future(), foreign, one, two));
    assertThat(List.of(completed.next(), completed.next())).containsExactlyInAnyOrder(one, two);
    foreign.complete("foreign");
    assertThatObject(completed.next()).isSameAs(foreign);
    promise.setResult("promised");
    assertThatObject(completed.next()).isSameAs(promise.future());
    assertThat(completed.hasNext()).isFalse();
  }

  @Test
  void nullIsNotIterated() {
    assertThatThrownBy(() -> Futures.asCompleted(Arrays.asList((Future<?>) null)))
        .isInstanceOf(NullPointerException.class);
    CompletedFutures<Future<?>> completed = Futures.asCompleted(List.<Future<?>>of());
    assertThatThrownBy(() -> completed.add(null)).isInstanceOf(NullPointerException.class);
    assertThat(completed.hasNext()).isFalse();
  }

  @Test
  void interruptedIterationOfFuturesCanGoOn() throws Exception {
    Gate gate = gate();
    Future<?> running = open(1).submit(gate::arriveAndAwait);
    CompletedFutures<Future<?>> completed = Futures.asCompleted(List.of(running));
    Thread.currentThread().interrupt();
    assertThatThrownBy(completed::next).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    gate.open();
    assertThatObject(completed.next()).isSameAs(running);
  }
}
