package concurrent.futures.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Loses or keeps the messages that a node sends, or that come to it, as long as it is told to. */
final class LossyEngine implements ClusterEngine {
  private final ClusterEngine engine;
  volatile boolean losesWhatIsSent;
  volatile boolean losesWhatComes;
  volatile boolean keepsWhatComes;
  private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
  final AtomicInteger lost = new AtomicInteger(); // of what was sent

  LossyEngine(ClusterEngine engine) {
    this.engine = engine;
  }

  /** What was kept comes now, one after the other. */
  void deliver() {
    kept.forEach(Runnable::run);
    keepsWhatComes = false;
  }

  @Override
  public ClusterNode join(ClusterSettings settings, ClusterEvents events)
      throws InterruptedException {
    ClusterNode node =
        engine.join(
            settings,
            new ClusterEvents() {
              @Override
              public void joined(ClusterMember member) {
                events.joined(member);
              }

              @Override
              public void left(ClusterMember member) {
                events.left(member);
              }

              @Override
              public void message(ClusterMember from, byte[] message) {
                if (keepsWhatComes) {
                  kept.add(() -> events.message(from, message));
                } else if (!losesWhatComes) {
                  events.message(from, message);
                }
              }

              @Override
              public CompletableFuture<byte[]> request(ClusterMember from, byte[] request) {
                return events.request(from, request);
              }
            });
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
        return node.call(to, request);
      }

      @Override
      public void send(ClusterMember to, byte[] message) {
        if (losesWhatIsSent) {
          lost.incrementAndGet();
        } else {
          node.send(to, message);
        }
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }
}
