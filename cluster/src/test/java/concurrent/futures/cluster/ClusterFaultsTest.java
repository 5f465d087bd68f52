package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.ReturnWhen;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskSerializationException;
import concurrent.futures.WorkerLostException;
import concurrent.futures.WorkerStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that die, hang, come, leave, and what is too much for them. */
@Timeout(120)
class ClusterFaultsTest extends MemberFaultsContract {
  @Override
  Map<String, String> settings() {
    return Map.of();
  }

  @Override
  ClusterPoolExecutor submitter() {
    return closing(
        TestCluster.builder()
            .slots(0)
            .seeds(members.addresses())
            .engine(new JGroupsEngine().failureTimeout(MemberMain.FAILURE_TIMEOUT))
            .noWorkersTimeout(Duration.ofSeconds(20))
            .build());
  }

  static int endTheJvm() {
    Runtime.getRuntime().halt(9);
    return 0;
  }

  @Test
  void taskThatEndsThreeMembersIsNotTriedAgain() {
    for (int i = 0; i < 4; i++) {
      members.start(1);
    }
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 5);
    Future<Integer> poison =
        pool.with(TaskOptions.defaults().retries(100)).submit(ClusterFaultsTest::endTheJvm);
    assertThat(poison.exception(Duration.ofSeconds(60)))
        .isInstanceOf(WorkerLostException.class)
        .satisfies(e -> assertThat(((WorkerLostException) e).attempt()).isEqualTo(3));
    assertThat(pool.submit(ClusterFaultsTest::square, 3).result()).isEqualTo(9);
  }

  @Test
  void joinerTakesWork() {
    members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    List<Future<Long>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      futures.add(hold(pool, TaskOptions.defaults(), i));
    }
    await().until(() -> marks.held().size() == 1);
    members.start(2);
    await().until(() -> marks.held().size() == 3);
    marks.release();
    assertThat(futures.stream().map(Future::result).distinct()).hasSize(2);
  }

  @Test
  void cancelReachesTasksOnMembers() {
    members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    Future<Long> running = hold(pool, TaskOptions.defaults(), 0);
    await().until(running::running);
    Future<Integer> queued = pool.submit(ClusterFaultsTest::square, 3);
    assertThat(queued.cancel()).isTrue();
    assertThat(running.cancel()).isFalse();
    assertThat(running.cancel(true)).isTrue();
    assertThat(pool.submit(ClusterFaultsTest::square, 4).result()).isEqualTo(16);
  }

  @Test
  void withoutMembersTasksFail() {
    ClusterPoolExecutor pool =
        closing(
            TestCluster.builder()
                .slots(0)
                .noWorkersTimeout(Duration.ofSeconds(1))
                .engine(LocalEngine.network())
                .build());
    assertThat(pool.submit(ClusterFaultsTest::square, 3).exception(Duration.ofSeconds(30)))
        .isInstanceOf(BrokenClusterException.class)
        .hasMessageContaining("seeds(...) of " + pool.address());
  }

  private ClusterPoolExecutor member(LocalEngine network, int slots, int minimumWorkers) {
    return closing(
        TestCluster.builder().slots(slots).minimumWorkers(minimumWorkers).engine(network).build());
  }

  @Test
  void nothingIsExecutedWhileThereAreTooFewSlots() {
    LocalEngine network = LocalEngine.network();
    ClusterPoolExecutor pool = member(network, 2, 4);
    Future<Integer> waiting = pool.submit(ClusterFaultsTest::square, 3);
    member(network, 1, 1);
    awaitMembers(pool, 2);
    assertThat(waiting.done()).isFalse();
    ClusterPoolExecutor fourth = member(network, 1, 1);
    assertThat(waiting.result()).isEqualTo(9);
    fourth.close();
    awaitMembers(pool, 2);
    Future<Integer> later = pool.submit(ClusterFaultsTest::square, 4);
    assertThat(later.done()).isFalse();
    member(network, 5, 1);
    assertThat(later.result()).isEqualTo(16);
  }

  @Test
  void unreachableSeedsAreSaid() {
    assertThatThrownBy(
            () ->
                TestCluster.builder()
                    .seeds("127.0.0.1:1")
                    .joinTimeout(Duration.ofSeconds(1))
                    .build())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  static double[] numbers(int n) {
    double[] numbers = new double[n];
    numbers[n - 1] = n;
    return numbers;
  }

  static double last(double[] numbers) {
    return numbers[numbers.length - 1];
  }

  /** 200 MB in either direction. */
  @Test
  void largeValuesTravel() {
    members.start(1, MemberJvm.standard().heap("1g"));
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    int n = 25_000_000;
    double[] result = pool.submit(ClusterFaultsTest::numbers, n).result();
    assertThat(result[n - 1]).isEqualTo(n);
    assertThat(pool.submit(ClusterFaultsTest::last, result).result()).isEqualTo(n);
  }

  static Object unserializable() {
    return new CountDownLatch(1);
  }

  static int error() {
    throw new AssertionError("an error");
  }

  @Test
  void whatCannotTravelFailsItsOwnFuture() {
    members.start(2);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    assertThat(pool.submit(ClusterFaultsTest::unserializable).exception())
        .isInstanceOf(TaskSerializationException.class)
        .hasMessageContaining("CountDownLatch");
    assertThat(pool.submit(ClusterFaultsTest::error).exception())
        .isInstanceOf(AssertionError.class)
        .hasMessage("an error");
    CountDownLatch latch = new CountDownLatch(1);
    assertThat(pool.submit(() -> latch.getCount()).exception())
        .isInstanceOf(TaskSerializationException.class)
        .hasMessageContaining("cannot travel to the member 127.0.0.1");
    assertThat(pool.submit(ClusterFaultsTest::square, 4).result()).isEqualTo(16);
  }

  @Test
  void floodOfTasks() {
    members.start(2);
    members.start(2);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    List<Future<Integer>> futures =
        IntStream.range(0, 20_000)
            .mapToObj(i -> pool.submit(ClusterFaultsTest::square, i))
            .toList();
    Futures.wait(futures, Duration.ofSeconds(60), ReturnWhen.ALL_COMPLETED);
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).result()).isEqualTo(i * i);
    }
    List<WorkerStats> workers = pool.stats().workers();
    assertThat(workers.size()).isLessThanOrEqualTo(4);
  }

  @Test
  void otherAddressesNeedTls() {
    assertThatThrownBy(() -> TestCluster.builder().bind("0.0.0.0", 0).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("keytool -genkeypair");
  }
}
