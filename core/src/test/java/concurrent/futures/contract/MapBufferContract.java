package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code map} with a buffer: input is pulled lazily (CONTRACT M2 to M4, M12, M13). */
public abstract class MapBufferContract extends ContractTest {
  private static MapOptions buffer(int size) {
    return MapOptions.defaults().bufferSize(size);
  }

  /** An input that counts what was taken from it; endless. */
  private static final class Numbers implements Iterator<Integer> {
    final AtomicInteger taken = new AtomicInteger();

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      return taken.getAndIncrement();
    }
  }

  /** test_map_buffersize_value_validation, test_map_buffersize_type_validation, M4. */
  @Test
  void bufferSizeBelowOneIsRefusedAtOnce() {
    for (int wrong : List.of(0, -1)) {
      assertThatThrownBy(() -> buffer(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bufferSize must be at least 1, was " + wrong);
      assertThatThrownBy(() -> MapOptions.defaults().chunkSize(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("chunkSize must be at least 1, was " + wrong);
    }
  }

  /** test_map_buffersize. */
  @Test
  void anyBufferSizeGivesTheCompleteResultInOrder() {
    Executor pool = open(3);
    List<Integer> input = IntStream.range(0, 8).boxed().toList();
    List<Integer> squares = input.stream().map(Tasks::square).toList();
    for (int size : List.of(1, 2, 8, 16)) {
      assertThat(pool.map(Tasks::square, input, buffer(size)).toList()).isEqualTo(squares);
      assertThat(pool.map(Tasks::square, input, buffer(size).chunkSize(3)).toList())
          .isEqualTo(squares);
      assertThat(pool.map(Tasks::square, input, buffer(size).unordered()).toList())
          .containsExactlyInAnyOrderElementsOf(squares);
    }
  }

  /** test_map_buffersize_on_multiple_iterables. */
  @Test
  void bufferOnSeveralInputs() {
    Executor pool = open(3);
    for (int size : List.of(1, 2, 4, 8)) {
      assertThat(
              pool.map(Tasks::power, List.of(1, 2, 3, 4), List.of(1, 2, 3), buffer(size)).toList())
          .containsExactly(1, 4, 27);
    }
  }

  /** test_map_buffersize_on_infinite_iterable. */
  @Test
  void endlessInputIsWelcome() {
    try (Results<Integer> results = open(2).map(Tasks::square, Numbers::new, buffer(2))) {
      assertThat(List.of(results.next(), results.next(), results.next())).containsExactly(0, 1, 4);
    }
  }

  /** test_map_buffersize_on_multiple_infinite_iterables. */
  @Test
  void severalEndlessInputsAreWelcome() {
    try (Results<Integer> results =
        open(2).map((a, b) -> a + b, Numbers::new, Numbers::new, buffer(2))) {
      assertThat(List.of(results.next(), results.next(), results.next())).containsExactly(0, 2, 4);
    }
  }

  /** test_map_buffersize_on_empty_iterable, test_map_buffersize_without_iterable. */
  @Test
  void emptyInputGivesNothing() {
    Results<Integer> results = open(2).map(Tasks::square, List.<Integer>of(), buffer(2));
    assertThat(results.hasNext()).isFalse();
  }

  /** test_map_buffersize_when_buffer_is_full: the call itself takes just the buffer. */
  @Test
  void callTakesNoMoreThanTheBuffer() throws Exception {
    Numbers input = new Numbers();
    Executor pool = open(2);
    try (Results<Integer> results = pool.map(Tasks::square, () -> input, buffer(4))) {
      eventually("all that was submitted is done", () -> pool.stats().succeeded() == 4);
      assertThat(input.taken).hasValue(4);
      assertThat(results.hasNext()).isTrue();
      assertThat(input.taken).as("hasNext takes nothing").hasValue(4);
    }
  }

  /** Beyond 5, M3: never more than the buffer between input and output. */
  @Test
  void bufferSizeIsAStrictBound() {
    Numbers input = new Numbers();
    Executor pool = open(4);
    try (Results<Integer> results = pool.map(Tasks::square, () -> input, buffer(3))) {
      for (int handedOut = 0; handedOut < 50; handedOut++) {
        assertThat(input.taken).hasValue(handedOut + 3);
        assertThat(results.next()).isEqualTo(handedOut * handedOut);
      }
    }
  }

  /** Beyond 5, M3: not while the next result is waited for either (gh-131466). */
  @Test
  void bufferSizeIsAStrictBoundWhileWaiting() throws Exception {
    Gate gate = gate();
    Numbers input = new Numbers();
    Executor pool = open(4);
    Results<Integer> results =
        pool.map(
            n -> {
              gate.arriveAndAwait();
              return n;
            },
            () -> input,
            buffer(2));
    gate.awaitArrivals(2);
    WaitingThread<Integer> waiting = WaitingThread.start(results::next).awaitBlocked();
    assertThat(input.taken).hasValue(2);
    assertThat(pool.stats().submitted()).isEqualTo(2);
    gate.open();
    assertThat(waiting.result()).isZero();
    assertThat(input.taken).hasValue(3);
    results.close();
  }

  @Test
  void bufferSizeIsAStrictBoundUnordered() {
    Numbers input = new Numbers();
    try (Results<Integer> results =
        open(4).map(Tasks::square, () -> input, buffer(3).unordered())) {
      for (int handedOut = 0; handedOut < 50; handedOut++) {
        assertThat(input.taken).hasValue(handedOut + 3);
        results.next();
      }
    }
  }

  /** Beyond 10 and DECISIONS 10: a failed element gives its place in the buffer free. */
  @Test
  void failedElementsLeaveTheBuffer() {
    Results<Integer> results =
        open(2).map(n -> Tasks.squareUnless(1, n), List.of(0, 1, 2, 3), buffer(1));
    assertThat(results.next()).isZero();
    assertThatThrownBy(results::next).hasRootCauseMessage("bad element 1");
    assertThat(results.toList()).containsExactly(4, 9);
  }

  /** M13: what could not be submitted any more is told, after the results that there are. */
  @Test
  void shutdownDuringAnIterationIsTold() {
    Executor pool = open(2);
    Results<Integer> results = pool.map(Tasks::square, List.of(0, 1, 2, 3), buffer(2));
    pool.shutdown();
    List<Integer> handedOut = new ArrayList<>();
    assertThatThrownBy(() -> results.forEachRemaining(handedOut::add))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("cannot schedule new futures after shutdown");
    assertThat(handedOut).containsExactly(0, 1);
    assertThat(results.hasNext()).isFalse();
  }

  /**
   * The input fails in the middle: first the results that there are, then the failure, then end.
   */
  @Test
  void inputFailureComesInItsPlace() {
    Iterator<Integer> failing =
        Stream.iterate(0, n -> true, n -> n == 3 ? Tasks.power(1 / (n - n), 1) : n + 1).iterator();
    Results<Integer> results = open(2).map(Tasks::square, () -> failing, buffer(2));
    List<Integer> handedOut = new ArrayList<>();
    assertThatThrownBy(() -> results.forEachRemaining(handedOut::add))
        .isInstanceOf(ArithmeticException.class);
    assertThat(handedOut).containsExactly(0, 1, 4, 9);
    assertThat(results.hasNext()).isFalse();
  }

  /** M8 with a buffer: nothing is pulled or run after close. */
  @Test
  void closeEndsThePulling() throws Exception {
    Gate gate = gate();
    Numbers input = new Numbers();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Results<Integer> results = pool.map(Tasks::square, () -> input, buffer(3));
    results.close();
    assertThat(results.hasNext()).isFalse();
    assertThat(pool.stats().cancelled()).isEqualTo(3);
    assertThat(input.taken).hasValue(3);
    gate.open();
  }
}
