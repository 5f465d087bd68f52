package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnreferencedMemberTest {
  private final LocalEngine network = LocalEngine.network();

  @AfterEach
  void end() {
    network.killAll();
  }

  private ClusterPoolExecutor.Builder builder() {
    return TestCluster.builder().engine(network).daemon(true);
  }

  @Test
  @DisplayName("A member to which nothing refers goes on executing what others submit")
  void goesOn() {
    WeakReference<ClusterPoolExecutor> member =
        new WeakReference<>(builder().bind("127.0.0.1", 7800).slots(1).build());
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });

    try (ClusterPoolExecutor submitter = builder().slots(0).build()) {
      assertThat(submitter.submit(() -> "done").result()).isEqualTo("done");
    }
    ClusterPoolExecutor here = member.get();
    assertThat(here).as("the member").isNotNull();
    here.close();
  }
}
