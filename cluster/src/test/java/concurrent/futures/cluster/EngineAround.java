package concurrent.futures.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Another engine, whose nodes do something else with some of what they send or get. */
abstract class EngineAround implements ClusterEngine {
  private final ClusterEngine engine;

  EngineAround(ClusterEngine engine) {
    this.engine = engine;
  }

  ClusterEvents events(ClusterEvents events) {
    return events;
  }

  CompletableFuture<byte[]> call(ClusterNode node, ClusterMember to, byte[] request) {
    return node.call(to, request);
  }

  void send(ClusterNode node, ClusterMember to, byte[] message) {
    node.send(to, message);
  }

  @Override
  public ClusterNode join(ClusterSettings settings, ClusterEvents events)
      throws InterruptedException {
    ClusterNode node = engine.join(settings, events(events));
    return new ClusterNode() {
      @Override
      public ClusterMember self() {
        return node.self();
      }

      @Override
      public List<ClusterMember> members() {
        return node.members();
      }

      @Override
      public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
        return EngineAround.this.call(node, to, request);
      }

      @Override
      public void send(ClusterMember to, byte[] message) {
        EngineAround.this.send(node, to, message);
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }
}
