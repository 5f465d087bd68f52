package concurrent.futures.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the tests make members: the same in their JVM and in those that they start. All of these have
 * the same cluster, and no others have it: a port that was used in another run of the tests, at the
 * same time on the same machine, leads to nobody's members.
 */
final class TestCluster {
  private static final String NAME_PROPERTY = "test.cluster";

  /** The cluster of this JVM and of those that it starts. */
  static final String NAME =
      System.getProperty(NAME_PROPERTY, "test-" + ProcessHandle.current().pid() + "-" + random());

  static final Duration FAILURE_TIMEOUT = Duration.ofSeconds(3);

  /**
   * On a busy machine, where clusters may just be merging, which keeps members waiting for 10 s.
   */
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(40);

  private TestCluster() {}

  private static String random() {
    return Long.toHexString(new SecureRandom().nextLong());
  }

  /** The option of a JVM that is to have the same cluster. */
  static String jvmOption() {
    return "-D" + NAME_PROPERTY + "=" + NAME;
  }

  static ClusterPoolExecutor.Builder builder() {
    return ClusterPoolExecutor.builder().cluster(NAME).joinTimeout(JOIN_TIMEOUT);
  }

  static ClusterSettings settings(List<String> seeds, String name) {
    return new ClusterSettings(
        NAME, "127.0.0.1", 0, seeds, Map.of("name", name), null, null, Duration.ofSeconds(10));
  }

  static ClusterSettings tls(ClusterSettings of, Path keyStore, String password) {
    return new ClusterSettings(
        of.name(),
        of.host(),
        of.port(),
        of.seeds(),
        of.attributes(),
        keyStore,
        password,
        of.joinTimeout());
  }

  static ClusterSettings password(ClusterSettings of, String password) {
    return new ClusterSettings(
        of.name(),
        of.host(),
        of.port(),
        of.seeds(),
        of.attributes(),
        null,
        password,
        of.joinTimeout());
  }

  /** A member as its user would have made it, but quick and small. */
  static HazelcastInstance hazelcast(List<String> seeds) {
    System.setProperty("hazelcast.logging.type", "none");
    Config config = new Config().setClusterName(NAME);
    Map.ofEntries(
            Map.entry("phone.home.enabled", "false"),
            Map.entry("wait.seconds.before.join", "0"),
            Map.entry("heartbeat.interval.seconds", "1"),
            Map.entry("max.no.heartbeat.seconds", "4"),
            Map.entry("merge.first.run.delay.seconds", "3"),
            Map.entry("merge.next.run.delay.seconds", "3"),
            Map.entry("operation.thread.count", "2"),
            Map.entry("io.thread.count", "1"),
            Map.entry("clientengine.thread.count", "2"),
            Map.entry("shutdownhook.enabled", "false"),
            Map.entry("health.monitoring.level", "OFF"))
        .forEach((key, value) -> config.setProperty("hazelcast." + key, value));
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.getNetworkConfig().setPort(freePort()).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.setProperty("hazelcast.socket.bind.any", "false");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(seeds);
    return Hazelcast.newHazelcastInstance(config);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
