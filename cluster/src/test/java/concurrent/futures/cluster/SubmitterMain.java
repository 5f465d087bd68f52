package concurrent.futures.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code SubmitterMain seed directory}: submits a task that does not end, and waits for it. */
final class SubmitterMain {
  private SubmitterMain() {}

  static Process start(String seed, Path directory) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            SubmitterMain.class.getName(),
            seed,
            directory.toString())
        .inheritIO()
        .start();
  }

  public static void main(String[] args) {
    try (ClusterPoolExecutor pool =
        ClusterPoolExecutor.builder()
            .slots(0)
            .seeds(args[0])
            .engine(new JGroupsEngine().failureTimeout(Duration.ofSeconds(3)))
            .build()) {
      pool.submit(ClusterFaultsTest::markAndWait, args[1], 0).result();
    }
  }
}
