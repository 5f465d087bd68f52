package concurrent.futures.cluster;

import concurrent.futures.cluster.Frame.Hello;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The half of a node that is the same over every library: who is a member, calls and replies. The
 * library says which addresses are {@link #present} and delivers frames; A is its type of address.
 *
 * <p>An address becomes a member when it is present and has said hello, which brings its
 * attributes. Each side says hello when it sees the other anew, and the other answers; a hello from
 * one that is a member already means that it had lost this node in the meantime: it leaves and
 * joins here, too, so that both sides have forgotten the same.
 *
 * <p>Each side has a number for the other, a new one whenever it sees it anew, which its hellos
 * tell; the two numbers are the session. Messages and requests carry both: what was about to be
 * sent when one side lost the other, or is late, is not taken for something of the next session. In
 * whichever order the hellos come, both sides have the same session when the last ones have.
 */
final class PeerNode<A> implements ClusterNode {
  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");
  private static final int MAX_EARLY = 10_000;

  /** An address: what the library says of it, and what it said itself. Guarded by the node. */
  private static final class Peer<A> {
    final A address;
    boolean present;
    int mine; // the number that it was told
    @Nullable Hello hello;
    @Nullable Session<A> session;
    final Queue<byte[]> early = new ArrayDeque<>(); // requests that came before their hello

    Peer(A address) {
      this.address = address;
    }
  }

  /** From joined to left. */
  private static final class Session<A> {
    final A address;
    final ClusterMember member;
    final int mine; // its number, as this side has told it
    final int theirs; // and as the other side has
    final ConcurrentMap<Long, CompletableFuture<byte[]>> calls = new ConcurrentHashMap<>();
    volatile boolean told; // joined() has returned
    volatile boolean lost;

    Session(A address, ClusterMember member, int mine, int theirs) {
      this.address = address;
      this.member = member;
      this.mine = mine;
      this.theirs = theirs;
    }

    boolean has(byte[] buffer, int offset) {
      return Frame.from(buffer, offset) == theirs && Frame.to(buffer, offset) == mine;
    }

    void fail(String how) {
      for (Long call : calls.keySet()) {
        CompletableFuture<byte[]> reply = calls.remove(call);
        if (reply != null) {
          reply.completeExceptionally(lostException(member, how));
        }
      }
    }
  }

  private final A myAddress;
  private final ClusterMember self;
  private final ClusterEvents events;
  private final Link<A> link;
  private final Mailbox mailbox = new Mailbox();
  private final AtomicLong calls = new AtomicLong();
  private final Map<A, Peer<A>> peers = new HashMap<>(); // guarded by this
  private int sessionNumbers; // guarded by this
  private final ConcurrentMap<A, Session<A>> sessions = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Session<A>> sessionsById = new ConcurrentHashMap<>();
  private volatile boolean closed;

  PeerNode(A myAddress, ClusterMember self, ClusterEvents events, Link<A> link) {
    this.myAddress = myAddress;
    this.self = self;
    this.events = events;
    this.link = link;
    Session<A> mine = new Session<>(myAddress, self, 0, 0);
    mine.told = true;
    sessions.put(myAddress, mine);
    sessionsById.put(self.id(), mine);
  }

  @Override
  public ClusterMember self() {
    return self;
  }

  @Override
  public List<ClusterMember> members() {
    List<ClusterMember> members = new ArrayList<>();
    sessionsById.values().forEach(session -> members.add(session.member));
    return members;
  }

  @Override
  public CompletableFuture<byte[]> call(ClusterMember to, byte[] request) {
    CompletableFuture<byte[]> reply = new CompletableFuture<>();
    Session<A> session = sessionsById.get(to.id());
    if (session == null) {
      reply.completeExceptionally(lostException(to, "is not a member (any more)"));
      return reply;
    }
    long call = calls.incrementAndGet();
    session.calls.put(call, reply);
    if (session.lost || closed) { // after put: either this sees it, or fail() sees the call
      session.fail(closed ? "was asked by a node that is closed" : "left or was lost");
    } else {
      link.send(session.address, Frame.request(session.mine, session.theirs, call, request), false);
    }
    return reply;
  }

  @Override
  public void send(ClusterMember to, byte[] message) {
    Session<A> session = sessionsById.get(to.id());
    if (session != null && !session.lost && !closed) {
      link.send(session.address, Frame.message(session.mine, session.theirs, message), true);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      for (Peer<A> peer : peers.values()) {
        if (peer.session != null) {
          link.send(peer.address, Frame.bye(), true);
        }
      }
    }
    link.close();
    mailbox.close();
    sessions.values().forEach(session -> session.fail("was asked by a node that was closed"));
  }

  /** The library's view: all addresses that can be reached, in the order of its changes. */
  void present(Collection<? extends A> addresses) {
    present(() -> addresses);
  }

  /** The same, where changes may cross: each call asks under the lock, and the last one counts. */
  void present(Supplier<? extends Collection<? extends A>> reachable) {
    synchronized (this) {
      Collection<? extends A> addresses = reachable.get();
      for (Peer<A> peer : List.copyOf(peers.values())) {
        if (peer.present && !addresses.contains(peer.address)) {
          drop(peer);
          peers.remove(peer.address);
        }
      }
      for (A address : addresses) {
        Peer<A> peer = address.equals(myAddress) ? null : peer(address);
        if (peer != null && !peer.present) {
          peer.present = true;
          peer.mine = ++sessionNumbers;
          greet(peer, false);
          join(peer);
        }
      }
    }
    mailbox.run();
  }

  /** A frame has come. Ordered frames of one sender come one after the other. */
  void received(A from, byte[] buffer, int offset, int length) {
    if (closed || length == 0) {
      return;
    }
    switch (buffer[offset]) {
      case Frame.HELLO -> hello(from, Hello.read(buffer, offset, length));
      case Frame.BYE -> bye(from);
      case Frame.REPLY, Frame.FAILURE -> reply(from, buffer, offset, length);
      case Frame.MESSAGE, Frame.REQUEST -> incoming(from, buffer, offset, length);
      default -> LOG.log(Level.WARNING, "a frame of an unknown kind from {0}", from);
    }
    mailbox.run();
  }

  private synchronized void hello(A from, Hello hello) {
    Peer<A> peer = peer(from);
    Session<A> session = peer.session;
    if (session != null) {
      if (hello.from() <= session.theirs && session.member.equals(hello.member())) {
        return; // known, or late
      }
      drop(peer);
    }
    peer.hello = hello;
    if (peer.present) {
      if (!hello.answer()) {
        greet(peer, true);
      }
      join(peer);
    }
  }

  private synchronized void bye(A from) {
    Peer<A> peer = peers.get(from);
    if (peer != null) {
      drop(peer);
    }
  }

  private Peer<A> peer(A address) {
    return peers.computeIfAbsent(address, Peer::new);
  }

  /** Under the lock, so that nothing is sent to it before. */
  private void greet(Peer<A> peer, boolean answer) {
    link.send(peer.address, new Hello(self, peer.mine, answer).frame(), true);
  }

  private void join(Peer<A> peer) {
    Hello hello = peer.hello;
    if (hello == null || closed) {
      return;
    }
    Session<A> session = new Session<>(peer.address, hello.member(), peer.mine, hello.from());
    peer.session = session;
    mailbox.put(
        () -> {
          canBeReached(session);
          events.joined(session.member);
          session.told = true;
        });
    sessions.put(peer.address, session);
    for (byte[] frame = peer.early.poll(); frame != null; frame = peer.early.poll()) {
      if (session.has(frame, 0)) {
        deliver(session, frame, 0, frame.length);
      }
    }
  }

  /** Only now: until left() has returned, what is sent to its id is for its earlier session. */
  private synchronized void canBeReached(Session<A> session) {
    if (!session.lost) {
      sessionsById.put(session.member.id(), session);
    }
  }

  /** It is no member any more, until it says hello again. */
  private void drop(Peer<A> peer) {
    Session<A> session = peer.session;
    peer.hello = null;
    peer.session = null;
    if (session != null) {
      session.lost = true;
      sessions.remove(peer.address, session);
      sessionsById.remove(session.member.id(), session);
      mailbox.put(() -> events.left(session.member));
      mailbox.put(() -> session.fail("left or was lost before it answered"));
    }
  }

  private void incoming(A from, byte[] buffer, int offset, int length) {
    Session<A> session = sessions.get(from);
    if (session == null || !session.has(buffer, offset)) {
      synchronized (this) {
        session = sessions.get(from);
        if (session == null || !session.has(buffer, offset)) {
          keep(peers.get(from), Arrays.copyOfRange(buffer, offset, offset + length));
          return;
        }
      }
    }
    deliver(session, buffer, offset, length);
  }

  /** A request may overtake its session's hello. A message does not: it is of an earlier one. */
  private void keep(@Nullable Peer<A> peer, byte[] frame) {
    if (frame[0] == Frame.REQUEST
        && peer != null
        && peer.mine == Frame.to(frame, 0)
        && (peer.session == null || peer.session.theirs < Frame.from(frame, 0))
        && peer.early.size() < MAX_EARLY) {
      peer.early.add(frame);
    }
  }

  private void deliver(Session<A> session, byte[] buffer, int offset, int length) {
    byte[] bytes = Frame.bytes(buffer, offset, length);
    if (buffer[offset] == Frame.MESSAGE) {
      mailbox.put(
          () -> {
            if (!session.lost) {
              events.message(session.member, bytes);
            }
          });
      return;
    }
    long call = Frame.call(buffer, offset);
    if (session.told) {
      answer(session, call, bytes);
    } else {
      mailbox.put(() -> answer(session, call, bytes));
    }
  }

  private void answer(Session<A> session, long call, byte[] request) {
    if (session.lost) {
      return;
    }
    CompletableFuture<byte[]> reply;
    try {
      reply = events.request(session.member, request);
    } catch (Throwable e) {
      reply = CompletableFuture.failedFuture(e);
    }
    reply.whenComplete(
        (bytes, failure) -> {
          if (!session.lost && !closed) {
            link.send(session.address, Frame.reply(call, bytes, failure), false);
          }
        });
  }

  private void reply(A from, byte[] buffer, int offset, int length) {
    Session<A> session = sessions.get(from);
    CompletableFuture<byte[]> reply =
        session == null ? null : session.calls.remove(Frame.call(buffer, offset));
    if (reply == null) {
      return; // it was lost in the meantime
    }
    if (buffer[offset] == Frame.REPLY) {
      reply.complete(Frame.bytes(buffer, offset, length));
    } else {
      reply.completeExceptionally(new RemoteCallException(Frame.text(buffer, offset, length)));
    }
  }

  private static MemberLostException lostException(ClusterMember member, String how) {
    return new MemberLostException("member " + member.address() + " (" + member.id() + ") " + how);
  }
}
