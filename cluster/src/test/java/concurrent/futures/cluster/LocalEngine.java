package concurrent.futures.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A cluster in one JVM, for tests of what lies above: no sockets, one thread for each node, which
 * delivers everything in the order in which it was sent. Seeds, keys and ports are ignored; members
 * of the same name see each other.
 *
 * <pre>{@code
 * LocalEngine network = LocalEngine.network();
 * ClusterNode one = network.join(settings, events);
 * ClusterNode two = network.join(settings, otherEvents);
 * network.kill(two); // one sees it leave, its calls to it fail
 * }</pre>
 */
public final class LocalEngine implements ClusterEngine {
  private final Map<String, LocalNode> nodes = new LinkedHashMap<>(); // by id; guarded by this
  private int ports = 1;

  private LocalEngine() {}

  /** A network without members. */
  public static LocalEngine network() {
    return new LocalEngine();
  }

  @Override
  public synchronized ClusterNode join(ClusterSettings settings, ClusterEvents events) {
    String id = UUID.randomUUID().toString();
    ClusterMember self =
        new ClusterMember(id, settings.host() + ":" + ports++, settings.attributes());
    LocalNode node = new LocalNode(settings.name(), self, events);
    for (LocalNode other : neighbours(node)) {
      other.tell(() -> other.events.joined(self));
      node.tell(() -> events.joined(other.self));
    }
    nodes.put(id, node);
    return node;
  }

  /** Ends a node as kill -9 would: it says nothing any more, the others see it leave. */
  public void kill(ClusterNode node) {
    ((LocalNode) node).close();
  }

  /**
   * Has all lose each other, and see each other again at once, with the same ids. What a node sends
   * before it has noticed is dropped by those that have.
   */
  public synchronized void flap() {
    for (LocalNode node : nodes.values()) {
      List<LocalNode> others = List.copyOf(neighbours(node));
      node.tell(
          () -> {
            others.forEach(other -> node.events.left(other.self));
            others.forEach(other -> node.fail(other.self));
            node.life++;
            others.forEach(other -> node.events.joined(other.self));
          });
    }
  }

  /** Ends all nodes that are left. */
  public void killAll() {
    List<LocalNode> all;
    synchronized (this) {
      all = List.copyOf(nodes.values());
    }
    all.forEach(LocalNode::close);
  }

  private synchronized boolean remove(LocalNode node) {
    if (nodes.remove(node.self.id()) == null) {
      return false;
    }
    for (LocalNode other : neighbours(node)) {
      other.tell(() -> other.events.left(node.self));
      other.tell(() -> other.fail(node.self));
    }
    return true;
  }

  private synchronized Collection<LocalNode> neighbours(LocalNode of) {
    return nodes.values().stream().filter(n -> n != of && n.cluster.equals(of.cluster)).toList();
  }

  private synchronized LocalNode find(ClusterMember member) {
    return nodes.get(member.id());
  }

  private final class LocalNode implements ClusterNode {
    private final String cluster;
    private final ClusterMember self;
    private final ClusterEvents events;
    private final ExecutorService thread;
    private volatile Thread worker;
    private volatile int life; // how often the network has flapped; written by the thread
    private final Map<CompletableFuture<byte[]>, ClusterMember> open = new ConcurrentHashMap<>();

    LocalNode(String cluster, ClusterMember self, ClusterEvents events) {
      this.cluster = cluster;
      this.self = self;
      this.events = events;
      this.thread =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, "local-node-" + self.address());
                thread.setDaemon(true);
                worker = thread;
                return thread;
              });
    }

    @Override
    public ClusterMember self() {
      return self;
    }

    @Override
    public List<ClusterMember> members() {
      List<ClusterMember> members = new ArrayList<>(List.of(self));
      neighbours(this).forEach(node -> members.add(node.self));
      return members;
    }

    @Override
    public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
      CompletableFuture<byte[]> reply = new CompletableFuture<>();
      open.put(reply, to);
      LocalNode target = find(to);
      byte[] copy = request.clone();
      int now = life;
      if (find(self) == null
          || target == null
          || !target.tell(() -> target.answer(this, now, copy, reply))) {
        reply.completeExceptionally(lost(to));
      }
      reply.whenComplete((bytes, failure) -> open.remove(reply));
      return reply;
    }

    private void answer(
        LocalNode caller, int then, byte[] request, CompletableFuture<byte[]> reply) {
      if (life != then) {
        caller.tell(() -> reply.completeExceptionally(caller.lost(self)));
        return;
      }
      CompletableFuture<byte[]> answer;
      try {
        answer = events.request(caller.self, request);
      } catch (Throwable e) {
        answer = CompletableFuture.failedFuture(e);
      }
      answer.whenComplete(
          (bytes, failure) ->
              caller.tell(
                  () -> {
                    if (failure == null) {
                      reply.complete(bytes.clone());
                    } else {
                      reply.completeExceptionally(new RemoteCallException(failure.toString()));
                    }
                  }));
    }

    @Override
    public void send(ClusterMember to, byte[] message) {
      LocalNode target = find(to);
      byte[] copy = message.clone();
      if (target != null && find(self) != null) {
        int now = life;
        target.tell(
            () -> {
              if (target.life == now) {
                target.events.message(self, copy);
              }
            });
      }
    }

    /** Whether this node will run it. */
    private boolean tell(Runnable event) {
      try {
        thread.execute(event);
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }

    private void fail(ClusterMember member) {
      open.forEach(
          (reply, to) -> {
            if (to.equals(member)) {
              reply.completeExceptionally(lost(to));
            }
          });
    }

    private MemberLostException lost(ClusterMember to) {
      return new MemberLostException("member " + to.address() + " is not there (any more)");
    }

    @Override
    public void close() {
      if (!remove(this)) {
        return;
      }
      thread.shutdownNow(); // what was not delivered yet never is
      open.forEach((reply, to) -> reply.completeExceptionally(lost(to)));
      if (Thread.currentThread() == worker) {
        return; // killed in one of its own events
      }
      try {
        thread.awaitTermination(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
