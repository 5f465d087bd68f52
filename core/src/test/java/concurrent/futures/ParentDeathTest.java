package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No worker outlives its parent, however the parent ends. */
class ParentDeathTest {
  /** Two seconds, as promised, and time for a machine that has more to do. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path temporary;
  private String link = "";
  private final List<Parent> parents = new ArrayList<>();

  private record Parent(Process process, BufferedReader out, long worker) {}

  @AfterEach
  void killWhatIsLeft() {
    for (Parent parent : parents) {
      ProcessHandle.of(parent.worker).ifPresent(ProcessHandle::destroyForcibly);
      parent.process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"sleep, pipe", "loop, pipe", "sleep, rings", "loop, rings"})
  void busyWorkerOfAKilledParentIsGone(String doing, String link) throws Exception {
    this.link = link;
    Parent parent = start(doing);
    await().until(() -> Files.exists(temporary.resolve("begun")));
    signal("KILL", parent);
    assertGone(parent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "rings"})
  void idleWorkerOfAKilledParentIsGoneAndItsFilesWithTheNextParent(String link) throws Exception {
    this.link = link;
    Parent parent = start("idle");
    signal("KILL", parent);
    assertGone(parent);
    assertThat(runDirectories()).hasSize(1);
    Parent next = start("idle");
    assertThat(runDirectories())
        .singleElement()
        .asString()
        .contains("concurrent-futures-" + next.process.pid() + "-");
  }

  @Test
  void sharedMemoryOfAKilledParentAndItsWorkersIsGoneWithTheNextParent() throws Exception {
    Parent parent = start("shared");
    await().until(() -> Files.exists(temporary.resolve("begun")));
    signal("KILL", parent);
    assertGone(parent);
    String directory = runDirectories().get(0).getFileName().toString();
    Path shared = temporary.resolve("shared").resolve(directory);
    try (Stream<Path> files = Files.list(shared)) {
      assertThat(files).as("the parent's and the worker's").hasSize(2);
    }
    start("idle");
    assertThat(shared).doesNotExist();
    assertThat(runDirectories()).hasSize(1).noneMatch(path -> path.endsWith(directory));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "rings"})
  void workerThatWritesABigResultToAKilledParentIsGone(String link) throws Exception {
    this.link = link;
    Parent parent = start("result");
    await().until(() -> Files.exists(temporary.resolve("begun")));
    signal("STOP", parent); // nobody reads, so that the worker blocks in its write
    Files.createFile(temporary.resolve("go"));
    await().until(() -> Files.exists(temporary.resolve("gone")));
    signal("KILL", parent);
    assertGone(parent);
  }

  @Test
  void workerThatIsBlockedInNativeCodeIsGoneWithItsKilledParent() throws Exception {
    run("mkfifo", temporary.resolve("go").toString());
    Parent parent = start("read");
    await().until(() -> Files.exists(temporary.resolve("begun")));
    signal("KILL", parent);
    assertGone(parent);
  }

  @Test
  void idleWorkerOfAPoolThatIsNeverClosedEndsWhenMainReturns() throws Exception {
    Parent parent = start("returns");
    assertThat(parent.process.waitFor()).isZero();
    assertGone(parent);
    assertThat(runDirectories()).isEmpty();
  }

  @Test
  void exitDoesNotWaitForRunningTasksAndEndsTheirWorkers() throws Exception {
    Parent parent = start("exits");
    assertThat(parent.process.waitFor()).isEqualTo(3);
    assertGone(parent);
    assertThat(runDirectories()).isEmpty();
  }

  @Test
  void interruptFromTheKeyboardIsForTheParentOnly() throws Exception {
    // tests that run in the background of a script have inherited that the signal is ignored
    String group = "setpgrp; $SIG{INT} = 'DEFAULT'; exec @ARGV";
    Parent parent = start("interrupted", "perl", "-e", group);
    await().until(() -> Files.exists(temporary.resolve("begun")));
    run("kill", "-INT", "--", "-" + parent.process.pid());
    assertThat(parent.process.waitFor()).isEqualTo(130);
    assertThat(parent.out.readLine()).isEqualTo("the worker went on");
    assertGone(parent);
  }

  private Parent start(String program, String... by) throws IOException {
    Path shared = Files.createDirectories(temporary.resolve("shared"));
    List<String> command = new ArrayList<>(List.of(by));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Dconcurrent.futures.sharedMemory=" + shared,
            "-D" + AheadTasks.LINK + "=" + link,
            "-cp",
            System.getProperty("java.class.path"),
            ParentPrograms.class.getName(),
            program,
            temporary.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    Parent parent = new Parent(process, out, Long.parseLong(out.readLine()));
    parents.add(parent);
    return parent;
  }

  private static void signal(String name, Parent parent) throws Exception {
    run("kill", "-" + name, Long.toString(parent.process.pid()));
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static void assertGone(Parent parent) {
    await().atMost(SOON).until(() -> isGone(parent.worker));
  }

  /** A zombie, which nobody has waited for yet, is gone. */
  private static boolean isGone(long pid) {
    if (ProcessHandle.of(pid).isEmpty()) {
      return true;
    }
    try {
      String state = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return state.substring(state.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return ProcessHandle.of(pid).isEmpty();
    }
  }

  private List<Path> runDirectories() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(f -> f.getFileName().toString().startsWith("concurrent-")).toList();
    }
  }
}
