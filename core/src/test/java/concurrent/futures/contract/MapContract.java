package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import concurrent.futures.UncheckedInterruptedException;
import concurrent.futures.UncheckedTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code map} promises (CONTRACT M1, M2, M5 to M10, M13; DECISIONS 10, 15). */
public abstract class MapContract extends ContractTest {
  private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();
  private static final List<Integer> SQUARES = TEN.stream().map(Tasks::square).toList();

  /** test_map, M1, M5. */
  @Test
  void mapEqualsTheSequentialMap() {
    Executor pool = open(3);
    assertThat(pool.map(Tasks::square, TEN).toList()).isEqualTo(SQUARES);
    assertThat(pool.map(Tasks::power, TEN, TEN).toList())
        .isEqualTo(TEN.stream().map(n -> Tasks.power(n, n)).toList());
    assertThat(pool.map((a, b, c) -> a + b + c, TEN, TEN, TEN).toList())
        .isEqualTo(TEN.stream().map(n -> 3 * n).toList());
    assertThat(pool.map(Tasks::square, IntStream.range(0, 10).boxed()::iterator).toList())
        .isEqualTo(SQUARES);
  }

  /** test_map with chunksize 3, test_map_chunksize, M11. */
  @Test
  void chunkSizeIsOnlyAHint() {
    Executor pool = open(3);
    for (int chunkSize : List.of(1, 3, 6, 40, 50)) {
      MapOptions chunks = MapOptions.defaults().chunkSize(chunkSize);
      assertThat(pool.map(Tasks::square, TEN, chunks).toList()).isEqualTo(SQUARES);
      assertThat(pool.map(Tasks::power, TEN, List.of(2, 2), chunks).toList()).containsExactly(0, 1);
    }
  }

  /** Beyond 10, M11: the mates of a bad element keep their results. */
  @Test
  void badElementOfAChunkCostsOnlyItself() {
    Executor pool = open(2);
    Results<Integer> results =
        pool.map(n -> Tasks.squareUnless(4, n), TEN, MapOptions.defaults().chunkSize(5));
    List<Integer> good = new ArrayList<>();
    int failures = 0;
    while (results.hasNext()) {
      try {
        good.add(results.next());
      } catch (CompletionException e) {
        failures++;
      }
    }
    assertThat(failures).isEqualTo(1);
    assertThat(good).containsExactly(0, 1, 4, 9, 25, 36, 49, 64, 81);
  }

  /** M1: inputs are zipped, the shortest ends it; no input, no result. */
  @Test
  void shortestInputEndsIt() {
    Executor pool = open(2);
    assertThat(pool.map(Tasks::power, List.of(2, 3), TEN).toList()).containsExactly(1, 3);
    assertThat(pool.map(Tasks::power, TEN, List.of(2)).toList()).containsExactly(0);
    assertThat(pool.map((a, b, c) -> a, TEN, TEN, List.of()).toList()).isEmpty();
    Results<Integer> none = pool.map(Tasks::square, List.<Integer>of());
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  /** test_map_exception, test_map_submits…, M9: what came before is handed out first. */
  @Test
  void exceptionIsThrownInItsPlace() {
    Results<Integer> results = open(2).map(n -> Tasks.squareUnless(2, n), TEN);
    assertThat(results.next()).isEqualTo(0);
    assertThat(results.next()).isEqualTo(1);
    assertThatThrownBy(results::next)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("bad element 2");
  }

  /** Beyond 4, M9: the iteration goes on behind a failed element. */
  @Test
  void iterationGoesOnBehindAnException() {
    Results<Integer> results = open(2).map(n -> Tasks.squareUnless(1, n), List.of(0, 1, 2));
    assertThat(results.next()).isEqualTo(0);
    assertThatThrownBy(results::next).isInstanceOf(CompletionException.class);
    assertThat(results.hasNext()).isTrue();
    assertThat(results.next()).isEqualTo(4);
    assertThat(results.hasNext()).isFalse();
  }

  /** Beyond 4, M10: an element's own timeout exception does not end the iteration. */
  @Test
  void timeoutExceptionOfAnElementIsNotTheWaits() {
    Results<Integer> results =
        open(1)
            .map(
                n -> n == 0 ? Tasks.raise(new UncheckedTimeoutException("own")) : n,
                List.of(0, 1),
                MapOptions.defaults().timeout(LONG));
    assertThatThrownBy(results::next)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(UncheckedTimeoutException.class);
    assertThat(results.next()).isEqualTo(1);
  }

  /** test_map_timeout, M6: results that are there come first, then the timeout. */
  @Test
  void timeoutLimitsTheWholeIteration() throws Exception {
    Gate gate = gate();
    Executor pool = open(3);
    long called = System.nanoTime();
    Results<Integer> results =
        pool.map(
            n -> {
              if (n == 2) {
                gate.arriveAndAwait();
              }
              return n;
            },
            List.of(0, 1, 2),
            MapOptions.defaults().timeout(SOON));
    gate.awaitArrivals(1);
    eventually("two results", () -> pool.stats().succeeded() == 2);
    eventually("the time has passed", () -> System.nanoTime() - called > SOON.toNanos());
    assertThat(results.next()).as("done, even if the time has passed").isEqualTo(0);
    assertThat(results.next()).isEqualTo(1);
    assertThatThrownBy(results::next)
        .isInstanceOf(UncheckedTimeoutException.class)
        .hasMessageContaining("1 results missing");
    assertThat(results.hasNext()).as("it is over").isFalse();
  }

  /** test_executor_map_current_future_cancel, M7. */
  @Test
  void timeoutCancelsWhatHasNotStarted() throws Exception {
    Gate gate = gate();
    Counter ran = counter();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Results<Integer> results =
        pool.map(n -> ran.increment(), TEN, MapOptions.defaults().timeout(Duration.ZERO));
    assertThatThrownBy(results::next).isInstanceOf(UncheckedTimeoutException.class);
    assertThat(pool.stats().cancelled()).isEqualTo(10);
    gate.open();
    pool.close();
    assertThat(ran.get()).isZero();
  }

  /** M7: a running element is left alone. */
  @Test
  void timeoutLeavesRunningElementsAlone() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Results<Integer> results =
        pool.map(
            n -> {
              gate.arriveAndAwait();
              return n;
            },
            TEN,
            MapOptions.defaults().timeout(SOON));
    gate.awaitArrivals(1);
    assertThatThrownBy(results::next).isInstanceOf(UncheckedTimeoutException.class);
    gate.open();
    pool.close();
    assertThat(pool.stats().succeeded()).isEqualTo(1);
    assertThat(pool.stats().cancelled()).isEqualTo(9);
  }

  /** test_map_submits_without_iteration, M2. */
  @Test
  void everythingRunsThoughNobodyIterates() throws Exception {
    Counter ran = counter();
    try (Executor pool = open(2)) {
      pool.map(n -> ran.increment(), TEN);
    }
    assertThat(ran.get()).isEqualTo(10);
  }

  /** Beyond 3, M8. */
  @Test
  void closeCancelsThoughNeverAdvanced() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Results<?> results = pool.map(n -> waitAt(gate, n), TEN);
    gate.awaitArrivals(1);
    results.close();
    assertThat(pool.stats().cancelled()).isEqualTo(9);
    assertThat(results.hasNext()).isFalse();
    results.close();
    gate.open();
    pool.close();
    assertThat(gate.arrived()).isEqualTo(1);
  }

  private static int waitAt(Gate gate, int n) throws InterruptedException {
    gate.arriveAndAwait();
    return n;
  }

  /** M8, DECISIONS 15. */
  @Test
  void toListCancelsTheRestAtTheFirstFailure() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Results<Integer> results =
        pool.map(n -> n == 0 ? Tasks.raise(new Tasks.Crash(n)) : waitAt(gate, n), TEN);
    gate.awaitArrivals(1);
    assertThatThrownBy(results::toList).isInstanceOf(Tasks.Crash.class);
    assertThat(pool.stats().cancelled()).isEqualTo(8);
    gate.open();
  }

  @Test
  void streamThrowsAsNextDoesAndItsCloseCloses() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    assertThat(pool.map(Tasks::square, TEN).stream()).isEqualTo(SQUARES);
    try (Stream<Integer> stream = pool.map(n -> waitAt(gate, n), TEN).stream()) {
      gate.awaitArrivals(1);
      assertThat(stream).isNotNull();
    }
    assertThat(pool.stats().cancelled()).isEqualTo(9);
    gate.open();
  }

  /** M5: results may also come as they complete. */
  @Test
  void unorderedResultsComeAsTheyComplete() throws Exception {
    Gate gate = gate();
    Results<Integer> results =
        open(4)
            .map(
                n -> n == 0 ? waitAt(gate, n) : n,
                List.of(0, 1, 2),
                MapOptions.defaults().unordered());
    assertThat(List.of(results.next(), results.next())).containsExactlyInAnyOrder(1, 2);
    gate.open();
    assertThat(results.next()).isEqualTo(0);
    assertThat(results.hasNext()).isFalse();
    assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void unorderedMapTimesOutToo() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Results<Integer> results =
        pool.map(n -> waitAt(gate, n), TEN, MapOptions.defaults().unordered().timeout(SOON));
    gate.awaitArrivals(1);
    assertThatThrownBy(results::next)
        .isInstanceOf(UncheckedTimeoutException.class)
        .hasMessageContaining("10 results missing");
    assertThat(pool.stats().cancelled()).isEqualTo(9);
    gate.open();
  }

  @Test
  void unorderedIterationGoesOnBehindAnException() {
    Results<Integer> results =
        open(1)
            .map(
                n -> Tasks.squareUnless(1, n), List.of(0, 1, 2), MapOptions.defaults().unordered());
    int failures = 0;
    List<Integer> good = new ArrayList<>();
    while (results.hasNext()) {
      try {
        good.add(results.next());
      } catch (CompletionException e) {
        failures++;
      }
    }
    assertThat(failures).isEqualTo(1);
    assertThat(good).containsExactly(0, 4);
  }

  @Test
  void interruptedMapCanGoOn() throws Exception {
    Gate gate = gate();
    Results<Integer> results = open(1).map(n -> waitAt(gate, n), List.of(5));
    gate.awaitArrivals(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(results::next).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    gate.open();
    assertThat(results.next()).isEqualTo(5);
  }

  /** An input that fails is told to the caller, and what was submitted is cancelled. */
  @Test
  void failingInputCancelsAndIsThrown() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Iterator<Integer> failing =
        Stream.iterate(0, n -> n < 4, n -> n == 3 ? Tasks.power(1 / (n - n), 1) : n + 1).iterator();
    assertThatThrownBy(() -> pool.map(Tasks::square, () -> failing))
        .isInstanceOf(ArithmeticException.class);
    assertThat(pool.stats().cancelled()).isEqualTo(4);
    gate.open();
  }

  /** D4 meets M5: a cancelled element is told as such. */
  @Test
  void cancelledElementsAreTold() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Results<Integer> results = pool.map(n -> waitAt(gate, n), List.of(1, 2));
    gate.awaitArrivals(1);
    pool.shutdown(false, true);
    gate.open();
    assertThat(results.next()).isEqualTo(1);
    assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
    assertThat(results.hasNext()).isFalse();
  }

  /** test_shutdown_race_issue12456. */
  @Test
  void mapAndShutdownDoNotHang() {
    Rounds rounds = Rounds.atMost(20);
    while (rounds.another()) {
      Executor pool = open(3);
      Results<Integer> results = pool.map(Tasks::square, List.of(0, 1, 2, 3));
      pool.shutdown();
      assertThat(results.toList()).containsExactly(0, 1, 4, 9);
      pool.close();
    }
  }
}
