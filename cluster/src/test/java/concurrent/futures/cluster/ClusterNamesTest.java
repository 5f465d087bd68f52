package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that run at the same time on a machine use each other's ports, sooner or later. */
@Timeout(60)
class ClusterNamesTest {
  private static final Path TESTS = Path.of("src/test/java/concurrent/futures/cluster");

  @Test
  @DisplayName("JVMs that a test starts are in its cluster, and another one's are not")
  void onlyThoseOfTheSameRun() throws Exception {
    try (Members members = new Members();
        ClusterPoolExecutor pool =
            TestCluster.builder().slots(0).seeds(members.start(1).address).build()) {
      await().until(() -> pool.members().size() == 2);
      // Of another run: it gets to know the port of one of this.
      int port = Integer.parseInt(pool.address().replaceFirst(".*:", ""));
      Process other =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  MemberMain.class.getName(),
                  "slots=1",
                  "seeds=127.0.0.1:" + port,
                  "joinTimeout=10")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertThat(other.inputReader().readLine()).startsWith("FAILED");
        assertThat(pool.members()).hasSize(2);
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  @DisplayName("All tests make their members by TestCluster, which gives them the run's cluster")
  void allTests() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      List<String> others =
          files
              .filter(file -> !file.endsWith("TestCluster.java"))
              .filter(file -> !file.endsWith("ClusterNamesTest.java"))
              .filter(file -> text(file).contains("ClusterPoolExecutor.builder()"))
              .map(file -> file.getFileName().toString())
              .toList();
      assertThat(others).isEmpty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
