package concurrent.futures.cli.cluster;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cluster.ClusterException;
import concurrent.futures.cluster.ClusterPoolExecutor;
import concurrent.futures.cluster.JGroupsEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster, and how to get into it. Loads nothing of the cluster until it is used.
 *
 * @param seeds members to join, as host:port; none: this is the first member
 * @param name of the cluster
 * @param bind where to listen, as host:port
 * @param key the key store, or null
 * @param password of the key store, or null
 * @param insecure whether other machines may join without a key
 * @param joinTimeout how long to wait for the seeds
 */
public record ClusterAccess(
    List<String> seeds,
    String name,
    String bind,
    @Nullable Path key,
    @Nullable String password,
    boolean insecure,
    Duration joinTimeout) {

  /** A builder with these settings. */
  public ClusterPoolExecutor.Builder builder() {
    HostPort here = HostPort.parse(bind, true);
    ClusterPoolExecutor.Builder builder =
        ClusterPoolExecutor.builder()
            .engine(new JGroupsEngine())
            .cluster(name)
            .bind(here.host(), here.port())
            .seeds(seeds.toArray(new String[0]))
            .insecure(insecure)
            .joinTimeout(joinTimeout);
    return key == null || password == null ? builder : builder.tls(key, password);
  }

  /**
   * Joins.
   *
   * @throws CommandException if that is impossible; the message says what to do
   */
  public ClusterPoolExecutor open(ClusterPoolExecutor.Builder builder) {
    try {
      return builder.build();
    } catch (ClusterException e) {
      throw new CommandException(ExitCode.BROKEN, e.getMessage() + ".", e);
    }
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "cluster " + name + " at " + bind + ", seeds " + seeds + ", key " + key;
  }
}
