package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.blocks.cs.BaseServer;
import org.jgroups.blocks.cs.Receiver;
import org.jgroups.protocols.TCP;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose members have a key, and those who have another one or none. */
@Timeout(60)
class ClusterTlsTest {
  private static final String PASSWORD = "not secret";
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(3);

  @TempDir static Path directory;
  private static Path key;
  private static Path otherKey;

  private final Members members =
      new Members(Map.of("keyStore", key.toString(), "password", PASSWORD));

  @BeforeAll
  static void makeKeys() throws Exception {
    key = Keys.make(directory.resolve("cluster.p12"), PASSWORD);
    otherKey = Keys.make(directory.resolve("other.p12"), PASSWORD);
  }

  @AfterEach
  void close() throws InterruptedException {
    members.close();
  }

  private static ClusterPoolExecutor.Builder submitter(String seed) {
    return TestCluster.builder().slots(0).seeds(seed).joinTimeout(JOIN_TIMEOUT);
  }

  private static ClusterPoolExecutor honest(String seed) {
    return submitter(seed).tls(key, PASSWORD).joinTimeout(Duration.ofSeconds(10)).build();
  }

  static int square(int n) {
    return n * n;
  }

  /** Who has no business here learns so, within the time that it has given. */
  private static void assertRefused(ClusterPoolExecutor.Builder intruder, String... words) {
    long start = System.nanoTime();
    assertThatThrownBy(intruder::build)
        .isInstanceOf(ClusterException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(JOIN_TIMEOUT.plusSeconds(5)); // the probe of the seeds included
  }

  @Test
  void intrudersAreRefusedAndLateMembersGetIn() throws Exception {
    Members.Member first = members.start(1);
    String seed = first.address;
    try (ClusterPoolExecutor pool = honest(seed)) {
      MemberFaultsContract.awaitMembers(pool, 2);
      assertThat(pool.submit(ClusterTlsTest::square, 3).result()).isEqualTo(9);

      assertRefused(
          submitter(seed).tls(otherKey, PASSWORD), seed, "refuses the key", "use the same key");
      assertRefused(submitter(seed), seed, "no member of this cluster", "no key");
      assertThat(pool.members()).hasSize(2);

      members.start(2); // late, with large values over TLS
      MemberFaultsContract.awaitMembers(pool, 3);
      List<Future<double[]>> large =
          List.of(
              pool.submit(ClusterFaultsTest::numbers, 1_000_000),
              pool.submit(ClusterFaultsTest::numbers, 1_000_000),
              pool.submit(ClusterFaultsTest::numbers, 1_000_000));
      for (Future<double[]> future : large) {
        assertThat(future.result()[999_999]).isEqualTo(1_000_000);
      }
      first.kill();
      MemberFaultsContract.awaitMembers(pool, 2);
      assertThat(pool.submit(ClusterTlsTest::square, 4).result()).isEqualTo(16);
    }
  }

  /** Counts what the transport hands on to be read. */
  private static final class Counting implements Receiver {
    final AtomicInteger messages = new AtomicInteger();
    private final Receiver next;

    Counting(Receiver next) {
      this.next = next;
    }

    @Override
    public void receive(Address sender, byte[] buffer, int offset, int length) {
      messages.incrementAndGet();
      next.receive(sender, buffer, offset, length);
    }

    @Override
    public void receive(Address sender, java.nio.ByteBuffer buffer) {
      messages.incrementAndGet();
      next.receive(sender, buffer);
    }

    @Override
    public void receive(Address sender, java.io.DataInput in, int length) throws Exception {
      messages.incrementAndGet();
      next.receive(sender, in, length);
    }
  }

  private static Counting count(ClusterNode node) throws ReflectiveOperationException {
    Object link = field(PeerNode.class, "link", node);
    JChannel channel = (JChannel) field(JGroupsLink.class, "channel", link);
    TCP transport = (TCP) channel.getProtocolStack().getTransport();
    BaseServer server = (BaseServer) field(TCP.class, "srv", transport);
    Counting counting = new Counting(server.receiver());
    server.receiver(counting);
    return counting;
  }

  private static Object field(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static ClusterSettings settings(String seed) {
    return TestCluster.settings(seed == null ? List.of() : List.of(seed), "member");
  }

  /** What a member of a cluster without a key sends to its seed first. */
  private static byte[] firstBytesOfAPlainMember() throws Exception {
    try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String seed = "127.0.0.1:" + socket.getLocalPort();
      Thread joining =
          new Thread(
              () ->
                  assertThatThrownBy(() -> submitter(seed).build())
                      .isInstanceOf(ClusterException.class));
      joining.start();
      byte[] bytes;
      try (Socket from = socket.accept()) {
        bytes = from.getInputStream().readNBytes(32);
      }
      joining.join();
      return bytes;
    }
  }

  private static Socket connect(ClusterNode to) throws IOException {
    String address = to.self().address();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    Socket socket = new Socket();
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  /** Sends, and waits until the other side has closed the connection. */
  private static void sendUntilClosed(Socket socket, byte[] bytes) {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // an alert
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (IOException e) {
      // refused, as it should be
    }
  }

  @Test
  void nothingOfAStrangerIsRead() throws Exception {
    byte[] plain = firstBytesOfAPlainMember();
    var object = new java.io.ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(new java.util.HashMap<>(Map.of("key", "value")));
    }
    JGroupsEngine engine = new JGroupsEngine();
    Recorder events = new Recorder();
    try (ClusterNode node = engine.join(TestCluster.tls(settings(null), key, PASSWORD), events)) {
      Counting read = count(node);
      sendUntilClosed(connect(node), plain);
      sendUntilClosed(connect(node), object.toByteArray());
      var strangers = Tls.context(otherKey, PASSWORD.toCharArray());
      Socket raw = connect(node);
      SSLSocket socket =
          (SSLSocket) strangers.getSocketFactory().createSocket(raw, "127.0.0.1", 0, true);
      sendUntilClosed(socket, plain);
      assertThat(read.messages).hasValue(0);
      assertThat(events.joined).isEmpty();

      // And what a member sends is counted.
      ClusterSettings second = TestCluster.tls(settings(node.self().address()), key, PASSWORD);
      try (ClusterNode other = engine.join(second, new Recorder())) {
        events.awaitJoined(other.self().id());
        await().until(() -> read.messages.get() > 0);
      }
    }
  }
}
