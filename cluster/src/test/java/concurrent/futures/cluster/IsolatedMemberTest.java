package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.SharedMemory;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import concurrent.futures.WorkerCrashedException;
import concurrent.futures.WorkerLostException;
import concurrent.futures.internal.process.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that executes in worker JVMs: what befalls these costs one task, and nothing else. */
@Timeout(120)
class IsolatedMemberTest {
  private final Members members = new Members();
  private Members.Member member;
  private ClusterPoolExecutor pool;

  @TempDir Path directory;

  @BeforeEach
  void start() {
    member = members.startIsolating(2);
    pool = submitter(builder -> {});
  }

  @AfterEach
  void close() throws InterruptedException {
    pool.close(Duration.ofSeconds(10));
    assertThat(pool.isTerminated()).isTrue();
    members.close();
  }

  private ClusterPoolExecutor submitter(
      java.util.function.Consumer<ClusterPoolExecutor.Builder> settings) {
    ClusterPoolExecutor.Builder builder =
        TestCluster.builder()
            .slots(0)
            .seeds(members.addresses())
            .engine(new JGroupsEngine().failureTimeout(Duration.ofSeconds(3)));
    settings.accept(builder);
    return builder.build();
  }

  static int square(int n) {
    return n * n;
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  static long parentPid() {
    return ProcessHandle.current().parent().orElseThrow().pid();
  }

  /** Tells its process, then waits for the file to be deleted. */
  static long markAndWait(String directory, int n) throws Exception {
    Path draft = Path.of(directory, "draft-" + n);
    Files.writeString(draft, Long.toString(pid()));
    Path mark = Files.move(draft, Path.of(directory, "mark-" + n));
    while (Files.exists(mark)) {
      Thread.sleep(2);
    }
    return pid();
  }

  private Path mark(int n) {
    return directory.resolve("mark-" + n);
  }

  private long awaitMark(int n) throws Exception {
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(mark(n)));
    return Long.parseLong(Files.readString(mark(n)));
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void awaitEnd(long pid) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !lives(pid));
  }

  // ---- what they leave

  static boolean allocateAndHalt(Path told) throws Exception {
    SharedMemory memory = SharedMemory.allocate(8);
    memory.asByteBuffer().put(0, (byte) 1);
    Path shared = RunDirectory.shared(Path.of(System.getProperty(RunDirectory.PROPERTY)));
    try (Stream<Path> files = Files.list(shared)) {
      Path mine = files.filter(f -> f.toString().contains("/" + pid() + "-")).findAny().get();
      Files.writeString(told, mine.toString());
    }
    Runtime.getRuntime().halt(3);
    return true;
  }

  @Test
  void memoryOfAWorkerThatCrashesEndsWithIt() throws Exception {
    Path told = directory.resolve("told");
    assertThat(pool.submit(IsolatedMemberTest::allocateAndHalt, told).exception())
        .isInstanceOf(WorkerCrashedException.class);
    assertThat(Path.of(Files.readString(told))).doesNotExist();
  }

  // ---- where tasks execute

  @Test
  void tasksExecuteInJvmsOfTheMember() {
    assertThat(pool.submit(IsolatedMemberTest::parentPid).result()).isEqualTo(member.process.pid());
  }

  private static int calls;

  static int callsSoFar() {
    return ++calls;
  }

  /** Static fields and the initializer's effects are those of one worker of one submitter. */
  @Test
  void workersAreOfOneSubmitter() {
    try (ClusterPoolExecutor other =
        submitter(builder -> builder.maxWorkers(1).initializer(() -> calls = 40))) {
      assertThat(other.submit(IsolatedMemberTest::callsSoFar).result()).isEqualTo(41);
      assertThat(pool.submit(IsolatedMemberTest::callsSoFar).result()).isEqualTo(1);
      assertThat(other.submit(IsolatedMemberTest::callsSoFar).result()).isEqualTo(42);
    }
  }

  static double[] numbers(int n) {
    double[] numbers = new double[n];
    numbers[n - 1] = n;
    return numbers;
  }

  static double[] same(double[] numbers) {
    return numbers;
  }

  /** 100 MB there and back. */
  @Test
  void largeArraysTravel() throws Exception {
    members.close();
    member = members.startIsolating(1, MemberJvm.standard().heap("512m"));
    try (ClusterPoolExecutor large = submitter(builder -> {})) {
      double[] numbers = numbers(12_500_000);
      double[] back = large.submit(IsolatedMemberTest::same, numbers).result();
      assertThat(back).hasSize(numbers.length).endsWith(numbers.length);
    }
  }

  // ---- crashes

  static int exit() {
    System.exit(7);
    return 0;
  }

  static int halt() {
    Runtime.getRuntime().halt(9);
    return 0;
  }

  static int fillMemory() {
    List<byte[]> all = new ArrayList<>();
    while (true) {
      all.add(new byte[1 << 20]);
    }
  }

  private WorkerCrashedException crashOf(concurrent.futures.Call<Integer> task) throws Exception {
    Future<Long> bystander = pool.submit(IsolatedMemberTest::markAndWait, directory.toString(), 0);
    awaitMark(0);
    Future<Integer> crashing = pool.submit(task);
    List<Future<Integer>> behind = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      behind.add(pool.submit(IsolatedMemberTest::square, i));
    }
    Throwable crash = crashing.exception(Duration.ofSeconds(30));
    for (int i = 0; i < 5; i++) {
      assertThat(behind.get(i).result(Duration.ofSeconds(20))).isEqualTo(i * i);
    }
    Files.delete(mark(0));
    assertThat(bystander.result(Duration.ofSeconds(20))).isPositive();
    assertThat(member.process.isAlive()).isTrue();
    assertThat(pool.stats().lostWorkers()).isEqualTo(1);
    assertThat(crash)
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("at the member " + member.address);
    return (WorkerCrashedException) crash;
  }

  @Test
  void exitCostsOneTask() throws Exception {
    WorkerCrashedException crash = crashOf(IsolatedMemberTest::exit);
    assertThat(crash.kind()).isEqualTo(WorkerCrashedException.Kind.EXIT);
    assertThat(crash.exitCode()).isEqualTo(7);
    assertThat(crash).hasMessageContaining("IsolatedMemberTest.exit");
  }

  @Test
  void haltCostsOneTask() throws Exception {
    WorkerCrashedException crash = crashOf(IsolatedMemberTest::halt);
    assertThat(crash.kind()).isEqualTo(WorkerCrashedException.Kind.HALT);
    assertThat(crash.exitCode()).isEqualTo(9);
  }

  @Test
  void usedUpMemoryCostsOneTask() throws Exception {
    WorkerCrashedException crash = crashOf(IsolatedMemberTest::fillMemory);
    assertThat(crash.kind()).isEqualTo(WorkerCrashedException.Kind.OUT_OF_MEMORY);
  }

  @Test
  void killedWorkerCostsItsTask() throws Exception {
    Future<Long> killed = pool.submit(IsolatedMemberTest::markAndWait, directory.toString(), 1);
    ProcessHandle.of(awaitMark(1)).orElseThrow().destroyForcibly();
    assertThat(killed.exception(Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            WorkerCrashedException.class,
            crash -> {
              assertThat(crash.kind()).isEqualTo(WorkerCrashedException.Kind.SIGNAL);
              assertThat(crash.signal()).isEqualTo("SIGKILL");
            });
    assertThat(pool.submit(IsolatedMemberTest::square, 3).result()).isEqualTo(9);
  }

  @Test
  void idleWorkerThatIsKilledCostsNothing() {
    long pid = pool.submit(IsolatedMemberTest::pid).result();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> pool.stats().lostWorkers() == 1);
    assertThat(pool.submit(IsolatedMemberTest::pid).result()).isNotEqualTo(pid);
  }

  static int crashOnce(String directory) throws Exception {
    Path mark = Path.of(directory, "crashed");
    if (!Files.exists(mark)) {
      Files.createFile(mark);
      Runtime.getRuntime().halt(1);
    }
    return concurrent.futures.TaskContext.current().attempt();
  }

  @Test
  void withRetriesItRunsAgain() {
    Future<Integer> retried =
        pool.with(TaskOptions.defaults().retries(1))
            .submit(IsolatedMemberTest::crashOnce, directory.toString());
    assertThat(retried.result(Duration.ofSeconds(20))).isEqualTo(2);
  }

  static int squareOrHalt(int n) {
    if (n % 100 == 99) {
      Runtime.getRuntime().halt(9);
    }
    return n * n;
  }

  /** Short tasks are sent many at a time: those behind a crash run elsewhere. */
  @Test
  void crashesAmongManyShortTasksCostThemselves() {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      futures.add(pool.submit(IsolatedMemberTest::squareOrHalt, i));
    }
    for (int i = 0; i < 1000; i++) {
      Throwable failure = futures.get(i).exception(Duration.ofSeconds(60));
      if (i % 100 == 99) {
        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
      } else {
        assertThat(failure).as("task %s", i).isNull();
        assertThat(futures.get(i).result()).isEqualTo(i * i);
      }
    }
    assertThat(pool.stats().lostWorkers()).isEqualTo(10);
  }

  // ---- short tasks, which are written ahead

  private static final int SHORT = 3_000;

  static int attemptOf(int n) {
    if (n == SHORT / 2) {
      Runtime.getRuntime().halt(9);
    }
    return concurrent.futures.TaskContext.current().attempt();
  }

  /** Until the worker JVMs get many at a time. */
  private void warmUp(ClusterPoolExecutor of) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < SHORT; i++) {
      futures.add(of.submit(IsolatedMemberTest::square, i));
    }
    for (int i = 0; i < SHORT; i++) {
      assertThat(futures.get(i).result(Duration.ofSeconds(60))).isEqualTo(i * i);
    }
  }

  /** Those behind it in the same JVM run in the next one, as if nothing had happened. */
  @Test
  void crashAmongTasksThatAreWrittenAheadCostsOne() {
    warmUp(pool);
    AtomicInteger done = new AtomicInteger();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < SHORT; i++) {
      Future<Integer> future = pool.submit(IsolatedMemberTest::attemptOf, i);
      future.addDoneCallback(f -> done.incrementAndGet());
      futures.add(future);
    }
    for (int i = 0; i < SHORT; i++) {
      Throwable failure = futures.get(i).exception(Duration.ofSeconds(60));
      if (i == SHORT / 2) {
        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
      } else {
        assertThat(failure).as("task %s", i).isNull();
        assertThat(futures.get(i).result()).isEqualTo(1);
      }
    }
    await().untilAsserted(() -> assertThat(done).hasValue(SHORT));
    assertThat(pool.stats().lostWorkers()).isEqualTo(1);
  }

  static int mark(String directory, int n) throws Exception {
    Files.createFile(Path.of(directory, "run-" + n));
    return n;
  }

  /** Wherever those behind it are by then: here, at the member, or written ahead. */
  @Test
  void taskBehindOneThatExecutesIsCancelled() throws Exception {
    try (ClusterPoolExecutor one = submitter(builder -> builder.maxWorkers(1))) {
      warmUp(one);
      for (int i = 0; i < 200; i++) {
        one.submit(IsolatedMemberTest::square, i); // so that the next ones are sent together
      }
      Future<Long> first = one.submit(IsolatedMemberTest::markAndWait, directory.toString(), 3);
      List<Future<Integer>> behind = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        behind.add(one.submit(IsolatedMemberTest::mark, directory.toString(), i));
      }
      for (int i = 0; i < 20; i += 2) {
        assertThat(behind.get(i).cancel()).as("task %s", i).isTrue();
      }
      awaitMark(3);
      assertThat(behind).noneMatch(Future::running);
      Files.delete(mark(3));
      assertThat(first.result(Duration.ofSeconds(20))).isPositive();
      for (int i = 1; i < 20; i += 2) {
        assertThat(behind.get(i).result(Duration.ofSeconds(20))).isEqualTo(i);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(Files.exists(directory.resolve("run-" + i))).isEqualTo(i % 2 == 1);
      }
    }
  }

  @Test
  void interruptReachesATaskThatWasWrittenAhead() throws Exception {
    try (ClusterPoolExecutor one = submitter(builder -> builder.maxWorkers(1))) {
      warmUp(one);
      Future<Integer> endless = one.submit(IsolatedMemberTest::forever, directory.toString());
      Future<Integer> behind = one.submit(IsolatedMemberTest::square, 4);
      await().atMost(Duration.ofSeconds(20)).until(endless::running);
      assertThat(endless.cancel(true)).isTrue();
      assertThat(behind.result(Duration.ofSeconds(20))).isEqualTo(16);
      assertThat(one.stats().lostWorkers()).isEqualTo(1);
    }
  }

  // ---- stopping

  static int forever(String directory) throws Exception {
    Files.createFile(Path.of(directory, "mark-0"));
    for (long n = 0; ; n++) {
      if (n < 0) {
        return 0;
      }
    }
  }

  @Test
  void endlessLoopThatIsCancelledIsKilled() throws Exception {
    Future<Integer> endless = pool.submit(IsolatedMemberTest::forever, directory.toString());
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(mark(0)));
    await().until(endless::running);
    List<Long> workers = member.process.children().map(ProcessHandle::pid).toList();
    assertThat(workers).hasSize(1);
    assertThat(endless.cancel(true)).isTrue();
    awaitEnd(workers.get(0));
    assertThat(pool.submit(IsolatedMemberTest::square, 3).result()).isEqualTo(9);
    assertThat(member.process.isAlive()).isTrue();
  }

  @Test
  void endlessLoopThatTimesOutIsKilled() throws Exception {
    Future<Integer> endless =
        pool.with(TaskOptions.defaults().timeout(Duration.ofMillis(200)))
            .submit(IsolatedMemberTest::forever, directory.toString());
    assertThat(endless.exception(Duration.ofSeconds(20))).isInstanceOf(TaskTimeoutException.class);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> member.process.children().findAny().isEmpty());
    assertThat(pool.submit(IsolatedMemberTest::square, 3).result()).isEqualTo(9);
  }

  // ---- nothing is left

  @Test
  void workersEndWithTheirSubmitter() throws Exception {
    long idle = pool.submit(IsolatedMemberTest::pid).result();
    pool.close();
    awaitEnd(idle);
    assertThat(member.process.isAlive()).isTrue();
  }

  @Test
  void workersOfADeadSubmitterAreKilled() throws Exception {
    RemoteSubmitter dying =
        new RemoteSubmitter(
            MemberJvm.standard(),
            Map.of("seeds", member.address, "directory", directory.toString()));
    dying.submit("task", 0);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> member.process.children().findAny().isPresent());
    long worker = member.process.children().findAny().orElseThrow().pid();
    dying.close();
    awaitEnd(worker);
    assertThat(pool.submit(IsolatedMemberTest::square, 3).result()).isEqualTo(9);
  }

  @Test
  void workersEndWithTheirMember() throws Exception {
    Future<Long> running = pool.submit(IsolatedMemberTest::markAndWait, directory.toString(), 2);
    long worker = awaitMark(2);
    member.kill();
    awaitEnd(worker);
    assertThat(running.exception(Duration.ofSeconds(20))).isInstanceOf(WorkerLostException.class);
  }

  @Test
  void workersOfAMemberThatLeavesEnd() throws Exception {
    long worker = pool.submit(IsolatedMemberTest::pid).result();
    member.leave();
    member.process.waitFor();
    assertThat(lives(worker)).isFalse();
  }
}
