package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HangProofTcpTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Tcp tcp = new Tcp();
  private ServerSocket peer;
  private Address address;
  private JChannel channel;

  private static final class Tcp extends HangProofTcp {
    Runnable established = () -> {};

    Tcp() {
      setBindAddress(HERE).setPortRange(0);
      nonBlockingSends(true);
    }

    /** With the lock of its address, before it is put down. */
    @Override
    public void connectionEstablished(Connection connection) {
      established.run();
    }

    boolean isConnectedTo(Address to) {
      return srv.hasConnection(to);
    }

    void connect(Address to) throws Exception {
      srv.send(to, new byte[1], 0, 1);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    peer = new ServerSocket(0, 50, HERE);
    address = new IpAddress(HERE, peer.getLocalPort());
    channel = new JChannel(tcp);
    channel.connect("somebody");
  }

  @AfterEach
  void end() throws IOException {
    channel.close();
    peer.close();
  }

  private boolean isSenderAlive() {
    String name = "sender to " + address + "-";
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().startsWith(name));
  }

  /** One that stayed would be taken for alive: nothing was ever sent to that address again. */
  @Test
  void connectionThatEndsWhileItIsPutDownIsRemoved() throws Exception {
    tcp.established =
        () -> {
          tcp.retainAll(Set.of()); // a view without it
          try {
            peer.accept().close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    for (int i = 0; i < 100; i++) {
      tcp.connect(address);
      await().pollInterval(Duration.ofMillis(1)).until(() -> !tcp.isConnectedTo(address));
    }
  }

  @Test
  void connectionToNoMemberEndsWithItsSender() throws Exception {
    tcp.connect(address);
    try (Socket other = peer.accept()) {
      assertThat(isSenderAlive()).isTrue();
      tcp.retainAll(Set.of());
      other.getInputStream().readAllBytes(); // to its end
    }
    await().until(() -> !tcp.isConnectedTo(address) && !isSenderAlive());
  }

  @Test
  void connectionToAMemberStays() throws Exception {
    tcp.connect(address);
    tcp.retainAll(Set.of(address));
    assertThat(tcp.isConnectedTo(address)).isTrue();
  }
}
