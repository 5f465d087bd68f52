package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Future;
import concurrent.futures.WorkerCrashedException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that executes its own tasks in worker JVMs. */
@Timeout(60)
class OwnIsolatedSlotsTest {
  record Point(int x, int y) implements Serializable {}

  static Point mirrored(Point point) {
    return new Point(point.y, point.x);
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  private static ClusterPoolExecutor.Builder alone() {
    return TestCluster.builder().slots(1).engine(LocalEngine.network());
  }

  @Test
  void taskThatEndsItsJvmCostsItself() {
    try (ClusterPoolExecutor pool = alone().isolate().build()) {
      Point point = pool.submit(OwnIsolatedSlotsTest::mirrored, new Point(1, 2)).result();
      assertThat(point).isEqualTo(new Point(2, 1));
      assertThat(pool.submit(() -> System.exit(3)).exception())
          .isInstanceOf(WorkerCrashedException.class);
      assertThat(pool.submit(OwnIsolatedSlotsTest::pid).result())
          .isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void workersHaveEndedWhenCloseReturns() {
    Future<Long> pid;
    try (ClusterPoolExecutor pool = alone().isolate().build()) {
      pid = pool.submit(OwnIsolatedSlotsTest::pid);
    }
    assertThat(ProcessHandle.of(pid.result()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void optionsOfTheJvmCount() {
    try (ClusterPoolExecutor pool = alone().isolate("-Dfruit=apple", "-Xmx64m").build()) {
      assertThat(pool.submit(() -> System.getProperty("fruit")).result()).isEqualTo("apple");
      assertThat(pool.submit(() -> Runtime.getRuntime().maxMemory()).result())
          .isLessThanOrEqualTo(64L << 20);
    }
  }

  /** As worker processes of a pool. */
  @Test
  void largeArraysGoBesideTheRing() {
    String property = "-Dconcurrent.futures.link=slots";
    try (ClusterPoolExecutor pool = alone().isolate(property).build()) {
      double[] values = new double[1 << 20];
      Arrays.setAll(values, i -> i);
      for (int i = 0; i < 40; i++) {
        pool.submit(OwnIsolatedSlotsTest::pid).result();
        assertThat(pool.submit(double[]::clone, values).result()).isEqualTo(values);
      }
      assertThat(pool.submit(OwnIsolatedSlotsTest::mapsSlots).result()).isTrue();
    }
  }

  static boolean mapsSlots() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains("slots-");
  }

  /** As if there were no member with slots. */
  @Test
  void withoutJvmsThatStartTasksFailAfterSomeTime() {
    try (ClusterPoolExecutor pool =
        alone()
            .isolate("-XX:NoSuchOption=1")
            .noWorkersTimeout(Duration.ofSeconds(1))
            .initializer(() -> {}) // which has not failed
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(pool.submit(OwnIsolatedSlotsTest::pid).exception(Duration.ofSeconds(20)))
            .isInstanceOf(BrokenClusterException.class)
            .hasMessageContaining("the member this JVM has no slots for now")
            .hasMessageContaining("NoSuchOption");
      }
    }
  }
}
