package concurrent.futures.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.Test;

class HangProofTcpTest {
  /** While it puts a connection down, a new view comes, and the peer closes the connection. */
  private static final class Unlucky extends HangProofTcp {
    private final ServerSocket peer;

    Unlucky(ServerSocket peer) {
      this.peer = peer;
    }

    @Override
    public void connectionEstablished(Connection connection) {
      retainAll(Set.of());
      try {
        peer.accept().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isConnectedTo(Address address) {
      return srv.hasConnection(address);
    }

    void connect(Address address) throws Exception {
      srv.send(address, new byte[1], 0, 1);
    }
  }

  /** One that stayed would be taken for alive: nothing was ever sent to that address again. */
  @Test
  void connectionThatEndsWhileItIsPutDownIsRemoved() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket peer = new ServerSocket(0, 50, here)) {
      Unlucky tcp = new Unlucky(peer);
      tcp.setBindAddress(here).setPortRange(0);
      tcp.nonBlockingSends(true);
      try (JChannel channel = new JChannel(tcp)) {
        channel.connect("unlucky");
        Address address = new IpAddress(here, peer.getLocalPort());
        for (int i = 0; i < 100; i++) {
          tcp.connect(address);
          await().pollInterval(Duration.ofMillis(1)).until(() -> !tcp.isConnectedTo(address));
        }
      }
    }
  }
}
