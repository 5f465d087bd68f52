package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
  @Test
  void killReachesGrandchildren() throws Exception {
    try (var worker = new StartedWorker(List.of(), "/bin/sh", "-c", "sleep 1000 & wait")) {
      worker.untilPrinted("ready");
      await().until(() -> worker.process.descendants().count() == 4); // two shells, two sleeps
      List<ProcessHandle> descendants = worker.process.descendants().toList();
      ProcessTree.kill(worker.process);
      assertThat(worker.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(descendants).noneMatch(ProcessTreeTest::runs));
    }
  }

  @Test
  void terminateLetsHooksRun() throws Exception {
    try (var worker = new StartedWorker(List.of(), "directory")) {
      String path = worker.untilPrinted("ready").printed().lines().findFirst().orElseThrow();
      ProcessTree.terminate(worker.process);
      assertThat(worker.report().exitCode()).isEqualTo(143);
      assertThat(Path.of(path)).doesNotExist();
    }
  }

  @Test
  void killOfTheDeadDoesNothing() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "exit 4").start();
    process.waitFor();
    ProcessTree.kill(process);
    ProcessTree.terminate(process);
    assertThat(process.exitValue()).isEqualTo(4);
  }

  /** A killed process whose parent is gone may stay as a zombie, if nobody reaps it. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && ProcessMemory.residentBytes(process.pid()) > 0;
  }
}
