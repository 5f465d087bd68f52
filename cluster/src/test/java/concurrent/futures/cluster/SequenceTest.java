package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.wire.WireInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {
  private static final int MESSAGES = 500;

  private final VirtualTime time = new VirtualTime();

  /** Two members, and a network between them that does what it wants. */
  private final class Pair {
    final Random random;
    final double lost;
    final double twice;
    final long slowest;
    final List<Integer> left = new ArrayList<>();
    final List<Integer> right = new ArrayList<>();
    int transmitted;
    boolean silent;
    int sent;
    final Sequence toRight = new Sequence(time, bytes -> transmit(bytes, false));
    final Sequence toLeft = new Sequence(time, bytes -> transmit(bytes, true));

    Pair(long seed, double lost, double twice, long slowest) {
      this.random = new Random(seed);
      this.lost = lost;
      this.twice = twice;
      this.slowest = slowest;
    }

    private void transmit(byte[] bytes, boolean toTheLeft) {
      transmitted++;
      int copies = silent || random.nextDouble() < lost ? 0 : random.nextDouble() < twice ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        time.after(random.nextLong(slowest) + 1, () -> arrive(bytes, toTheLeft));
      }
    }

    private void arrive(byte[] bytes, boolean toTheLeft) {
      try {
        for (WireInput next : (toTheLeft ? toRight : toLeft).received(bytes)) {
          (toTheLeft ? left : right).add(next.readInt());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] message(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  @DisplayName("Each message arrives once and in order, whatever is lost, late or twice on the way")
  void onceAndInOrder(long seed) {
    Pair pair = new Pair(seed, 0.3, 0.3, TimeUnit.MILLISECONDS.toNanos(200));
    List<Integer> numbers = IntStream.range(0, MESSAGES).boxed().toList();
    for (int number : numbers) {
      time.after(
          pair.random.nextLong(TimeUnit.SECONDS.toNanos(5)),
          () -> pair.toRight.send(message(pair.sent++)));
      time.after(number * 1_000_000L, () -> pair.toLeft.send(message(number)));
    }

    assertThat(
            time.runUntil(
                TimeUnit.HOURS.toNanos(1),
                () -> pair.left.size() == MESSAGES && pair.right.size() == MESSAGES))
        .as("all of them")
        .isTrue();
    assertThat(pair.left).isEqualTo(numbers);
    assertThat(pair.right).isEqualTo(numbers);
  }

  @Test
  @DisplayName("On a good network nothing is sent twice, and little besides the messages")
  void quiet() {
    Pair pair = new Pair(0, 0, 0, 1_000);
    for (int i = 0; i < MESSAGES; i++) {
      int number = i;
      time.after(i * 1_000_000L, () -> pair.toRight.send(message(number)));
    }

    assertThat(time.runUntil(TimeUnit.MINUTES.toNanos(1), () -> false)).isFalse(); // nothing is due
    assertThat(pair.right).hasSize(MESSAGES);
    assertThat(pair.transmitted).isBetween(MESSAGES, MESSAGES + MESSAGES / 10);
  }

  @Test
  @DisplayName("After a long silence, what is lost next is sent again as soon as before")
  void silence() {
    long minute = TimeUnit.MINUTES.toNanos(1);
    Pair pair = new Pair(0, 0, 0, 1_000);
    pair.silent = true;
    pair.toRight.send(message(0));
    assertThat(time.runUntil(minute, () -> false)).isFalse();
    pair.silent = false;
    assertThat(time.runUntil(2 * minute, () -> pair.right.size() == 1)).isTrue();
    pair.toRight.send(message(1)); // its number takes a moment
    assertThat(time.runUntil(3 * minute, () -> pair.right.size() == 2)).isTrue();
    long before = time.nanoTime();
    pair.silent = true;
    pair.toRight.send(message(2));
    pair.silent = false;

    assertThat(time.runUntil(4 * minute, () -> pair.right.size() == 3)).isTrue();
    assertThat(time.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(2));
  }

  @Test
  @DisplayName("A member that has gone is not sent anything again")
  void closed() {
    Pair pair = new Pair(0, 1, 0, 1_000);
    pair.toRight.send(message(1));
    pair.toRight.close();
    pair.toRight.send(message(2));

    assertThat(time.runUntil(TimeUnit.HOURS.toNanos(1), () -> false)).isFalse();
    assertThat(pair.transmitted).isEqualTo(1);
  }
}
