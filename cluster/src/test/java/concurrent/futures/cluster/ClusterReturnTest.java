package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.WorkerLostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that is lost and comes back with the same id: nothing of before hits its new life. */
@Timeout(60)
class ClusterReturnTest {
  private final LocalEngine network = LocalEngine.network();
  private final ClusterPoolExecutor member = open(2);
  private final ClusterPoolExecutor pool = open(0);
  @TempDir Path directory;

  private ClusterPoolExecutor open(int slots) {
    return TestCluster.builder().slots(slots).engine(network).build();
  }

  @AfterEach
  void close() {
    pool.close();
    member.close();
  }

  static int identity(int n) {
    return n;
  }

  static double[] numbers(int n) {
    double[] numbers = new double[30_000]; // travels as a large message
    numbers[0] = n;
    return numbers;
  }

  static double first(double[] numbers) {
    return numbers[0];
  }

  /** Ignores interrupts, so that its outcome comes in the member's next life. */
  static String stubborn(String directory) {
    for (; ; ) {
      try {
        Marks.hold(directory, "stubborn");
        return "stale";
      } catch (Exception e) {
        // once more
      }
    }
  }

  /** The slots and the numbers of tasks are the same in both lives. */
  @Test
  void outcomeOfAnEarlierLifeIsDropped() {
    Marks marks = new Marks(directory);
    Future<String> early = pool.submit(ClusterReturnTest::stubborn, directory.toString());
    await().until(() -> marks.held().size() == 1);
    network.flap();
    assertThat(early.exception(Duration.ofSeconds(10))).isInstanceOf(WorkerLostException.class);
    Future<Long> next = pool.submit(Marks::hold, directory.toString(), "next");
    await().until(() -> marks.held().stream().anyMatch(mark -> mark.startsWith("next")));
    await().until(() -> marks.held().size() == 2);
    marks.held().stream().filter(mark -> mark.startsWith("stubborn")).forEach(marks::release);
    // The member's other slot answers behind what the stubborn one says.
    assertThat(pool.submit(ClusterReturnTest::identity, 5).result()).isEqualTo(5);
    assertThat(next.done()).isFalse();
    marks.release();
    assertThat(next.result()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void everyTaskHasItsOwnOutcomeWhileMembersComeAndGo() {
    TaskOptions retries = TaskOptions.defaults().retries(1_000);
    int n = 0;
    AtomicInteger completions = new AtomicInteger();
    for (int round = 0; round < 100; round++) {
      List<Future<Integer>> small = new ArrayList<>();
      List<Future<double[]>> results = new ArrayList<>();
      List<Future<Double>> arguments = new ArrayList<>();
      int start = n;
      for (int i = 0; i < 40; i++, n++) {
        small.add(pool.with(retries).submit(ClusterReturnTest::identity, n));
        if (i % 10 == 0) {
          results.add(pool.with(retries).submit(ClusterReturnTest::numbers, n));
          arguments.add(pool.with(retries).submit(ClusterReturnTest::first, numbers(n)));
        }
        if (i % 20 == 10) {
          small.get(i / 2).exception(Duration.ofSeconds(20)); // in the middle of the others
          network.flap();
        }
      }
      for (int i = 0; i < 40; i++) {
        small.get(i).addDoneCallback(done -> completions.incrementAndGet());
        assertThat(outcome(small.get(i))).isEqualTo(start + i);
        if (i % 10 == 0) {
          double[] numbers = (double[]) outcome(results.get(i / 10));
          assertThat(numbers[0]).isEqualTo(start + i);
          assertThat(outcome(arguments.get(i / 10))).isEqualTo((double) (start + i));
        }
      }
    }
    await().untilAtomic(completions, org.hamcrest.Matchers.is(n));
  }

  private static Object outcome(Future<?> future) {
    Throwable failure = future.exception(Duration.ofSeconds(20));
    assertThat(failure).isNull();
    return future.result();
  }
}
