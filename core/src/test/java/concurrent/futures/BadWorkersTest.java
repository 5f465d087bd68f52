package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that cannot start: the pool is broken soon, says why in words that lead to the remedy,
 * refuses what comes, and leaves nothing behind.
 */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class BadWorkersTest extends ContractTest {
  private Executor pool(Consumer<ProcessPoolExecutor.Builder> settings) {
    return open(builder -> settings.accept((ProcessPoolExecutor.Builder) builder.maxWorkers(1)));
  }

  /** What has been submitted and what comes fail, each with the cause. */
  private void assertBroken(Executor pool, Class<? extends Throwable> cause, String... words) {
    List<Future<Integer>> futures = List.of(submit(pool), submit(pool));
    for (Future<Integer> future : futures) {
      assertThatThrownBy(future::result)
          .isInstanceOf(BrokenProcessPoolException.class)
          .hasMessageContaining(pool.stats().name())
          .satisfies(e -> assertCause(e, cause, words));
    }
    assertThat(futures.get(0).exception()).isNotSameAs(futures.get(1).exception());
    assertThatThrownBy(() -> pool.submit(() -> 4))
        .isInstanceOf(BrokenProcessPoolException.class)
        .satisfies(e -> assertCause(e, cause, words));
    eventually("the end of the pool", pool::isTerminated);
    logged().poll("worker processes end before they do anything");
    logged().poll("initializer failed");
  }

  /** The pool may be broken before the second one is submitted. */
  private static Future<Integer> submit(Executor pool) {
    try {
      return pool.submit(Tasks::square, 2);
    } catch (BrokenProcessPoolException e) {
      Promise<Integer> refused = new Promise<>();
      refused.setException(e);
      return refused.future();
    }
  }

  private static void assertCause(
      Throwable broken, Class<? extends Throwable> type, String[] words) {
    assertThat(broken.getCause()).isInstanceOf(type);
    for (String word : words) {
      assertThat(broken.getCause()).hasMessageContaining(word);
    }
  }

  @Test
  void optionThatDoesNotExistIsNamed() {
    Executor pool = pool(builder -> builder.jvmOptions("-XX:+UseMagic"));
    assertBroken(
        pool, WorkerCrashedException.class, "exit code 1", "UseMagic", "check java, jvmOptions");
  }

  @Test
  void outputOfAJvmThatCannotStartIsKept() {
    Executor pool = pool(builder -> builder.jvmOptions("-XX:+UseMagic"));
    assertThatThrownBy(() -> pool.submit(() -> 1).result())
        .cause()
        .isInstanceOfSatisfying(
            WorkerCrashedException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(WorkerCrashedException.Kind.START);
              assertThat(e.exitCode()).isEqualTo(1);
              assertThat(e.lastOutput()).contains("Unrecognized VM option 'UseMagic'");
            });
    logged().take("worker processes end before they do anything");
  }

  @Test
  void javaThatDoesNotExistIsNamed() {
    Executor pool = pool(builder -> builder.java(Path.of("/no/such/java")));
    assertBroken(
        pool, WorkerCrashedException.class, "exit code 127", "/no/such/java", "check java");
  }

  @Test
  void javaThatIsSomethingElseIsTold() {
    Executor pool = pool(builder -> builder.java(Path.of("/bin/true")));
    assertBroken(pool, WorkerCrashedException.class, "exit code 0", "check java");
  }

  @Test
  void heapThatTheMachineCannotGiveIsTold() {
    Executor pool = pool(builder -> builder.maxHeap("900000g"));
    assertBroken(pool, WorkerCrashedException.class, "check java, jvmOptions and maxHeap", "heap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1k", "0", "lots", "", "-1g", "1.5g", "64 m"})
  void heapThatIsNoneIsRefused(String size) {
    ProcessPoolExecutor.Builder builder = ProcessPoolExecutor.builder().maxHeap(size);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxHeap is")
        .hasMessageContaining(size)
        .hasMessageContaining("512m or 2g");
  }

  @Test
  void missingWorkingDirectoryIsNamed() {
    Executor pool = pool(builder -> builder.workingDirectory(Path.of("/no/such/directory")));
    assertBroken(pool, IOException.class, "/no/such/directory", "create it");
  }

  /** test_failed_worker_replacement_breaks_pool. */
  @Test
  void replacementThatCannotStartBreaksThePool(@TempDir Path folder) throws Exception {
    Path directory = Files.createDirectory(folder.resolve("work"));
    Executor pool = pool(builder -> builder.workingDirectory(directory).maxTasksPerWorker(1));
    assertThat(pool.submit(() -> Path.of("").toAbsolutePath().toString()).result())
        .isEqualTo(directory.toString());
    Files.delete(directory);
    assertBroken(pool, IOException.class, directory.toString(), "create it");
  }

  @Test
  void initializerThatThrowsIsTold() {
    Executor pool =
        pool(
            builder ->
                builder.initializer(
                    () -> {
                      throw new IOException("no database");
                    }));
    assertBroken(pool, IOException.class, "no database");
  }

  @Test
  void initializerThatExitsIsTold() {
    Executor pool = pool(builder -> builder.initializer(() -> System.exit(9)));
    assertBroken(
        pool,
        WorkerCrashedException.class,
        "System.exit was called at",
        "BadWorkersTest.java",
        "exit code 9");
  }

  /** It was written for each worker anew, so it may fail late. */
  @Test
  void initializerThatIsNotSerializableIsTold() {
    Thread captured = Thread.currentThread();
    Executor pool = pool(builder -> builder.initializer(() -> captured.setName("never")));
    assertBroken(
        pool,
        TaskSerializationException.class,
        "the initializer cannot travel to a worker process",
        "java.lang.Thread",
        "Serializable");
  }

  /** One failed start is none too many. */
  @Test
  void workerThatStartsAtTheSecondAttemptIsFine(@TempDir Path folder) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(
        java,
        String.join(
            "\n",
            "#!/bin/sh",
            "test -e '" + folder.resolve("again") + "' || {",
            "  touch '" + folder.resolve("again") + "'",
            "  exit 1",
            "}",
            "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' \"$@\""));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Executor pool = pool(builder -> builder.java(java));
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
  }

  /** Who was idle from the beginning has not failed to start. */
  @Test
  void unusedWorkersThatAreKilledBreakNothing() throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(4));
    Gate gate = gate();
    occupy(pool, 1, gate);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    futures.forEach(future -> assertThat(future.cancel()).isTrue());
    eventually("three are idle", () -> idle(pool).size() == 3);
    idle(pool).forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    eventually("they are gone", () -> pool.stats().workers().size() == 1);
    assertThat(pool.stats().lostWorkers()).isEqualTo(3);
    gate.open();
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
  }

  private static List<Long> idle(Executor pool) {
    return pool.stats().workers().stream()
        .filter(worker -> worker.state() == WorkerStats.State.IDLE)
        .map(WorkerStats::pid)
        .toList();
  }

  /** What is in the queue keeps no pool open whose workers cannot start. */
  @Test
  void poolWhoseWorkersCannotStartCanBeClosedAtOnce() {
    Executor pool = pool(builder -> builder.jvmOptions("-XX:+UseMagic"));
    Future<Integer> future = pool.submit(Tasks::square, 2);
    pool.close();
    assertThat(future.done()).isTrue();
    assertThat(future.exception()).isInstanceOf(BrokenProcessPoolException.class);
    logged().poll("worker processes end before they do anything");
  }

  @Test
  void callThatIsNotSerializableIsRefusedAtOnce() {
    Executor pool = pool(builder -> {});
    Runnable plain =
        new Runnable() {
          @Override
          public void run() {}
        };
    assertThatThrownBy(() -> pool.submit(plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(plain.getClass().getName())
        .hasMessageContaining("implement Serializable");
    assertThat(pool.stats().workers()).isEmpty();
  }
}
