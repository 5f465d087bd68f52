package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.WorkerLostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks when JVMs die, hang and come back, over each engine. */
@Timeout(120)
abstract class MemberFaultsContract {
  /** So long only where something hangs. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  static final TaskOptions RETRIES = TaskOptions.defaults().retries(2);

  final Members members = new Members(settings());
  private final List<AutoCloseable> toClose = new ArrayList<>();
  @TempDir Path directory;
  Marks marks;

  /** Of all members, see {@link MemberMain}. */
  abstract Map<String, String> settings();

  /** A submitter without slots of its own, in this JVM, that joins the members. */
  abstract ClusterPoolExecutor submitter();

  @BeforeEach
  void makeMarks() {
    marks = new Marks(directory);
  }

  /** Closes it after the test, before what was given earlier. */
  final <T extends AutoCloseable> T closing(T closeable) {
    toClose.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : toClose) {
      if (closeable instanceof ClusterPoolExecutor pool) {
        pool.close(Duration.ofSeconds(10));
        assertThat(pool.isTerminated()).isTrue();
      } else {
        closeable.close();
      }
    }
    members.close();
  }

  private RemoteSubmitter remoteSubmitter() throws Exception {
    Map<String, String> all = new HashMap<>(settings());
    all.put("seeds", String.join(",", members.addresses()));
    all.put("directory", directory.toString());
    return closing(new RemoteSubmitter(MemberJvm.standard(), all));
  }

  static void awaitMembers(ClusterPoolExecutor pool, int n) {
    await().atMost(LIMIT).until(() -> pool.members().size() == n);
  }

  static int square(int n) {
    return n * n;
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  final Future<Long> hold(ClusterPoolExecutor pool, TaskOptions options, int n) {
    return pool.with(options).submit(Marks::hold, directory.toString(), Integer.toString(n));
  }

  private void releaseUntilDone(List<Future<Long>> futures) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              marks.release();
              return futures.stream().allMatch(Future::done);
            });
  }

  /**
   * What executed there fails, once, or with retries executes again; what was queued executes
   * elsewhere.
   */
  @Test
  void killedMemberCostsWhatExecutedThere() throws Exception {
    Members.Member dying = members.start(2);
    Members.Member other = members.start(3);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    List<Future<Long>> futures = new ArrayList<>();
    List<Future<Long>> retried = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      boolean again = i % 2 == 0;
      (again ? retried : futures).add(hold(pool, again ? RETRIES : TaskOptions.defaults(), i));
    }
    await().atMost(LIMIT).until(() -> marks.held().size() == 5);
    for (int i = 5; i < 9; i++) {
      futures.add(hold(pool, TaskOptions.defaults(), i)); // queued
    }
    List<String> there =
        marks.held().stream().filter(mark -> mark.endsWith("-" + dying.process.pid())).toList();
    assertThat(there).hasSize(2);
    long mayFail = there.stream().filter(mark -> (mark.charAt(0) - '0') % 2 != 0).count();
    dying.kill();
    await().atMost(LIMIT).until(() -> pool.stats().lostWorkers() == 2);
    there.forEach(marks::release);
    releaseUntilDone(futures);
    releaseUntilDone(retried);
    assertThat(retried).extracting(Future::result).containsOnly(other.process.pid());
    List<Future<Long>> failed = futures.stream().filter(f -> f.exception() != null).toList();
    assertThat(failed)
        .hasSize((int) mayFail)
        .allSatisfy(
            future ->
                assertThat(future.exception())
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining(dying.address)
                    .hasMessageContaining("with retries it would run again elsewhere"));
    assertThat(pool.stats().retried()).isEqualTo(2 - mayFail);
  }

  /** A member that does not answer is lost, and is used again when it does. */
  @Test
  void hungMemberIsLostAndUsedAgain() throws Exception {
    Members.Member hung = members.start(1);
    Members.Member other = members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 3);
    hung.signal("STOP");
    try {
      List<Future<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        futures.add(pool.with(RETRIES).submit(MemberFaultsContract::pid));
      }
      for (Future<Long> future : futures) {
        assertThat(future.result(LIMIT)).isEqualTo(other.process.pid());
      }
    } finally {
      hung.signal("CONT");
    }
    awaitMembers(pool, 3);
    List<Future<Long>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(hold(pool, TaskOptions.defaults(), i));
    }
    await().atMost(LIMIT).until(() -> marks.held().size() == 2);
    marks.release();
    assertThat(both)
        .extracting(Future::result)
        .containsExactlyInAnyOrder(hung.process.pid(), other.process.pid());
  }

  /** What executes ends there, what waits goes elsewhere; nothing fails. */
  @Test
  void leavingMemberFinishesWhatItHas() throws Exception {
    Members.Member leaving = members.start(1);
    ClusterPoolExecutor pool = submitter();
    awaitMembers(pool, 2);
    Future<Long> running = hold(pool, TaskOptions.defaults(), 0);
    await().until(() -> marks.held().size() == 1);
    leaving.leave();
    await().until(() -> pool.stats().maxWorkers() > 0 && pool.stats().running() == 1);
    Members.Member next = members.start(1);
    Future<Long> later = pool.submit(MemberFaultsContract::pid);
    assertThat(later.result()).isEqualTo(next.process.pid());
    marks.release();
    assertThat(running.result()).isEqualTo(leaving.process.pid());
    leaving.process.waitFor();
  }

  /** The tasks of a submitter that has died are interrupted. */
  @Test
  void tasksOfADeadSubmitterEnd() throws Exception {
    Members.Member member = members.start(1);
    RemoteSubmitter dying = remoteSubmitter();
    dying.submit("task", 0);
    await().atMost(LIMIT).until(() -> marks.held().size() == 1);
    dying.close();
    await().atMost(LIMIT).until(() -> marks.interrupted().size() == 1);
    assertThat(marks.interrupted()).containsExactly("task-" + member.process.pid());
    ClusterPoolExecutor pool = submitter();
    assertThat(pool.submit(MemberFaultsContract::square, 4).result(LIMIT)).isEqualTo(16);
  }

  /**
   * To the member a submitter that hangs is a dead one: its tasks are interrupted there. To the
   * submitter, when it goes on, the member was lost: what may have been executing fails or is
   * retried, and everything is completed once.
   */
  @Test
  void submitterThatHungAndComesBackGoesOn() throws Exception {
    Members.Member member = members.start(2);
    RemoteSubmitter submitter = remoteSubmitter();
    submitter.submit("once", 0);
    submitter.submit("again", 2);
    submitter.submit("queued", 0);
    long pid = member.process.pid();
    await().atMost(LIMIT).until(() -> marks.held().size() == 2);
    assertThat(marks.held()).containsExactly("again-" + pid, "once-" + pid);
    submitter.signal("STOP");
    try {
      await().atMost(LIMIT).until(() -> marks.interrupted().size() == 2);
    } finally {
      submitter.signal("CONT");
    }
    await()
        .atMost(LIMIT)
        .until(() -> marks.held().equals(List.of("again-" + pid, "queued-" + pid)));
    assertThat(submitter.state("once"))
        .startsWith("1 " + WorkerLostException.class.getName())
        .contains(member.address);
    marks.release();
    for (String task : List.of("again", "queued")) {
      await().until(() -> submitter.state(task).equals("1 " + pid));
    }
    assertThat(submitter.state("once")).startsWith("1 ");
    submitter.submit("later", 0);
    await().until(() -> marks.held().equals(List.of("later-" + pid)));
    marks.release();
    await().until(() -> submitter.state("later").equals("1 " + pid));
  }
}
