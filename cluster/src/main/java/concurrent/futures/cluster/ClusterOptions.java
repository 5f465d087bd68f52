package concurrent.futures.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the builder has gathered beyond what every pool has. */
record ClusterOptions(
    ClusterEngine engine,
    String cluster,
    String host,
    int port,
    List<String> seeds,
    int slots,
    int maxWorkers,
    int minimumWorkers,
    Duration noWorkersTimeout,
    Duration joinTimeout,
    Duration drainTimeout,
    @Nullable Path keyStore,
    @Nullable String password,
    @Nullable List<String> isolation,
    boolean forwardOutput,
    boolean prefixOutput,
    @Nullable Simulation simulation) {

  /** What a simulation has of its own. */
  interface Simulation extends Background, Executions {}

  Background background(String name) {
    return simulation == null ? new ServiceThreads(name) : simulation;
  }

  Executions executions(String name, Background background) {
    return simulation == null ? new LocalExecutions(name, this, background) : simulation;
  }

  ClusterSettings settings(String name) {
    return new ClusterSettings(
        cluster,
        host,
        port,
        seeds,
        Map.of(
            "protocol", ClusterBackend.PROTOCOL,
            "name", name,
            "slots", Integer.toString(slots),
            "version", version(),
            "java", System.getProperty("java.version", ""),
            "pid", Long.toString(ProcessHandle.current().pid())),
        keyStore,
        password,
        joinTimeout);
  }

  /** Of the jar; empty if the classes come from elsewhere. */
  private static String version() {
    String version = ClusterOptions.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  @Override
  public String toString() { // without the password
    return "cluster " + cluster + " at " + host + ":" + port + ", seeds " + seeds;
  }
}
