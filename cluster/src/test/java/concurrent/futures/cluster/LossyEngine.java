package concurrent.futures.cluster;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Loses or keeps the messages that a node sends, or that come to it, as long as it is told to. */
final class LossyEngine extends EngineAround {
  volatile boolean losesWhatIsSent;
  volatile boolean losesWhatComes;
  volatile boolean keepsWhatComes;
  private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
  final AtomicInteger lost = new AtomicInteger(); // of what was sent

  LossyEngine(ClusterEngine engine) {
    super(engine);
  }

  /** What was kept comes now, one after the other. */
  void deliver() {
    kept.forEach(Runnable::run);
    keepsWhatComes = false;
  }

  @Override
  ClusterEvents events(ClusterEvents events) {
    return new ClusterEvents() {
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
    };
  }

  @Override
  void send(ClusterNode node, ClusterMember to, byte[] message) {
    if (losesWhatIsSent) {
      lost.incrementAndGet();
    } else {
      super.send(node, to, message);
    }
  }
}
