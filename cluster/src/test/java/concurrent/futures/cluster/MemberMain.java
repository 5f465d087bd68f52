package concurrent.futures.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A member in a JVM of its own: {@code MemberMain key=value...}. The keys are engine (jgroups or
 * hazelcast), slots, seeds, password, and for jgroups cluster, host, keyStore, minimumWorkers,
 * failureTimeout and joinTimeout (in seconds), isolate (an option of worker JVMs). Prints its
 * address, and leaves orderly when its standard input says so, or at once when that ends.
 */
final class MemberMain {
  static final Duration FAILURE_TIMEOUT = Duration.ofSeconds(3);

  private MemberMain() {}

  static Map<String, String> settings(String[] args) {
    return Arrays.stream(args)
        .map(arg -> arg.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  static ClusterPoolExecutor open(Map<String, String> settings) {
    boolean hazelcast = settings.getOrDefault("engine", "").equals("hazelcast");
    return (hazelcast ? overHazelcast(settings) : overJGroups(settings)).build();
  }

  private static Duration failureTimeout(Map<String, String> settings) {
    String seconds = settings.get("failureTimeout");
    return seconds == null ? FAILURE_TIMEOUT : Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static Duration joinTimeout(Map<String, String> settings) {
    // A busy machine must not decide a test.
    return Duration.ofSeconds(Long.parseLong(settings.getOrDefault("joinTimeout", "40")));
  }

  private static ClusterPoolExecutor.Builder overJGroups(Map<String, String> settings) {
    ClusterPoolExecutor.Builder builder =
        TestCluster.builder()
            .cluster(settings.getOrDefault("cluster", TestCluster.NAME))
            .slots(Integer.parseInt(settings.getOrDefault("slots", "0")))
            .minimumWorkers(Integer.parseInt(settings.getOrDefault("minimumWorkers", "1")))
            .forwardOutput(true)
            .bind(settings.getOrDefault("host", "127.0.0.1"), 0)
            .joinTimeout(joinTimeout(settings))
            .engine(new JGroupsEngine().failureTimeout(failureTimeout(settings)));
    if (settings.containsKey("isolate")) {
      builder.isolate(settings.get("isolate"));
    }
    if (settings.containsKey("seeds")) {
      builder.seeds(settings.get("seeds").split(","));
    }
    if (settings.containsKey("keyStore")) {
      builder.tls(Path.of(settings.get("keyStore")), settings.get("password"));
    }
    return builder;
  }

  /** The same over a Hazelcast member of its own, which joins the seeds. */
  private static ClusterPoolExecutor.Builder overHazelcast(Map<String, String> settings) {
    String seeds = settings.getOrDefault("seeds", "");
    HazelcastInstance instance =
        TestCluster.hazelcast(seeds.isEmpty() ? List.of() : List.of(seeds.split(",")));
    return TestCluster.builder()
        .slots(Integer.parseInt(settings.getOrDefault("slots", "0")))
        .engine(new HazelcastEngine(instance).password(settings.get("password")));
  }

  public static void main(String[] args) throws IOException {
    ClusterPoolExecutor member;
    try {
      member = open(settings(args));
    } catch (ClusterException e) {
      System.out.println("FAILED " + e.getMessage());
      return;
    }
    System.out.println(member.address());
    int said = System.in.read();
    if (said == 'q') {
      member.close();
      System.out.println("left");
    }
    Runtime.getRuntime().halt(0);
  }
}
