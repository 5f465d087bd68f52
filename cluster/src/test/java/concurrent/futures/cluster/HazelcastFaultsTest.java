package concurrent.futures.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.Map;

/** The same over Hazelcast, with sealed envelopes. */
class HazelcastFaultsTest extends MemberFaultsContract {
  private static final String PASSWORD = "not secret";

  @Override
  Map<String, String> settings() {
    return Map.of("engine", "hazelcast", "password", PASSWORD);
  }

  @Override
  ClusterPoolExecutor submitter() {
    HazelcastInstance instance = TestCluster.hazelcast(List.of(members.addresses()));
    closing(instance::shutdown);
    return closing(
        TestCluster.builder()
            .slots(0)
            .engine(new HazelcastEngine(instance).password(PASSWORD))
            .build());
  }
}
