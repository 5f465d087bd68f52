package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.WaitingThread;
import concurrent.futures.contract.Watchdog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SegmentedQueue} and {@code Deadline}, by themselves. */
@ExtendWith(Watchdog.class)
class QueuesTest {
  /** Against a queue that is known to be right, with segments that change all the time. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1024})
  void queueIsFirstInFirstOut(int segment) {
    SegmentedQueue<Integer> queue = new SegmentedQueue<>(segment);
    Queue<Integer> model = new ArrayDeque<>();
    Random random = new Random(segment);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(100) < (i / 1_000 % 2 == 0 ? 70 : 30)) {
        queue.add(i);
        model.add(i);
      } else {
        assertThat(queue.poll()).isEqualTo(model.poll());
      }
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
    while (!model.isEmpty()) {
      assertThat(queue.poll()).isEqualTo(model.poll());
    }
    assertThat(queue.poll()).isNull();
  }

  /** A task that waits is counted wherever it does. */
  @Test
  void tasksAreCounted() {
    Engine engine = new StepsBackend().engine(1);
    TaskQueue queue = new TaskQueue();
    assertThat(queue.atMost()).isZero();
    for (int priority : new int[] {0, 1, 1, -1, -1, -1}) {
      queue.add(task(engine, priority));
    }
    assertThat(queue.atMost()).isEqualTo(6);
    queue.putBack(List.of(task(engine, 0), task(engine, 0)));
    assertThat(queue.atMost()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      assertThat((Object) queue.poll()).isNotNull();
    }
    assertThat(queue.atMost()).isZero();
    for (int i = 0; i < 3000; i++) {
      queue.add(task(engine, 0));
    }
    assertThat(queue.atMost()).isGreaterThanOrEqualTo(3000);
  }

  private static Task<String> task(Engine engine, int priority) {
    TaskOptions options = TaskOptions.defaults().priority(priority);
    return new Task<>(new Submission(engine, options), () -> "done");
  }

  /** Every element comes out once, those of one adder in order; an empty poll is no accident. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void nothingIsLostBetweenManyThreads(int segment) throws Exception {
    SegmentedQueue<int[]> queue = new SegmentedQueue<>(segment);
    int each = 20_000;
    AtomicInteger left = new AtomicInteger(2 * each);
    List<WaitingThread<List<int[]>>> pollers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      pollers.add(WaitingThread.start(() -> drain(queue, left)));
    }
    List<WaitingThread<?>> adders = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int adder = t;
      adders.add(
          WaitingThread.start(
              () -> {
                for (int i = 0; i < each; i++) {
                  queue.add(new int[] {adder, i});
                }
                return null;
              }));
    }
    for (WaitingThread<?> adder : adders) {
      adder.result();
    }
    int total = 0;
    for (WaitingThread<List<int[]>> poller : pollers) {
      int[] last = {-1, -1};
      for (int[] element : poller.result()) {
        assertThat(element[1]).isGreaterThan(last[element[0]]);
        last[element[0]] = element[1];
        total++;
      }
    }
    assertThat(total).isEqualTo(2 * each);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static List<int[]> drain(SegmentedQueue<int[]> queue, AtomicInteger left) {
    List<int[]> taken = new ArrayList<>();
    while (left.get() > 0) {
      int[] element = queue.poll();
      if (element == null) {
        Thread.onSpinWait();
      } else {
        taken.add(element);
        left.decrementAndGet();
      }
    }
    return taken;
  }

  /** Nobody else polls, so whoever has added finds something. */
  @Test
  void addedElementIsSeenAtOnce() {
    SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);
    for (int i = 0; i < 1_000; i++) {
      queue.poll(); // moves on in an empty segment
      queue.add(i);
      assertThat(queue.isEmpty()).isFalse();
      assertThat(queue.poll()).isEqualTo(i);
    }
  }

  /** DECISIONS 16. */
  @Test
  void durationsSaturate() {
    assertThat(Deadline.toNanos(null)).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.toNanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.toNanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    assertThat(Deadline.toNanos(Duration.ofNanos(-5))).isEqualTo(-5);
    assertThat(Deadline.after((Duration) null)).isNull();
    assertThat(Deadline.after(Long.MAX_VALUE).remainingNanos())
        .isGreaterThan(Duration.ofDays(36_500).toNanos());
    assertThat(Deadline.after(Long.MIN_VALUE).remainingNanos()).isNegative();
    assertThat(Deadline.after(Duration.ZERO).remainingNanos()).isNotPositive();
  }
}
