package concurrent.futures.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A member in a JVM of its own: {@code EngineMember jgroups|hazelcast name seeds keyStore
 * password}, with {@code -} for none. Prints {@code READY id address millis} or {@code FAILED
 * message}, and leaves when its standard input ends.
 */
final class EngineMember {
  private EngineMember() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> seeds = args[2].equals("-") ? List.of() : List.of(args[2].split(","));
    ClusterSettings settings = TestCluster.settings(seeds, args[1]);
    HazelcastInstance hazelcast = null;
    try {
      ClusterEngine engine;
      if (args[0].equals("jgroups")) {
        engine = new JGroupsEngine().failureTimeout(TestCluster.FAILURE_TIMEOUT);
        if (!args[3].equals("-")) {
          settings = TestCluster.tls(settings, Path.of(args[3]), args[4]);
        }
      } else {
        hazelcast = TestCluster.hazelcast(seeds);
        engine = new HazelcastEngine(hazelcast);
        if (!args[4].equals("-")) {
          settings = TestCluster.password(settings, args[4]);
        }
      }
      long start = System.nanoTime();
      ClusterNode node = engine.join(settings, new Recorder());
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println("READY " + node.self().id() + " " + node.self().address() + " " + millis);
      var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (commands.readLine() != null) {}
      node.close();
    } catch (ClusterException e) {
      System.out.println("FAILED " + e.getMessage());
    }
    if (hazelcast != null) {
      hazelcast.shutdown();
    }
  }
}
