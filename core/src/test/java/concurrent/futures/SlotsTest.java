package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import concurrent.futures.internal.process.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large arrays beside the rings, in both directions. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class SlotsTest extends ContractTest {
  private static final int LENGTH = 1_000_003; // 8 MB

  @TempDir static Path place; // with enough room, wherever this is tested

  @BeforeAll
  static void throughSlots() {
    System.setProperty(AheadTasks.LINK, "slots");
    System.setProperty(RunDirectory.SHARED_PROPERTY, place.toString());
  }

  @AfterAll
  static void asAlways() {
    System.clearProperty(AheadTasks.LINK);
    System.clearProperty(RunDirectory.SHARED_PROPERTY);
  }

  private Executor pool() {
    return open(
        builder ->
            ((ProcessPoolExecutor.Builder) builder)
                .maxWorkers(1)
                .killGrace(Duration.ofMillis(100))
                .jvmOptions("-D" + AheadTasks.LINK + "=slots"));
  }

  private static double[] numbers(double first) {
    double[] numbers = new double[LENGTH];
    Arrays.setAll(numbers, i -> first + i);
    return numbers;
  }

  private static double[] negated(double[] numbers) {
    return Arrays.stream(numbers).map(x -> -x).toArray();
  }

  private static boolean isIntact(double[] numbers, double first, double step) {
    for (int i = 0; i < LENGTH; i++) {
      if (numbers[i] != first + i * step) {
        return false;
      }
    }
    return numbers.length == LENGTH;
  }

  /** Names of the files of slots that are mapped, with what the system says about them. */
  private static List<String> mapped() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains("slots-"))
          .map(line -> line.substring(line.indexOf("slots-")))
          .toList();
    }
  }

  private static String in(long pid) {
    return "slots-" + pid + "-in (deleted)";
  }

  private static String out(long pid) {
    return "slots-" + pid + "-out (deleted)";
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void thereAndBack(Executor pool, int first) {
    double[] back = pool.submit(SlotsTest::negated, numbers(first)).result();
    assertThat(isIntact(back, -first, -1)).isTrue();
  }

  private static void untilBothHaveSlots(Executor pool, long pid) {
    eventually(
        "slots here and there",
        () -> {
          thereAndBack(pool, 7);
          try {
            return mapped().containsAll(List.of(in(pid), out(pid)))
                && pool.submit(SlotsTest::mapped).result().size() == 2;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void largeArraysArriveAsTheyWere() throws Exception {
    Executor pool = pool();
    long pid = pool.submit(SlotsTest::pid).result();
    untilBothHaveSlots(pool, pid);
    for (int i = 0; i < 20; i++) {
      thereAndBack(pool, i);
    }
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  @Test
  void workerThatDiesWhileItReadsFailsThatTaskOnly() throws Exception {
    Executor pool = pool();
    long pid = pool.submit(SlotsTest::pid).result();
    untilBothHaveSlots(pool, pid);
    signal("STOP", pid);
    Future<Integer> larger = pool.submit(bytes -> bytes.length, new byte[40 << 20]);
    eventually("a thread that waits for a slot", SlotsTest::isWaitingForASlot);
    signal("KILL", pid);
    assertThat(larger.exception()).isInstanceOf(WorkerCrashedException.class);
    thereAndBack(pool, 3);
  }

  private static boolean isWaitingForASlot() {
    return Thread.getAllStackTraces().values().stream()
        .map(Arrays::toString)
        .anyMatch(stack -> stack.contains("awaitRoom") && stack.contains("writeSlot"));
  }

  @Test
  void workerThatDiesWhileItWritesFailsThatTaskOnly() throws Exception {
    Executor pool = pool();
    untilBothHaveSlots(pool, pool.submit(SlotsTest::pid).result());
    assertThat(pool.submit(SlotsTest::cutOff).exception())
        .isInstanceOfSatisfying(
            WorkerCrashedException.class, e -> assertThat(e.exitCode()).isEqualTo(3));
    thereAndBack(pool, 3);
  }

  private static byte[] cutOff() {
    Thread task = Thread.currentThread();
    new Thread(
            () -> {
              while (Arrays.stream(task.getStackTrace())
                  .noneMatch(frame -> frame.getMethodName().equals("writeSlot"))) {
                Thread.onSpinWait();
              }
              Runtime.getRuntime().halt(3);
            })
        .start();
    return new byte[64 << 20];
  }

  private static void signal(String name, long pid) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(code).isZero();
  }

  /** Where they cannot be made, arrays go as they always did. */
  @Test
  void withoutAPlaceForThemArraysGoThroughTheRing() {
    System.setProperty(RunDirectory.SHARED_PROPERTY, place.resolve("none/there").toString());
    try {
      Executor pool = pool();
      for (int i = 0; i < 5; i++) {
        thereAndBack(pool, i);
      }
      assertThat(pool.submit(SlotsTest::mapped).result()).isEmpty();
      assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    } finally {
      System.setProperty(RunDirectory.SHARED_PROPERTY, place.toString());
    }
  }
}
