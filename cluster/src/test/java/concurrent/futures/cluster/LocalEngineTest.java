package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocalEngineTest extends ClusterEngineContract {
  private final LocalEngine network = LocalEngine.network();

  @Override
  ClusterNode join(int index, List<String> seeds, ClusterEvents events) {
    return network.join(TestCluster.settings(seeds, "member-" + index), events);
  }

  @Test
  void killedNodeIsSeenToLeaveAndCallsToItFail() throws Exception {
    Joined[] two = joinTwo();
    CompletableFuture<byte[]> reply = two[0].node.call(two[1].self(), new byte[] {Recorder.NEVER});
    network.kill(two[1].node);
    assertLost(reply);
    assertThat(two[0].events.left).containsExactly(two[1].self());
  }
}
