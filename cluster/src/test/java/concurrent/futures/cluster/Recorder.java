package concurrent.futures.cluster;

import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Remembers what an engine told, and answers: the first byte of a request says how. */
final class Recorder implements ClusterEvents {
  static final byte ECHO = 'e';
  static final byte FAIL = 'f';
  static final byte THROW = 't';
  static final byte NEVER = 'n';
  static final byte COUNT = 'c'; // how many messages came in order

  final List<ClusterMember> joined = new CopyOnWriteArrayList<>();
  final List<ClusterMember> left = new CopyOnWriteArrayList<>();
  final AtomicInteger inOrder = new AtomicInteger(); // messages 0, 1, 2, ... as int
  final AtomicReference<String> broken = new AtomicReference<>(); // a rule of ClusterEvents
  Consumer<ClusterMember> whenLeft = member -> {};
  private final Set<ClusterMember> present = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inside = new AtomicInteger();

  @Override
  public void joined(ClusterMember member) {
    enter();
    joined.add(member);
    rule(present.add(member), "joined twice: " + member);
    inside.decrementAndGet();
  }

  @Override
  public void left(ClusterMember member) {
    enter();
    left.add(member);
    rule(present.remove(member), "left without joined: " + member);
    whenLeft.accept(member);
    inside.decrementAndGet();
  }

  @Override
  public void message(ClusterMember from, byte[] message) {
    enter();
    int number = ByteBuffer.wrap(message).getInt();
    rule(number == inOrder.getAndIncrement(), "out of order: " + number);
    inside.decrementAndGet();
  }

  @Override
  public CompletableFuture<byte[]> request(ClusterMember from, byte[] request) {
    return switch (request[0]) {
      case ECHO -> CompletableFuture.completedFuture(request);
      case FAIL -> CompletableFuture.failedFuture(new IllegalStateException("no luck"));
      case THROW -> throw new IllegalArgumentException("no way");
      case COUNT ->
          CompletableFuture.completedFuture(
              ByteBuffer.allocate(4).putInt(broken.get() == null ? inOrder.get() : -1).array());
      default -> new CompletableFuture<>();
    };
  }

  private void enter() {
    rule(inside.incrementAndGet() == 1, "two events at once");
  }

  private void rule(boolean kept, String what) {
    if (!kept) {
      broken.compareAndSet(null, what);
    }
  }

  ClusterMember awaitJoined(String id) {
    return awaitIn(joined, id, Duration.ofSeconds(30));
  }

  ClusterMember awaitLeft(String id) {
    return awaitIn(left, id, Duration.ofSeconds(30));
  }

  static ClusterMember awaitIn(List<ClusterMember> list, String id, Duration timeout) {
    return await()
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> list.stream().filter(m -> m.id().equals(id)).findFirst().orElse(null),
            member -> member != null);
  }
}
