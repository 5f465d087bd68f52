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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that die, hang, come, leave, and what is too much for them. */
@Timeout(120)
class ClusterFaultsTest {
  private static final TaskOptions RETRIES = TaskOptions.defaults().retries(2);

  private final Members members = new Members();
  private final List<ClusterPoolExecutor> pools = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    for (ClusterPoolExecutor pool : pools) {
      pool.close(Duration.ofSeconds(10));
      assertThat(pool.isTerminated()).isTrue();
    }
    members.close();
  }

  /** A submitter without slots of its own. */
  private ClusterPoolExecutor submitter() {
    ClusterPoolExecutor pool =
        ClusterPoolExecutor.builder()
            .slots(0)
            .seeds(members.addresses())
            .engine(new JGroupsEngine().failureTimeout(Duration.ofSeconds(3)))
            .noWorkersTimeout(Duration.ofSeconds(20))
            .build();
    pools.add(pool);
    return pool;
  }

  private static void awaitMembers(ClusterPoolExecutor pool, int n) {
    await().atMost(Duration.ofSeconds(20)).until(() -> pool.members().size() == n);
  }

  static int square(int n) {
    return n * n;
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Writes a file, then waits for it to be deleted. */
  static long markAndWait(String directory, int n) throws Exception {
    Path mark = Path.of(directory, n + "-" + System.nanoTime());
    Files.writeString(mark, Long.toString(pid()));
    while (Files.exists(mark)) {
      Thread.sleep(2);
    }
    return pid();
  }

  private static List<Path> marks(Path directory) {
    try (var files = Files.list(directory)) {
      return files.toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void release(Path directory) {
    for (Path mark : marks(directory)) {
      try {
        Files.deleteIfExists(mark);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** What executed there fails, once; what was queued executes elsewhere. */
  @Test
  void killedMemberCostsWhatExecutedThere(@TempDir Path directory) throws Exception {
    Members.Member dying = members.start(2);
    members.start(2);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    List<Future<Long>> futures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      futures.add(pool.submit(ClusterFaultsTest::markAndWait, directory.toString(), i));
    }
    await().until(() -> marks(directory).size() == 4);
    dying.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> pool.stats().failed() == 2);
    await()
        .until(
            () -> {
              release(directory);
              return futures.stream().allMatch(Future::done);
            });
    long failed = futures.stream().filter(future -> future.exception() != null).count();
    assertThat(failed).isEqualTo(2);
    for (Future<Long> future : futures) {
      if (future.exception() != null) {
        assertThat(future.exception())
            .isInstanceOf(WorkerLostException.class)
            .hasMessageContaining(dying.address)
            .hasMessageContaining("with retries it would run again elsewhere");
      } else {
        assertThat(future.result()).isNotEqualTo(dying.process.pid());
      }
    }
    assertThat(pool.stats().lostWorkers()).isEqualTo(2);
  }

  @Test
  void withRetriesTheyExecuteElsewhere(@TempDir Path directory) throws Exception {
    Members.Member dying = members.start(2);
    members.start(2);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    List<Future<Long>> futures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      futures.add(
          pool.with(RETRIES).submit(ClusterFaultsTest::markAndWait, directory.toString(), i));
    }
    await().until(() -> marks(directory).size() == 4);
    dying.kill();
    await()
        .until(
            () -> {
              release(directory);
              return futures.stream().allMatch(Future::done);
            });
    assertThat(futures).allSatisfy(future -> assertThat(future.exception()).isNull());
    assertThat(pool.stats().retried()).isEqualTo(2);
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

  /** A member that does not answer is lost, and is used again when it does. */
  @Test
  void hungMemberIsLostAndUsedAgain(@TempDir Path directory) throws Exception {
    Members.Member hung = members.start(1);
    Members.Member other = members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    hung.signal("STOP");
    try {
      List<Future<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        futures.add(pool.with(RETRIES).submit(ClusterFaultsTest::pid));
      }
      for (Future<Long> future : futures) {
        assertThat(future.result(Duration.ofSeconds(30))).isEqualTo(other.process.pid());
      }
    } finally {
      hung.signal("CONT");
    }
    awaitMembers(pool, 3);
    List<Future<Long>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(pool.submit(ClusterFaultsTest::markAndWait, directory.toString(), i));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> marks(directory).size() == 2);
    release(directory);
    assertThat(both)
        .extracting(Future::result)
        .containsExactlyInAnyOrder(hung.process.pid(), other.process.pid());
  }

  @Test
  void joinerTakesWork(@TempDir Path directory) {
    members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    List<Future<Long>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      futures.add(pool.submit(ClusterFaultsTest::markAndWait, directory.toString(), i));
    }
    await().until(() -> marks(directory).size() == 1);
    members.start(2);
    await().until(() -> marks(directory).size() == 3);
    release(directory);
    assertThat(futures.stream().map(Future::result).distinct()).hasSize(2);
  }

  /** What executes ends there, what waits goes elsewhere; nothing fails. */
  @Test
  void leavingMemberFinishesWhatItHas(@TempDir Path directory) throws Exception {
    Members.Member leaving = members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    Future<Long> running = pool.submit(ClusterFaultsTest::markAndWait, directory.toString(), 0);
    await().until(() -> marks(directory).size() == 1);
    leaving.leave();
    await().until(() -> pool.stats().maxWorkers() > 0 && pool.stats().running() == 1);
    Members.Member next = members.start(1);
    Future<Long> later = pool.submit(ClusterFaultsTest::pid);
    assertThat(later.result()).isEqualTo(next.process.pid());
    release(directory);
    assertThat(running.result()).isEqualTo(leaving.process.pid());
    leaving.process.waitFor();
  }

  @Test
  void cancelReachesTasksOnMembers(@TempDir Path directory) {
    members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    Future<Long> running = pool.submit(ClusterFaultsTest::markAndWait, directory.toString(), 0);
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
        ClusterPoolExecutor.builder()
            .slots(0)
            .noWorkersTimeout(Duration.ofSeconds(1))
            .engine(LocalEngine.network())
            .build();
    pools.add(pool);
    assertThat(pool.submit(ClusterFaultsTest::square, 3).exception(Duration.ofSeconds(30)))
        .isInstanceOf(BrokenClusterException.class)
        .hasMessageContaining("seeds(...) of " + pool.address());
  }

  private ClusterPoolExecutor member(LocalEngine network, int slots, int minimumWorkers) {
    ClusterPoolExecutor pool =
        ClusterPoolExecutor.builder()
            .slots(slots)
            .minimumWorkers(minimumWorkers)
            .engine(network)
            .build();
    pools.add(pool);
    return pool;
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
                ClusterPoolExecutor.builder()
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
    members.start(1, "-Xmx1g");
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
        .hasMessageContaining("another member of the cluster");
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

  /** The tasks of a submitter that has died are interrupted. */
  @Test
  void tasksOfADeadSubmitterEnd(@TempDir Path directory) throws Exception {
    Members.Member member = members.start(1);
    Process dying = SubmitterMain.start(member.address, directory);
    await().atMost(Duration.ofSeconds(20)).until(() -> marks(directory).size() == 1);
    dying.destroyForcibly().waitFor();
    ClusterPoolExecutor pool = submitter();
    assertThat(pool.submit(ClusterFaultsTest::square, 4).result(Duration.ofSeconds(30)))
        .isEqualTo(16);
    assertThat(marks(directory)).as("the mark of the task that was interrupted").hasSize(1);
  }

  @Test
  void otherAddressesNeedTls() {
    assertThatThrownBy(() -> ClusterPoolExecutor.builder().bind("0.0.0.0", 0).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("keytool -genkeypair");
  }
}
