package concurrent.futures.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Logger;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * TCP that a hung or unreachable member cannot stop.
 *
 * <p>JGroups says goodbye on each connection that it drops, and does not come back while a frame is
 * stuck there: so a member that does not read was never lost while something was on the way to it.
 * Here the connection is just closed, which also frees the thread that is stuck.
 *
 * <p>JGroups connects in the thread that sends, such as the heartbeats' to all, and waits up to two
 * seconds for that: when a part of the network vanished, the members of the other part heard
 * nothing from each other any more, and were lost as well. Here a thread of its own connects, and
 * sends what came meanwhile.
 */
class HangProofTcp extends TCP {
  private static final long GOODBYE_MILLIS = 500;

  // What it logs of each member that dies or leaves; that is told as an event. Refused peers stay.
  private static final Logger LOG = Logger.getLogger(HangProofTcp.class.getName());
  private static final List<String> EVERYDAY =
      List.of(
          "sending graceful close",
          "failed handling message",
          "failed handling incoming",
          "java.io.EOFException", // of a peer that went away while it connected
          "no physical address");

  static {
    LOG.setFilter(
        record -> EVERYDAY.stream().noneMatch(String.valueOf(record.getMessage())::contains));
  }

  /** So many messages wait for a connection at most; JGroups sends again what is lost. */
  private static final int MOST_WAITING = 1_000;

  private final JGroupsThreads threads = new JGroupsThreads();
  private final Map<Address, Queue<byte[]>> waiting = new HashMap<>(); // guarded by itself

  HangProofTcp() {
    setId(ClassConfigurator.getProtocolId(TCP.class)); // it is found by class otherwise
    setThreadFactory(threads);
    setLinger(1); // else TLS waits for the stuck thread before it closes the socket
  }

  @Override
  public void send(Address to, byte[] data, int offset, int length) throws Exception {
    if (srv == null || srv.connectionEstablishedTo(to) || to.equals(srv.localAddress())) {
      super.send(to, data, offset, length);
      return;
    }
    byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
    boolean first;
    synchronized (waiting) {
      first = !waiting.containsKey(to);
      Queue<byte[]> messages = waiting.computeIfAbsent(to, unused -> new ArrayDeque<>());
      if (messages.size() < MOST_WAITING) {
        messages.add(copy);
      }
    }
    if (first) {
      try {
        getThreadFactory().newThread(() -> sendWaiting(to), "connect to " + to).start();
      } catch (OutOfMemoryError e) { // no thread to be had
        forgetWaiting(to);
      }
    }
  }

  private void sendWaiting(Address to) {
    try {
      for (byte[] next; (next = nextWaiting(to)) != null; ) {
        super.send(to, next, 0, next.length); // connects
      }
    } catch (Throwable e) { // whatever it is, the next message tries again
      forgetWaiting(to);
    }
  }

  private byte @Nullable [] nextWaiting(Address to) {
    synchronized (waiting) {
      Queue<byte[]> messages = waiting.get(to);
      byte[] next = messages == null ? null : messages.poll();
      if (next == null) {
        waiting.remove(to);
      }
      return next;
    }
  }

  private void forgetWaiting(Address to) {
    synchronized (waiting) {
      waiting.remove(to);
    }
  }

  /**
   * Closes the connections to others. JGroups would also throw away the locks of those addresses,
   * under which connections are put down and removed: one that ended while it was put down stayed
   * there, dead, and each later one from that address was refused.
   */
  @Override
  public void retainAll(Collection<Address> members) {
    disconnect(to -> !members.contains(to) && !is_member.test((PhysicalAddress) to));
  }

  /** Closes the connection to a member, if there is one; the next message makes another one. */
  void disconnect(Address member) {
    Address where = getPhysicalAddressFromCache(member);
    disconnect(to -> to.equals(where));
  }

  private void disconnect(Predicate<Address> unwanted) {
    List<Connection> closed = new ArrayList<>();
    srv.forAllConnections(
        (address, connection) -> {
          if (unwanted.test(address)) {
            close(connection, false);
            Util.close(connection); // ends its sender
            closed.add(connection);
          }
        });
    if (!closed.isEmpty()) {
      try { // somebody may have the lock while it connects there
        getThreadFactory().newThread(() -> closed.forEach(this::remove), "disconnect").start();
      } catch (OutOfMemoryError e) {
        // no thread to be had: their receivers remove them
      }
    }
  }

  private void remove(Connection connection) {
    srv.removeConnectionIfPresent(connection.peerAddress(), connection);
  }

  /** Goodbye to those that read, but not longer than that. */
  @Override
  public void stop() {
    if (srv != null) {
      Thread goodbye =
          getThreadFactory()
              .newThread(() -> srv.forAllConnections((address, to) -> close(to, true)), "goodbye");
      goodbye.start();
      boolean interrupted = false;
      try {
        TimeUnit.MILLISECONDS.timedJoin(goodbye, GOODBYE_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      srv.forAllConnections((address, connection) -> close(connection, false));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    super.stop();
    threads.stop();
  }

  private static void close(Connection connection, boolean graceful) {
    try {
      connection.close(graceful);
    } catch (Exception e) {
      Util.close(connection);
    }
  }
}
