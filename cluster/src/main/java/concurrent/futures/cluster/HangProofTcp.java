package concurrent.futures.cluster;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;
import org.jgroups.util.Util;

/**
 * TCP that a hung member cannot stop. JGroups says goodbye on each connection that it drops, and
 * does not come back while a frame is stuck there: so a member that does not read was never lost
 * while something was on the way to it. Here the connection is just closed, which also frees the
 * thread that is stuck.
 */
final class HangProofTcp extends TCP {
  private static final long GOODBYE_MILLIS = 500;

  // What it logs of each member that dies or leaves; that is told as an event. Refused peers stay.
  private static final Logger LOG = Logger.getLogger(HangProofTcp.class.getName());
  private static final List<String> EVERYDAY =
      List.of(
          "sending graceful close",
          "failed handling message",
          "failed handling incoming",
          "no physical address");

  static {
    LOG.setFilter(
        record -> EVERYDAY.stream().noneMatch(String.valueOf(record.getMessage())::contains));
  }

  private final JGroupsThreads threads = new JGroupsThreads();

  HangProofTcp() {
    setId(ClassConfigurator.getProtocolId(TCP.class)); // it is found by class otherwise
    setThreadFactory(threads);
    setLinger(1); // else TLS waits for the stuck thread before it closes the socket
  }

  @Override
  public void retainAll(Collection<Address> members) {
    srv.forAllConnections(
        (address, connection) -> {
          if (!members.contains(address) && !is_member.test((PhysicalAddress) address)) {
            close(connection, false);
          }
        });
    super.retainAll(members);
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
