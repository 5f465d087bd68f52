package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that cannot start worker JVMs. */
@Timeout(60)
class WithdrawnSlotsTest {
  private final LocalEngine network = LocalEngine.network();

  @TempDir Path directory;

  @AfterEach
  void end() {
    network.killAll();
  }

  private ClusterPoolExecutor.Builder member(int slots) {
    return TestCluster.builder().slots(slots).engine(network).daemon(true);
  }

  static String fruit() {
    return System.getProperty("fruit", "none");
  }

  private static List<Future<String>> submit(ClusterPoolExecutor pool, int tasks) {
    List<Future<String>> futures = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      futures.add(pool.submit(WithdrawnSlotsTest::fruit));
    }
    return futures;
  }

  @Test
  @DisplayName("Its tasks go elsewhere, and it gets no more")
  void tasksGoElsewhere() {
    try (ClusterPoolExecutor broken = member(4).isolate("-XX:NoSuchOption=1").build();
        ClusterPoolExecutor good = member(1).build();
        ClusterPoolExecutor pool = member(0).build()) {
      for (Future<String> future : submit(pool, 50)) {
        assertThat(future.result(Duration.ofSeconds(30))).isEqualTo("none");
      }
      await().until(() -> broken.backend().host.running() == 0);
      // Who comes later is told, too.
      try (ClusterPoolExecutor late = member(0).build()) {
        for (Future<String> future : submit(late, 10)) {
          assertThat(future.result(Duration.ofSeconds(30))).isEqualTo("none");
        }
      }
      assertThat(good.members()).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  @DisplayName("When it can start them again, it gets tasks again")
  void comesBack() throws Exception {
    Path options = directory.resolve("options");
    try (ClusterPoolExecutor member = member(2).isolate("@" + options).build();
        ClusterPoolExecutor pool = member(0).build()) {
      List<Future<String>> futures = submit(pool, 5);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> pool.backend().unusable().contains("has no slots for now"));
      assertThat(futures).noneMatch(Future::done);
      Path draft = Files.writeString(directory.resolve("draft"), "-Dfruit=apple");
      Files.move(draft, options);
      for (Future<String> future : futures) {
        assertThat(future.result(Duration.ofSeconds(30))).isEqualTo("apple");
      }
      assertThat(pool.backend().unusable()).isEmpty();
      assertThat(member.members()).hasSize(2);
    }
  }
}
