package concurrent.futures.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

/**
 * A cluster in one thread and virtual time, whose network does what networks do, and worse:
 * messages are late, lost, doubled and overtake each other; members die, hang and come back, and
 * cannot reach each other for a while. All that happens follows from the seed of the random
 * numbers.
 *
 * <p>Of the promises of {@link ClusterEvents} it keeps those about {@code joined} and {@code left}:
 * both sides see both, and nothing comes from an earlier time together.
 */
final class SimulatedNetwork {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  /**
   * How bad it is.
   *
   * @param lost the part of messages that is lost
   * @param twice the part that comes twice
   * @param slow the part that takes up to the slowest time instead of a millisecond
   * @param failing the part of calls that fails
   * @param slowestNanos how long a message may take
   * @param detectionNanos after which time a member that does not answer is dropped
   */
  record Faults(
      double lost,
      double twice,
      double slow,
      double failing,
      long slowestNanos,
      long detectionNanos) {

    static final Faults NONE = new Faults(0, 0, 0, 0, MILLI, 1_000 * MILLI);
  }

  private final VirtualTime time;
  private final Random random;
  private final BiPredicate<SimulatedMember, SimulatedMember> meet;
  private final Map<String, Node> nodes = new LinkedHashMap<>(); // by id
  private final Set<String> parted = new HashSet<>(); // pairs of addresses
  private Faults faults;
  private int losses;
  private long messages;
  private long bytes;
  private long trace = 17;

  /**
   * @param meet which members see each other at all
   */
  SimulatedNetwork(
      VirtualTime time,
      Random random,
      Faults faults,
      BiPredicate<SimulatedMember, SimulatedMember> meet) {
    this.time = time;
    this.random = random;
    this.faults = faults;
    this.meet = meet;
  }

  /** The engine of one member. */
  ClusterEngine of(SimulatedMember member) {
    return (settings, events) -> join(member, settings, events);
  }

  private Node join(SimulatedMember owner, ClusterSettings settings, ClusterEvents events) {
    String id = Long.toHexString(random.nextLong());
    ClusterMember self = new ClusterMember(id, "member:" + owner.number, settings.attributes());
    Node node = new Node(owner, self, events);
    for (Node other : nodes.values()) {
      if (meet.test(owner, other.owner)) {
        Pair pair = new Pair(node, other);
        node.pairs.put(other.self.id(), pair);
        other.pairs.put(id, pair);
      }
    }
    nodes.put(id, node);
    node.changed(0);
    return node;
  }

  // ---- faults

  void faults(Faults now) {
    faults = now;
  }

  /** A member has died, hangs, or goes on. */
  void changed(SimulatedMember member) {
    for (Node node : nodes.values()) {
      if (node.owner == member) {
        node.changed(faults.detectionNanos);
      }
    }
  }

  /** Members of other sides cannot be reached from now on. */
  void side(SimulatedMember member, int side) {
    for (Node node : nodes.values()) {
      if (node.owner == member) {
        node.side = side;
      }
    }
    changed(member);
  }

  /** How often two members have lost each other. */
  int losses() {
    return losses;
  }

  /** True if these two have ever lost each other. */
  boolean haveParted(String one, String two) {
    return parted.contains(one + " " + two);
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** Of all messages, with their times: the same for the same seed. */
  long trace() {
    return trace;
  }

  private long delay() {
    return 20 * MICRO
        + random.nextInt((int) MILLI)
        + (random.nextDouble() < faults.slow ? random.nextLong(faults.slowestNanos) : 0);
  }

  /** Two members, and whether they see each other. */
  private final class Pair {
    final Node one;
    final Node two;
    int times; // that they have seen each other
    boolean together;
    boolean checking;

    Pair(Node one, Node two) {
      this.one = one;
      this.two = two;
    }

    Node other(Node than) {
      return than == one ? two : one;
    }

    boolean canTalk() {
      return one.isUp() && two.isUp() && one.side == two.side;
    }

    /** Something has changed: it shows after some time, if it lasts. */
    void changed(long nanos) {
      if (!checking) {
        checking = true;
        time.after(nanos + delay(), this::check);
      }
    }

    private void check() {
      checking = false;
      if (together && !canTalk()) {
        together = false;
        losses++;
        parted.add(one.self.address() + " " + two.self.address());
        parted.add(two.self.address() + " " + one.self.address());
        left(one, two);
        left(two, one);
      } else if (!together && canTalk() && one.sees(two) == 0 && two.sees(one) == 0) {
        together = true;
        times++;
        joined(one, two, times);
        joined(two, one, times);
      } else if (!together && canTalk()) {
        changed(MILLI); // one of them is about to see that the other had left
      }
    }

    private void left(Node at, Node who) {
      at.later(
          () -> {
            at.seen.remove(who.self.id());
            at.early.remove(who.self.id());
            at.failCalls(who);
            at.events.left(who.self);
          });
    }

    private void joined(Node at, Node who, int time) {
      at.later(
          () -> {
            at.seen.put(who.self.id(), time);
            at.events.joined(who.self);
            ArrayDeque<Runnable> early = at.early.remove(who.self.id());
            if (early != null) {
              early.forEach(Runnable::run);
            }
          });
    }
  }

  private final class Node implements ClusterNode {
    final SimulatedMember owner;
    final ClusterMember self;
    final ClusterEvents events;
    final Map<String, Pair> pairs = new LinkedHashMap<>(); // by the other's id
    final Map<String, Integer> seen = new LinkedHashMap<>(); // for the how manyth time
    final Map<String, ArrayDeque<Runnable>> early = new LinkedHashMap<>(); // before it has joined
    final Map<CompletableFuture<byte[]>, Node> calls = new LinkedHashMap<>();
    int side;
    long lastEvent; // events of one member stay in order
    boolean closed;

    Node(SimulatedMember owner, ClusterMember self, ClusterEvents events) {
      this.owner = owner;
      this.self = self;
      this.events = events;
    }

    boolean isUp() {
      return !closed && owner.isUp();
    }

    int sees(Node other) {
      return isGone() ? 0 : seen.getOrDefault(other.self.id(), 0);
    }

    boolean isGone() {
      return closed || owner.isDead();
    }

    void changed(long nanos) {
      pairs.values().forEach(pair -> pair.changed(pair.together ? nanos : 0));
    }

    /** Something happens here after some time, in order with other such things. */
    void later(Runnable event) {
      long at = Math.max(lastEvent, time.nanoTime() + delay());
      lastEvent = at;
      time.after(at - time.nanoTime(), () -> here(event));
    }

    private void here(Runnable event) {
      owner.run(
          () -> {
            if (!closed) {
              event.run();
            }
          });
    }

    @Override
    public ClusterMember self() {
      return self;
    }

    @Override
    public List<ClusterMember> members() {
      List<ClusterMember> members = new ArrayList<>(List.of(self));
      seen.keySet().forEach(id -> members.add(nodes.get(id).self));
      return members;
    }

    @Override
    public void send(ClusterMember to, byte[] message) {
      Pair pair = pairs.get(to.id());
      int known = seen.getOrDefault(to.id(), 0);
      if (closed || owner.isDead() || pair == null || known == 0) {
        return;
      }
      messages++;
      bytes += message.length;
      trace = 31 * trace + time.nanoTime();
      trace = 31 * trace + Arrays.hashCode(message) + owner.number;
      int copies = random.nextDouble() < faults.lost ? 0 : 1;
      copies += random.nextDouble() < faults.twice ? 1 : 0;
      for (int i = 0; i < copies && side == pair.other(this).side; i++) {
        time.after(delay(), () -> pair.other(this).arrive(pair, known, message.clone()));
      }
    }

    private void arrive(Pair pair, int time, byte[] message) {
      Node from = pair.other(this);
      if (side == from.side) {
        here(() -> take(from, time, message));
      }
    }

    private void take(Node from, int time, byte[] message) {
      int now = sees(from);
      if (now == time) {
        events.message(from.self, message);
      } else if (now == 0 && time == pairs.get(from.self.id()).times) {
        early
            .computeIfAbsent(from.self.id(), id -> new ArrayDeque<>())
            .add(() -> take(from, time, message));
      }
    }

    @Override
    public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
      CompletableFuture<byte[]> reply = new CompletableFuture<>();
      Pair pair = pairs.get(to.id());
      if (pair == null || sees(pair.other(this)) == 0) {
        reply.completeExceptionally(new MemberLostException("not a member"));
        return reply;
      }
      Node target = pair.other(this);
      int known = sees(target);
      calls.put(reply, target);
      if (random.nextDouble() < faults.failing) {
        later(() -> answered(reply, null));
      } else {
        time.after(delay(), () -> target.here(() -> target.answer(this, known, request, reply)));
      }
      return reply;
    }

    private void answer(Node from, int time, byte[] request, CompletableFuture<byte[]> reply) {
      if (sees(from) == time && side == from.side) {
        events
            .request(from.self, request.clone())
            .whenComplete((bytes, failure) -> from.later(() -> from.answered(reply, bytes)));
      }
    }

    private void answered(CompletableFuture<byte[]> reply, byte[] bytes) {
      if (calls.remove(reply) != null) {
        if (bytes != null) {
          reply.complete(bytes);
        } else {
          reply.completeExceptionally(new RemoteCallException("the call has failed"));
        }
      }
    }

    private void failCalls(Node who) {
      List<CompletableFuture<byte[]>> lost = new ArrayList<>();
      calls.forEach((reply, to) -> lost.addAll(to == who ? List.of(reply) : List.of()));
      lost.forEach(
          reply -> {
            calls.remove(reply);
            reply.completeExceptionally(new MemberLostException("left"));
          });
    }

    /** Leaves: that shows at once. */
    @Override
    public void close() {
      if (!closed) {
        closed = true;
        changed(0);
      }
    }
  }
}
