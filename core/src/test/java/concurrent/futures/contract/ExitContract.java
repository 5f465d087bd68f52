package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a JVM with an executor exits (CONTRACT D3, D9; DECISIONS 13), in JVMs of their own. */
public abstract class ExitContract extends ContractTest {
  private Jvm run(String program) throws Exception {
    Jvm ended = Jvm.run(ExitPrograms.class, subject().getClass().getName(), program);
    assertThat(ended.err()).as("stderr").isEmpty();
    return ended;
  }

  private void assertOutput(String program, String... lines) throws Exception {
    Jvm ended = run(program);
    assertThat(ended.out()).containsExactly(lines);
    assertThat(ended.exitCode()).isZero();
  }

  /** test_interpreter_shutdown: main returns, what is pending runs. */
  @Test
  void jvmDoesNotExitBeforePendingTasksHaveRun() throws Exception {
    assertOutput("pending", "apple");
  }

  /** test_hang_gh83386. */
  @Test
  void jvmExitsAfterAShutdownThatDoesNotWait() throws Exception {
    assertOutput("shutdownNoWait", "apple", "pear");
  }

  /** test_cancel_futures_wait_false: one of the tasks may have started, or none. */
  @Test
  void jvmExitsAfterAShutdownThatCancels() throws Exception {
    Jvm ended = run("shutdownAndCancel");
    assertThat(ended.out()).hasSizeLessThanOrEqualTo(1).isSubsetOf("apple", "pear");
    assertThat(ended.exitCode()).isZero();
  }

  /** DECISIONS 13: an idle pool that nobody closed does not keep the JVM. */
  @Test
  void unclosedIdlePoolLetsTheJvmExit() throws Exception {
    assertOutput("idle", "9");
    assertOutput("idleByDefault", "9");
  }

  /** D9: daemon(true) opts out. */
  @Test
  void daemonPoolLetsTheJvmExitWhileATaskRuns() throws Exception {
    assertOutput("daemon", "main");
  }

  /**
   * test_submit_after_interpreter_shutdown, S3. Exit hooks of a JVM run side by side, in no order,
   * so there is no moment "after shutdown" for them: the pool goes on to work, and nothing hangs.
   */
  @Test
  void submitInAnExitHookWorks() throws Exception {
    assertOutput("submitInExitHook", "hook: 16");
  }

  /** Beyond 12: shutdown from an exit hook waits for the tasks, and the exit code is kept. */
  @Test
  void closeInAnExitHookWaitsForTheTasks() throws Exception {
    Jvm ended = run("closeInExitHook");
    assertThat(ended.out()).containsExactly("apple", "closed");
    assertThat(ended.exitCode()).isEqualTo(7);
  }
}
