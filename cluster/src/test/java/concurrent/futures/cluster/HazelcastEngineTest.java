package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The Hazelcast members are the user's: they stay from test to test, the nodes do not. */
class HazelcastEngineTest extends MemberProcessContract {
  private static final List<HazelcastInstance> INSTANCES = new ArrayList<>();
  private static final String PASSWORD = "not secret";

  @Override
  ClusterNode join(int index, List<String> seeds, ClusterEvents events)
      throws InterruptedException {
    HazelcastInstance instance = instance(index);
    return new HazelcastEngine(instance)
        .join(TestCluster.password(settings(index), PASSWORD), events);
  }

  private static ClusterSettings settings(int index) {
    return TestCluster.settings(List.of(), "member-" + index);
  }

  private static HazelcastInstance instance(int index) {
    while (INSTANCES.size() <= index) {
      List<String> seeds = new ArrayList<>();
      for (HazelcastInstance other : INSTANCES) {
        var address = other.getCluster().getLocalMember().getAddress();
        seeds.add(address.getHost() + ":" + address.getPort());
      }
      INSTANCES.add(TestCluster.hazelcast(seeds));
    }
    return INSTANCES.get(index);
  }

  @AfterAll
  static void shutdown() {
    INSTANCES.forEach(HazelcastInstance::shutdown);
    INSTANCES.clear();
  }

  @Override
  MemberProcess start(Joined seed) throws IOException {
    return start(List.of(seed.self().address()), null, PASSWORD);
  }

  @Override
  String engine() {
    return "hazelcast";
  }

  @Override
  Duration lostWithin() {
    return Duration.ofSeconds(10);
  }

  @Test
  void memberWithAnotherPasswordIsRefused() throws Exception {
    Joined one = new Joined();
    Recorder stranger = new Recorder();
    assertThatThrownBy(
            () ->
                new HazelcastEngine(instance(1))
                    .join(TestCluster.password(settings(1), "another"), stranger))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has another password; use the same for all members");
    assertThat(stranger.joined).isEmpty();
    assertThat(one.events.joined).isEmpty();
  }

  @Test
  void memberWithoutAPasswordIsRefused() throws Exception {
    Joined one = new Joined();
    assertThatThrownBy(() -> new HazelcastEngine(instance(1)).join(settings(1), new Recorder()))
        .isInstanceOf(ClusterException.class);
    assertThat(one.events.joined).isEmpty();
  }

  @Test
  void instanceThatIsShutDownIsNamed() {
    HazelcastInstance ended = TestCluster.hazelcast(List.of());
    ended.shutdown();
    assertThatThrownBy(() -> new HazelcastEngine(ended).join(settings(0), new Recorder()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("Hazelcast is shut down; start it");
  }

  @Test
  void closedNodeLeavesTheInstanceRunning() throws Exception {
    Joined one = new Joined();
    one.node.close();
    assertThat(instance(0).getLifecycleService().isRunning()).isTrue();
    assertThat(instance(0).getUserContext()).isEmpty();
  }
}
