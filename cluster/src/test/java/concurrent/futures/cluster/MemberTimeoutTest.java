package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timeout of a task is kept where it executes, whatever its submitter does. */
@Timeout(60)
class MemberTimeoutTest {
  private static final TaskOptions BRIEF =
      TaskOptions.defaults().timeout(Duration.ofMillis(200)).name("brief");

  private final LocalEngine network = LocalEngine.network();
  private final LossyEngine lossy = new LossyEngine(network);
  private final Deque<ClusterPoolExecutor> open = new ArrayDeque<>();

  @TempDir Path directory;

  @AfterEach
  void end() {
    lossy.losesWhatIsSent = false;
    lossy.losesWhatComes = false;
    lossy.deliver();
    new Marks(directory).release(); // or a task that was not interrupted would go on
    open.forEach(pool -> pool.shutdown(false, true));
    network.killAll();
  }

  private ClusterPoolExecutor open(ClusterPoolExecutor.Builder builder) {
    open.push(builder.build());
    return open.getFirst();
  }

  private static void assertTimedOut(Future<?> future) {
    assertThat(future.exception(Duration.ofSeconds(30)))
        .isInstanceOf(TaskTimeoutException.class)
        .hasMessageContaining("ran longer than PT0.2S")
        .hasMessageContaining("brief");
  }

  private static ClusterPoolExecutor.Builder member(ClusterEngine engine, int slots) {
    return TestCluster.builder().slots(slots).engine(engine).daemon(true);
  }

  @Test
  @DisplayName("A submitter that says and hears nothing: the task is interrupted at its member")
  void submitterThatIsCutOff() {
    Marks marks = new Marks(directory);
    ClusterPoolExecutor host = open(member(network, 1));
    ClusterPoolExecutor pool = open(member(lossy, 0));
    Future<Long> future = pool.with(BRIEF).submit(Marks::hold, directory.toString(), "task");
    AtomicInteger outcomes = new AtomicInteger();
    future.addDoneCallback(done -> outcomes.incrementAndGet());
    await().until(() -> marks.held().size() + marks.interrupted().size() == 1);
    lossy.losesWhatIsSent = true;
    lossy.losesWhatComes = true;
    await().until(() -> marks.interrupted().size() == 1);
    assertTimedOut(future);
    lossy.losesWhatIsSent = false;
    lossy.losesWhatComes = false;
    // What it has missed comes now.
    assertThat(pool.submit(() -> 5).result(Duration.ofSeconds(30))).isEqualTo(5);
    assertThat(outcomes).hasValue(1);
    await().until(() -> host.backend().host.running() == 0);
  }

  /** The member interrupts it by itself, and its InterruptedException comes, but not as outcome. */
  @Test
  @DisplayName("A submitter that cannot say anything: what the interrupt brings is no outcome")
  void submitterThatIsNotHeard() {
    Marks marks = new Marks(directory);
    ClusterPoolExecutor host = open(member(network, 1));
    ClusterPoolExecutor pool = open(member(lossy, 0));
    Future<Long> future = pool.with(BRIEF).submit(Marks::hold, directory.toString(), "task");
    await().until(() -> marks.held().size() + marks.interrupted().size() == 1);
    lossy.losesWhatIsSent = true;
    await().until(() -> marks.interrupted().size() == 1);
    assertTimedOut(future);
    lossy.losesWhatIsSent = false;
    assertThat(pool.submit(() -> 5).result(Duration.ofSeconds(30))).isEqualTo(5);
    await().until(() -> host.backend().host.running() == 0);
  }

  /** It finds the start, the timeout and what the interrupt brought at the same time. */
  @Test
  @DisplayName("A submitter that was suspended: the task has timed out, whatever else it has done")
  void submitterThatWasSuspended() {
    Marks marks = new Marks(directory);
    ClusterPoolExecutor host = open(member(network, 1));
    ClusterPoolExecutor pool = open(member(lossy, 0));
    Future<Long> first = pool.submit(Marks::hold, directory.toString(), "first");
    await().until(() -> marks.held().size() == 1); // the member has the class of the task
    marks.release();
    first.result(Duration.ofSeconds(30));
    lossy.keepsWhatComes = true;
    Future<Long> future = pool.with(BRIEF).submit(Marks::hold, directory.toString(), "task");
    await().until(() -> marks.interrupted().size() == 1 && host.backend().host.running() == 0);
    assertThat(future.done()).isFalse();
    lossy.deliver();
    assertTimedOut(future);
  }

  @Test
  @DisplayName("A member that cannot say anything: the submitter has a clock of its own")
  void memberThatIsNotHeard() {
    Marks marks = new Marks(directory);
    ClusterPoolExecutor host = open(member(network, 1));
    ClusterPoolExecutor pool = open(member(lossy, 0));
    Future<Long> future = pool.with(BRIEF).submit(Marks::hold, directory.toString(), "task");
    await().until(() -> future.running() || future.done());
    lossy.losesWhatComes = true;
    assertTimedOut(future);
    lossy.losesWhatComes = false;
    assertThat(pool.submit(() -> 5).result(Duration.ofSeconds(30))).isEqualTo(5);
    assertThat(marks.interrupted()).hasSize(1);
    await().until(() -> host.backend().host.running() == 0);
  }

  /** Says that it runs, and goes on whatever happens. */
  static long endless(String file) throws Exception {
    long pid = ProcessHandle.current().pid();
    Path draft = Files.writeString(Path.of(file + ".draft"), Long.toString(pid));
    Files.move(draft, Path.of(file));
    for (long n = 0; ; n++) {
      if (n < 0) {
        return n;
      }
    }
  }

  @Test
  @DisplayName("A worker JVM that goes on is killed by its member")
  void workerJvm() throws Exception {
    Path file = directory.resolve("pid");
    ClusterPoolExecutor host = open(member(network, 1).isolate());
    ClusterPoolExecutor pool = open(member(lossy, 0));
    Future<Long> future = pool.with(BRIEF).submit(MemberTimeoutTest::endless, file.toString());
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file));
    lossy.losesWhatIsSent = true;
    long pid = Long.parseLong(Files.readString(file));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertTimedOut(future);
    lossy.losesWhatIsSent = false;
    assertThat(pool.submit(() -> 5).result(Duration.ofSeconds(30))).isEqualTo(5);
    await().until(() -> host.backend().host.running() == 0);
  }
}
