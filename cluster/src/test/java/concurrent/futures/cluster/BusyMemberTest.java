package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A member whose only slot another submitter uses. */
class BusyMemberTest {
  /** The tasks have classes of their own: what they share is the JDK's. */
  private static final String GATE = "concurrent.futures.cluster.gate";

  private final LocalEngine network = LocalEngine.network();
  private final ClusterPoolExecutor member = open(1);
  private final ClusterPoolExecutor other = open(0);
  private final Future<String> held = other.submit(BusyMemberTest::hold);

  private ClusterPoolExecutor open(int slots) {
    return TestCluster.builder().engine(network).slots(slots).daemon(true).build();
  }

  static String hold() throws InterruptedException {
    while (System.getProperty(GATE) == null) {
      Thread.sleep(2);
    }
    return "held";
  }

  @AfterEach
  void end() {
    System.setProperty(GATE, "open");
    held.exception(Duration.ofSeconds(30));
    System.clearProperty(GATE);
    other.close();
    member.close();
    network.killAll();
  }

  @Test
  @DisplayName("queueTimeout counts until a task has started there, not until it was sent")
  void queueTimeout() {
    await().until(held::running);
    try (ClusterPoolExecutor late = open(0)) {
      TaskOptions options = TaskOptions.defaults().queueTimeout(Duration.ofMillis(300));
      Future<String> waiting = late.with(options).submit(BusyMemberTest::hold);

      assertThat(waiting.exception(Duration.ofSeconds(30)))
          .isInstanceOf(TaskTimeoutException.class)
          .hasMessageContaining("waited longer than");
    }
    assertThat((Object) held.running()).isEqualTo(true);
  }

  @Test
  @DisplayName("awaitTermination does not wait for the tasks of others longer than its time")
  void awaitTermination() throws Exception {
    await().until(held::running);
    member.shutdown(false, false);

    assertThat(member.awaitTermination(10, TimeUnit.MILLISECONDS)).isTrue();
    assertThat((Object) held.running()).isEqualTo(true); // it has the ten seconds of the drain
  }
}
