package concurrent.futures.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import concurrent.futures.cluster.Seal.Opened;
import concurrent.futures.cluster.Seal.SealException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A node on somebody's Hazelcast member. Addresses are its host and port: its UUID changes when it
 * comes back after a split. The incarnation is a UUID of this node's own.
 */
final class HazelcastLink implements Link<Address>, InitialMembershipListener {
  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HazelcastInstance instance;
  private final IExecutorService executor;
  private final String cluster;
  private final Address here;
  private final Seal seal;
  private final PeerNode<Address> node;
  private final Map<Address, Member> members = new ConcurrentHashMap<>();
  private final Map<Address, String> ids = new ConcurrentHashMap<>(); // from the last hello
  private final Map<Address, HazelcastOutbox> outboxes = new ConcurrentHashMap<>();
  private final Map<Address, CompletableFuture<Integer>> greeted = new ConcurrentHashMap<>();
  private @Nullable UUID membership;
  private @Nullable UUID lifecycle;

  private HazelcastLink(
      HazelcastInstance instance,
      ClusterSettings settings,
      @Nullable String password,
      ClusterEvents events) {
    String id = UUID.randomUUID().toString();
    this.instance = instance;
    this.cluster = settings.name();
    this.here = instance.getCluster().getLocalMember().getAddress();
    this.executor = instance.getExecutorService("concurrent.futures");
    try {
      this.seal = new Seal(cluster, id, password);
    } catch (GeneralSecurityException e) {
      throw new ClusterException("this JVM has no AES-256-GCM or PBKDF2", e);
    }
    String address = here.getHost() + ":" + here.getPort();
    ClusterMember self = new ClusterMember(id, address, settings.attributes());
    this.node = new PeerNode<>(here, self, events, this);
    ids.put(here, id);
  }

  static ClusterNode join(
      HazelcastInstance instance,
      ClusterSettings settings,
      @Nullable String password,
      ClusterEvents events)
      throws InterruptedException {
    HazelcastLink link = new HazelcastLink(instance, settings, password, events);
    String key = HazelcastFrame.key(settings.name());
    if (instance.getUserContext().putIfAbsent(key, link) != null) {
      String reason = "this Hazelcast member is part of it already; close that node, or reuse it";
      throw new ClusterException("cannot join cluster '" + settings.name() + "': " + reason, null);
    }
    boolean joined = false;
    try {
      link.listen();
      link.awaitGreetings(settings.joinTimeout().toNanos());
      joined = true;
      return link.node;
    } finally {
      if (!joined) {
        link.node.close();
      }
    }
  }

  private void listen() {
    membership = instance.getCluster().addMembershipListener(this); // calls init()
    lifecycle =
        instance
            .getLifecycleService()
            .addLifecycleListener(
                event -> {
                  if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                    present(Set.of());
                  }
                });
  }

  /** Who is there has said hello when this returns, or has no node; another key is found out. */
  private void awaitGreetings(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    for (Map.Entry<Address, CompletableFuture<Integer>> greeting : greeted.entrySet()) {
      try {
        long left = deadline - System.nanoTime();
        if (greeting.getValue().get(left, TimeUnit.NANOSECONDS) == HazelcastFrame.REFUSED) {
          String reason = greeting.getKey() + " has another password; use the same for all members";
          throw new ClusterException("cannot join cluster '" + cluster + "': " + reason, null);
        }
      } catch (ExecutionException | TimeoutException e) {
        // It left, or has no node, or is slow: then it joins later, or never.
      }
    }
  }

  @Override
  public void init(InitialMembershipEvent event) {
    present(event.getMembers());
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    present(event.getMembers());
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    present(event.getMembers());
  }

  private void present(Collection<Member> all) {
    all.forEach(member -> members.put(member.getAddress(), member));
    List<Address> addresses = all.stream().map(Member::getAddress).toList();
    // Its next life has another id, and a request may overtake that one's hello.
    ids.keySet().removeIf(known -> members.containsKey(known) && !addresses.contains(known));
    members.keySet().retainAll(addresses);
    outboxes.keySet().retainAll(addresses);
    node.present(addresses);
  }

  /** On a thread of Hazelcast's executor. */
  int received(Address from, byte[] sealed) {
    Opened opened;
    try {
      opened = seal.open(sealed);
    } catch (SealException | GeneralSecurityException | RuntimeException e) {
      LOG.log(Level.WARNING, "a message from {0} is refused: {1}", from, e.getMessage());
      return HazelcastFrame.REFUSED;
    }
    ByteBuffer batch = opened.bytes();
    while (batch.hasRemaining()) {
      int length = batch.getInt();
      if (batch.get(batch.position()) == Frame.HELLO) {
        ids.put(from, opened.sender());
      } else if (!opened.sender().equals(ids.get(from)) && ids.containsKey(from)) {
        return HazelcastFrame.REFUSED; // of an earlier life of that member
      }
      node.received(from, batch.array(), batch.arrayOffset() + batch.position(), length);
      batch.position(batch.position() + length);
    }
    return HazelcastFrame.ACCEPTED;
  }

  @Override
  public void send(Address to, byte[] frame, boolean ordered) {
    if (ordered) {
      outboxes.computeIfAbsent(to, address -> new HazelcastOutbox(this, address)).send(frame);
    } else {
      transmit(to, HazelcastOutbox.batch(List.of(frame)), false);
    }
  }

  /** Sends a batch; the stage completes when the other side has taken it, or it cannot be sent. */
  CompletionStage<Integer> transmit(Address to, byte[] batch, boolean hello) {
    Member member = members.get(to);
    if (member == null) {
      return CompletableFuture.completedFuture(HazelcastFrame.NOBODY);
    }
    try {
      byte[] sealed = seal.seal(batch, hello ? null : ids.getOrDefault(to, "nobody"));
      HazelcastFrame frame = new HazelcastFrame(cluster, here, sealed);
      @SuppressWarnings("unchecked") // its futures are stages, too; only the signature is old
      CompletionStage<Integer> taken =
          (CompletionStage<Integer>) executor.submitToMember(frame, member);
      if (hello) {
        greeted(to, taken);
      }
      return taken;
    } catch (GeneralSecurityException | RuntimeException e) {
      LOG.log(Level.DEBUG, () -> "not sent to " + to + ": " + e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private void greeted(Address to, CompletionStage<Integer> taken) {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    if (greeted.putIfAbsent(to, first) == null) {
      taken.whenCompleteAsync(
          (result, failure) ->
              first.complete(failure == null ? result : Integer.valueOf(HazelcastFrame.NOBODY)),
          Runnable::run);
    }
  }

  @Override
  public void close() {
    long deadline = System.nanoTime() + FLUSH_NANOS;
    List<HazelcastOutbox> all = new ArrayList<>(outboxes.values());
    while (all.stream().anyMatch(box -> !box.isEmpty()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    instance.getUserContext().remove(HazelcastFrame.key(cluster), this);
    try {
      if (membership != null) {
        instance.getCluster().removeMembershipListener(membership);
      }
      if (lifecycle != null) {
        instance.getLifecycleService().removeLifecycleListener(lifecycle);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Hazelcast was shut down before", e);
    }
  }
}
