package concurrent.futures.benchmarks;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.internal.util.ConcurrencyUtil;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;

/**
 * A member of an engine's own cluster, without this library: the call that the engine has for one
 * other member. The protocols are those of the library's own member; sends may block and go through
 * a bundler, as they do by default.
 */
interface ClusterAlone {
  /** Held here, or its level would be lost. */
  Logger LOG = Logger.getLogger("org.jgroups");

  /** Asks the other member for one more than this. */
  CompletableFuture<Integer> call(int value) throws Exception;

  /** Where others can join. */
  String address();

  static ClusterAlone join(String engine, String seed) throws Exception {
    return engine.equals("hazelcast") ? hazelcastMember(hazelcast(seed)) : jgroups(seed);
  }

  // ---- JGroups

  private static ClusterAlone jgroups(String seed) throws Exception {
    LOG.setLevel(Level.WARNING); // as the library's member
    int port = freePort();
    TCP tcp = new TCP();
    tcp.setBindAddress(InetAddress.getLoopbackAddress()).setBindPort(port).setPortRange(0);
    tcp.getThreadPool().setMaxThreads(50);
    tcp.setDiagnosticsHandler(
        new DiagnosticsHandler(tcp.getLog(), tcp.getSocketFactory(), tcp.getThreadFactory())
            .setEnabled(false));
    tcp.tcpNodelay(true);
    TCPPING discovery = new TCPPING();
    if (!seed.isEmpty()) {
      String[] hostAndPort = seed.split(":");
      discovery.setInitialHosts(
          List.of(new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]))));
    }
    discovery.setPortRange(0);
    GMS membership = new GMS();
    membership.setJoinTimeout(seed.isEmpty() ? 100 : 1_000);
    membership.printLocalAddress(false);
    JChannel channel =
        new JChannel(
            tcp,
            discovery,
            new MERGE3().setMinInterval(1_000).setMaxInterval(3_000),
            new FD_ALL3().setTimeout(10_000).setInterval(2_000),
            new VERIFY_SUSPECT2().setTimeout(500),
            new NAKACK2().useMcastXmit(false),
            new UNICAST3(),
            new STABLE(),
            membership,
            new UFC(),
            new FRAG4());
    MessageDispatcher calls = new MessageDispatcher(channel, ClusterAlone::answer);
    channel.connect("benchmark");
    RequestOptions options = RequestOptions.SYNC().flags(Message.Flag.OOB);
    return new ClusterAlone() {
      @Override
      public CompletableFuture<Integer> call(int value) throws Exception {
        Address other = channel.getView().getMembers().get(0);
        CompletableFuture<byte[]> answer =
            calls.sendMessageWithFuture(new BytesMessage(other, bytes(value)), options);
        return answer.thenApply(bytes -> ByteBuffer.wrap(bytes).getInt());
      }

      @Override
      public String address() {
        return "127.0.0.1:" + port;
      }
    };
  }

  private static Object answer(Message request) {
    return bytes(
        Tasks.plusOne(ByteBuffer.wrap(request.getArray(), request.getOffset(), 4).getInt()));
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  // ---- Hazelcast

  /** What is sent. */
  record PlusOne(int value) implements Callable<Integer>, Serializable {
    @Override
    public Integer call() {
      return Tasks.plusOne(value);
    }
  }

  /** A member as its user would make it, for one machine. */
  static HazelcastInstance hazelcast(String seed) throws IOException {
    System.setProperty("hazelcast.logging.type", "none");
    Config config = new Config().setClusterName("benchmark");
    Map.of(
            "phone.home.enabled", "false",
            "wait.seconds.before.join", "0",
            "operation.thread.count", "2",
            "io.thread.count", "1",
            "clientengine.thread.count", "2",
            "health.monitoring.level", "OFF",
            "shutdownhook.enabled", "false",
            "socket.bind.any", "false")
        .forEach((key, value) -> config.setProperty("hazelcast." + key, value));
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.getNetworkConfig().setPort(freePort()).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(seed.isEmpty() ? List.of() : List.of(seed));
    return Hazelcast.newHazelcastInstance(config);
  }

  private static ClusterAlone hazelcastMember(HazelcastInstance instance) {
    ExecutorService callbacks = Executors.newCachedThreadPool();
    ConcurrencyUtil.setDefaultAsyncExecutor(callbacks); // or each callback is a new thread
    IExecutorService executor = instance.getExecutorService("calls");
    Member self = instance.getCluster().getLocalMember();
    return new ClusterAlone() {
      @Override
      @SuppressWarnings("unchecked")
      public CompletableFuture<Integer> call(int value) {
        Member other = instance.getCluster().getMembers().iterator().next();
        return ((CompletionStage<Integer>) executor.submitToMember(new PlusOne(value), other))
            .toCompletableFuture();
      }

      @Override
      public String address() {
        return self.getAddress().getHost() + ":" + self.getAddress().getPort();
      }
    };
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
