package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Jvm;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the builder of a process pool sets. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class ProcessOptionsTest extends ContractTest {
  private static final byte[][] KEPT = new byte[1][]; // in the worker

  static long pid() {
    return ProcessHandle.current().pid();
  }

  static long grow(int megabytes) {
    KEPT[0] = new byte[megabytes << 20];
    java.util.Arrays.fill(KEPT[0], (byte) 1);
    return pid();
  }

  static String collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName();
  }

  private ProcessPoolExecutor open(ProcessPoolExecutor.Builder builder) {
    return closing(builder.maxWorkers(1).build());
  }

  @Test
  void workersHaveTheirOwnEnvironmentPropertiesAndDirectory(@TempDir Path directory)
      throws Exception {
    ProcessPoolExecutor pool =
        open(
            ProcessPoolExecutor.builder()
                .environment(Map.of("FUTURES_TEST", "from the builder"))
                .jvmOptions("-Dfutures.test=a b", "-Xss2m")
                .workingDirectory(directory));
    assertThat(pool.submit(() -> System.getenv("FUTURES_TEST")).result())
        .isEqualTo("from the builder");
    assertThat(pool.submit(() -> System.getenv("PATH")).result())
        .as("inherited")
        .isEqualTo(System.getenv("PATH"));
    assertThat(pool.submit(() -> System.getProperty("futures.test")).result()).isEqualTo("a b");
    assertThat(pool.submit(() -> Path.of("").toAbsolutePath().toString()).result())
        .isEqualTo(directory.toRealPath().toString());
    assertThat(pool.submit(() -> System.in.read()).result()).as("System.in").isEqualTo(-1);
  }

  /** As containers do, for all that is Java in them. */
  @Test
  void collectorInTheEnvironmentIsTheWorkers() {
    ProcessPoolExecutor pool =
        open(
            ProcessPoolExecutor.builder()
                .environment(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC")));
    assertThat(pool.submit(ProcessOptionsTest::collector).result()).isEqualTo("Copy");
  }

  @Test
  void graceMayBeEndless() {
    ProcessPoolExecutor pool =
        open(ProcessPoolExecutor.builder().killGrace(ChronoUnit.FOREVER.getDuration()));
    long worker = pool.submit(ProcessOptionsTest::pid).result();
    pool.close();
    eventually("its end", () -> ProcessHandle.of(worker).isEmpty());
  }

  @Test
  void statsTellProcessAndMemory() {
    ProcessPoolExecutor pool = open(ProcessPoolExecutor.builder());
    long pid = pool.submit(ProcessOptionsTest::pid).result();
    WorkerStats worker = pool.stats().workers().get(0);
    assertThat(worker.pid()).isEqualTo(pid).isNotEqualTo(pid());
    assertThat(worker.memoryBytes()).as("resident").isBetween(10L << 20, 2L << 30);
  }

  @Test
  void workerThatHasGrownIsReplaced() {
    ProcessPoolExecutor pool = open(ProcessPoolExecutor.builder().maxMemoryGrowth("64m"));
    long first = pool.submit(ProcessOptionsTest::grow, 1).result();
    assertThat(pool.submit(ProcessOptionsTest::grow, 1).result()).isEqualTo(first);
    pool.submit(ProcessOptionsTest::grow, 200).result();
    eventually("another process", () -> pool.submit(ProcessOptionsTest::pid).result() != first);
    assertThat(pool.stats().lostWorkers()).as("it was not lost").isZero();
  }

  @Test
  void wrongValuesAreRefusedByNameAndValue() {
    ProcessPoolExecutor.Builder builder = ProcessPoolExecutor.builder();
    assertThatThrownBy(() -> builder.maxTasksPerWorker(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxTasksPerWorker must be greater than 0, was 0");
    assertThatThrownBy(() -> builder.spareWorkers(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> builder.killGrace(Duration.ofSeconds(-1)))
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> builder.maxMemoryGrowth("much")).hasMessageContaining("'much'");
  }

  /** A program whose worker prints. */
  static final class Printing {
    static void print(String text) {
      System.out.println(text);
      System.out.print("half ");
      System.err.println("err " + text);
      System.out.print("a line");
    }

    public static void main(String[] args) throws Exception {
      try (ProcessPoolExecutor pool =
          ProcessPoolExecutor.builder()
              .name("pool")
              .maxWorkers(1)
              .prefixOutput(args.length > 0)
              .build()) {
        pool.submit(() -> print("päpple")).result();
        System.out.println(" - done");
      }
    }
  }

  @Test
  void outputAppearsHereBeforeTheFutureIsDone() throws Exception {
    Jvm ended =
        Jvm.run(List.of("-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8"), Printing.class);
    assertThat(ended.err()).containsExactly("err päpple");
    assertThat(ended.out()).containsExactly("päpple", "half a line - done");
  }

  @Test
  void outputMayNameItsWorker() throws Exception {
    Jvm ended =
        Jvm.run(
            List.of("-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8"), Printing.class, "on");
    assertThat(ended.out()).startsWith("[pool_0] päpple");
    assertThat(ended.out().get(1)).startsWith("[pool_0] half a line");
    assertThat(ended.err()).hasSize(1).first().asString().contains("[pool_0] ");
  }

  /** A program without a shell: the link is on the standard streams. */
  static final class NoShell {
    public static void main(String[] args) throws Exception {
      try (ProcessPoolExecutor pool = new ProcessPoolExecutor(2)) {
        System.out.println(pool.submit(Tasks::square, 3).result());
        pool.submit(() -> System.out.println("printed")).result();
        System.out.println(pool.submit(x -> x.length, new double[1 << 20]).result());
        Throwable failure = pool.submit(() -> Runtime.getRuntime().halt(9)).exception();
        System.out.println(((WorkerCrashedException) failure).kind());
        System.out.println(pool.submit(Tasks::square, 4).result());
      }
    }
  }

  @Test
  void linkMayBeTheStandardStreams() throws Exception {
    Jvm ended = Jvm.run(List.of("-Dconcurrent.futures.shell=false"), NoShell.class);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).containsExactly("9", "printed", "1048576", "HALT", "16");
  }
}
