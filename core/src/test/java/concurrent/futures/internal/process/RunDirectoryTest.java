package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

  @TempDir Path temporary;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void directoryIsForThisUserOnly() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThat(permissions(directory.path())).isEqualTo("rwx------");
      assertThat(directory.path().getParent()).isEqualTo(Path.of(TEMPORARY));
      assertThat(directory.path().getFileName().toString())
          .startsWith("concurrent-futures-" + ProcessHandle.current().pid() + "-");
      Path file = directory.store("file", new ByteArrayInputStream(new byte[10]));
      assertThat(permissions(file)).isEqualTo("rw-------");
      assertThat(file).hasSize(10);
    }
  }

  @Test
  void lastOneToCloseDeletesIt() throws IOException {
    RunDirectory first = RunDirectory.acquire();
    RunDirectory second = RunDirectory.acquire();
    assertThat(second.path()).isEqualTo(first.path());
    Files.createDirectories(first.path().resolve("a/b"));
    Files.writeString(first.path().resolve("a/b/c"), "text");
    first.close();
    first.close();
    assertThat(second.path()).exists();
    second.close();
    assertThat(second.path()).doesNotExist();
    try (RunDirectory third = RunDirectory.acquire()) {
      assertThat(third.path()).isNotEqualTo(second.path()).exists();
    }
  }

  @Test
  void nothingIsSharedWithoutIt() throws IOException {
    RunDirectory directory = RunDirectory.acquire();
    Path shared = RunDirectory.shared(directory.path());
    assertThat(shared).exists();
    assertThat(RunDirectory.isSharedOfMyWorkers(shared.resolve("file"))).isTrue();
    assertThat(RunDirectory.isSharedOfMyWorkers(Path.of("file"))).isFalse();
    directory.close();
    assertThat(shared).doesNotExist();
    assertThatThrownBy(() -> RunDirectory.shared(directory.path()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is gone");
    assertThat(shared).doesNotExist();
  }

  @Test
  void interruptedThreadGetsOneToo() throws IOException {
    Thread.currentThread().interrupt();
    try (RunDirectory directory = RunDirectory.acquire()) {
      directory.store("file", new ByteArrayInputStream(new byte[10]));
      assertThat(directory.path().resolve("lock")).exists();
    }
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void directoryOfAKilledParentIsSweptAndOfALivingOneIsNot() throws Exception {
    List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
    try (var dead = new StartedWorker(options, "directory");
        var living = new StartedWorker(options, "directory")) {
      Path left = directoryOf(dead);
      Path used = directoryOf(living);
      ProcessTree.kill(dead.process);
      dead.process.onExit().join();
      assertThat(left).as("nobody has deleted it").exists();
      try (var sweeper = new StartedWorker(options, "directory")) {
        sweeper.untilPrinted("ready");
        assertThat(left).doesNotExist();
        assertThat(used).exists();
      }
    }
  }

  @Test
  void sweepLeavesOtherNamesAlone() throws IOException {
    Path other = Files.createTempDirectory("concurrent-futures-note-");
    Path ours =
        Files.createTempDirectory("concurrent-futures-" + ProcessHandle.current().pid() + "-");
    Path half = Files.createTempDirectory("concurrent-futures-" + Integer.MAX_VALUE + "-");
    try (RunDirectory directory = RunDirectory.acquire()) {
      directory.sweep();
      assertThat(other).exists();
      assertThat(ours).as("made by another class loader").exists();
      assertThat(half).as("half deleted by a parent that is dead").doesNotExist();
      assertThat(directory.path()).exists();
    } finally {
      Files.deleteIfExists(other);
      Files.deleteIfExists(ours);
      Files.deleteIfExists(half);
    }
  }

  private static Path directoryOf(StartedWorker worker) {
    return Path.of(worker.untilPrinted("ready").printed().lines().findFirst().orElseThrow());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
