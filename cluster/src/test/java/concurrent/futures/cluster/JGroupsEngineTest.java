package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jgroups.protocols.pbcast.GMS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JGroupsEngineTest extends MemberProcessContract {
  private static final String PASSWORD = "not secret";

  private final JGroupsEngine engine =
      new JGroupsEngine().failureTimeout(TestCluster.FAILURE_TIMEOUT);
  private Path keyStore;

  @Override
  ClusterNode join(int index, List<String> seeds, ClusterEvents events)
      throws InterruptedException {
    ClusterSettings settings = TestCluster.settings(seeds, "member-" + index);
    return engine.join(
        keyStore == null ? settings : TestCluster.tls(settings, keyStore, PASSWORD), events);
  }

  @Override
  String engine() {
    return "jgroups";
  }

  @Override
  Duration lostWithin() {
    return TestCluster.FAILURE_TIMEOUT.plusSeconds(6);
  }

  @Test
  void seedsThatCannotBeReachedAreNamed() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String closed = "127.0.0.1:" + free.getLocalPort();
      free.close();
      assertThatThrownBy(() -> join(settings(0, List.of(closed), Duration.ofSeconds(2))))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("no member reachable at " + closed + " within 2.0 s")
          .hasMessageContaining("is not listening; start it");
    }
  }

  /**
   * Otherwise there are two clusters, which are merged, but perhaps not before the time is over.
   */
  @Test
  void seedThatDoesNotAnswerAtOnceIsAskedAgain() throws Exception {
    List<String> clusters = new CopyOnWriteArrayList<>();
    try (AutoCloseable unused = logOfNewClusters(clusters)) {
      CompletableFuture<ClusterNode> joining;
      String address;
      try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
        silent.setSoTimeout(30_000);
        address = "127.0.0.1:" + silent.getLocalPort();
        ClusterSettings settings = settings(0, List.of(address), Duration.ofSeconds(60));
        joining =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return join(settings);
                  } catch (InterruptedException e) {
                    throw new CompletionException(e);
                  }
                });
        silent.accept().close(); // it asks
        silent.accept().close(); // nobody has answered, and it looks why
      }
      int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
      try (ClusterNode seed = join(settings(port, List.of(), Duration.ofSeconds(5)));
          ClusterNode joined = joining.get(90, TimeUnit.SECONDS)) {
        assertThat(clusters).noneMatch(line -> line.startsWith(joined.self().address()));
        await().until(() -> seed.members().size() == 2 && joined.members().size() == 2);
      }
    }
  }

  /** What JGroups logs of members that make a cluster of their own. */
  private static AutoCloseable logOfNewClusters(List<String> messages) {
    Logger logger = Logger.getLogger(GMS.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getMessage().contains("creating cluster as coordinator")) {
              messages.add(record.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.setLevel(Level.INFO);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    return () -> {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
      logger.setLevel(null);
    };
  }

  @Test
  void memberThatIsItsOwnSeedMayBeTheFirst() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ClusterNode node =
        join(settings(port, List.of("127.0.0.1:" + port), Duration.ofSeconds(5)))) {
      assertThat(node.self().address()).isEqualTo("127.0.0.1:" + port);
    }
  }

  @Test
  void portInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> join(settings(port, List.of(), Duration.ofSeconds(2))))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("127.0.0.1:" + port + ": the port is in use");
    }
  }

  @Test
  void addressOfAnotherMachineIsNamed() {
    ClusterSettings elsewhere =
        new ClusterSettings(
            TestCluster.NAME,
            "192.0.2.1",
            0,
            List.of(),
            Map.of(),
            null,
            null,
            Duration.ofSeconds(2));
    assertThatThrownBy(() -> join(elsewhere))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("192.0.2.1:0: not an address of this machine");
  }

  @Test
  void interruptedJoinLeavesNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> join(settings(0, List.of("127.0.0.1:1"), Duration.ofSeconds(5))))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void membersWithTheSameKeyMeetOverTls(@TempDir Path dir) throws Exception {
    keyStore = Keys.make(dir.resolve("cluster.p12"), PASSWORD);
    Joined one = new Joined();
    MemberProcess process = start(List.of(one.self().address()), keyStore, PASSWORD);
    ClusterMember child = one.events.awaitJoined(process.awaitReady());
    assertThat(one.ask(child, Recorder.ECHO)).containsExactly(Recorder.ECHO);
    assertThat(Sockets.atLoopback(process.pid())).hasSize(1);
  }

  @Test
  void memberWithAnotherKeyIsRefused(@TempDir Path dir) throws Exception {
    keyStore = Keys.make(dir.resolve("cluster.p12"), PASSWORD);
    Joined one = new Joined();
    Path other = Keys.make(dir.resolve("other.p12"), PASSWORD);
    MemberProcess process = start(List.of(one.self().address()), other, PASSWORD);
    assertThat(process.awaitLine())
        .startsWith("FAILED")
        .contains(one.self().address() + " refuses the key of this member");
    assertThat(one.events.joined).isEmpty();
  }

  @Test
  void memberWithoutAKeyIsRefused(@TempDir Path dir) throws Exception {
    keyStore = Keys.make(dir.resolve("cluster.p12"), PASSWORD);
    Joined one = new Joined();
    ClusterSettings plain = settings(0, List.of(one.self().address()), Duration.ofSeconds(2));
    assertThatThrownBy(() -> join(plain))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("listens but is no member of this cluster");
    assertThat(one.events.joined).isEmpty();
  }

  @Test
  void wrongPasswordIsNamed(@TempDir Path dir) throws Exception {
    Path store = Keys.make(dir.resolve("cluster.p12"), PASSWORD);
    ClusterSettings wrong =
        TestCluster.tls(settings(0, List.of(), Duration.ofSeconds(2)), store, "wrong");
    assertThatThrownBy(() -> join(wrong))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster.p12 cannot be read")
        .hasMessageNotContaining("wrong");
  }

  private ClusterNode join(ClusterSettings settings) throws InterruptedException {
    return engine.join(settings, new Recorder());
  }

  private static ClusterSettings settings(int port, List<String> seeds, Duration timeout) {
    return new ClusterSettings(
        TestCluster.NAME, "127.0.0.1", port, seeds, Map.of(), null, null, timeout);
  }
}
