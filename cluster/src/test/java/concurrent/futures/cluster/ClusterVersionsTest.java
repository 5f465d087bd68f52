package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members that are not of the same version, and clocks that are not the same. */
@Timeout(60)
class ClusterVersionsTest {
  private static final Path LAYER = Path.of("src/main/java/concurrent/futures/cluster");

  private static final Pattern WALL_CLOCK =
      Pattern.compile("currentTimeMillis|\\bInstant\\b|\\bClock\\.|new Date\\(|\\w+DateTime\\b");

  private final LocalEngine network = LocalEngine.network();

  /** Says that it is of another version. */
  private ClusterEngine ofAnotherVersion() {
    return (settings, events) -> {
      Map<String, String> attributes = new HashMap<>(settings.attributes());
      attributes.put("protocol", "0.9");
      return network.join(
          new ClusterSettings(
              settings.name(),
              settings.host(),
              settings.port(),
              settings.seeds(),
              attributes,
              null,
              null,
              settings.joinTimeout()),
          events);
    };
  }

  static int square(int n) {
    return n * n;
  }

  private ClusterPoolExecutor member(ClusterEngine engine, int slots) {
    return TestCluster.builder()
        .slots(slots)
        .noWorkersTimeout(Duration.ofSeconds(1))
        .engine(engine)
        .build();
  }

  @Test
  void memberOfAnotherVersionIsNamedAndNotUsed() {
    try (ClusterPoolExecutor other = member(ofAnotherVersion(), 2);
        ClusterPoolExecutor pool = member(network, 0)) {
      long start = System.nanoTime();
      Throwable failure =
          pool.submit(ClusterVersionsTest::square, 3).exception(Duration.ofSeconds(30));
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
      assertThat(failure)
          .isInstanceOf(BrokenClusterException.class)
          .hasMessageContaining(other.address())
          .hasMessageContaining("speaks protocol 0.9")
          .hasMessageContaining("run the same version of the library on all members");
      // Neither is stopped by the other.
      assertThat(other.submit(ClusterVersionsTest::square, 4).result()).isEqualTo(16);
      try (ClusterPoolExecutor same = member(network, 1)) {
        Future<Integer> later = pool.submit(ClusterVersionsTest::square, 5);
        assertThat(later.result(Duration.ofSeconds(30))).isEqualTo(25);
        assertThat(same.stats().running()).isZero();
      }
    }
  }

  /**
   * Clocks of members may differ by years: none is compared with that of another member. What a
   * member tells people, its uptime, is a difference by its own.
   */
  @Test
  void noWallClockIsComparedBetweenMembers() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(LAYER)) {
      for (Path file : files.toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> WALL_CLOCK.matcher(line).find())
            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
      }
    }
    assertThat(found)
        .containsExactly(
            "Inquiry.java: .map(start ->"
                + " Math.max(0, System.currentTimeMillis() - start.toEpochMilli()))");
  }
}
