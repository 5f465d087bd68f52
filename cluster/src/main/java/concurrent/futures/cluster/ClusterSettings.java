package concurrent.futures.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SPI: where a member listens and whom it joins. Immutable.
 *
 * <pre>{@code
 * new ClusterSettings("render", "127.0.0.1", 0, List.of("127.0.0.1:7800"), Map.of("slots", "4"),
 *     null, null, Duration.ofSeconds(10));
 * }</pre>
 *
 * @param name the cluster's name; members of other names are not seen
 * @param host the address of this machine to listen at
 * @param port the port to listen at; 0 for any free one
 * @param seeds members to join, {@code host:port}; if empty, this member may be the first. A member
 *     that is one of its own seeds may be the first, too, so that all can have the same list
 * @param attributes what the others should know about this member; they do not change
 * @param keyStore a PKCS#12 file with the cluster's key and certificate, for TLS in both
 *     directions; {@code null} for none
 * @param password of the key store, or what the key is derived from; {@code null} for none
 * @param joinTimeout how long to wait for the seeds
 */
public record ClusterSettings(
    String name,
    String host,
    int port,
    List<String> seeds,
    Map<String, String> attributes,
    @Nullable Path keyStore,
    @Nullable String password,
    Duration joinTimeout) {

  /**
   * Copies the collections.
   *
   * @param name the cluster's name
   * @param host the address to listen at
   * @param port the port to listen at, or 0
   * @param seeds members to join
   * @param attributes what the others should know
   * @param keyStore for TLS, or {@code null}
   * @param password of the key store, or {@code null}
   * @param joinTimeout how long to wait for the seeds
   */
  public ClusterSettings {
    seeds = List.copyOf(seeds);
    attributes = Map.copyOf(attributes);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "ClusterSettings[name="
        + name
        + ", host="
        + host
        + ", port="
        + port
        + ", seeds="
        + seeds
        + ", attributes="
        + attributes
        + ", keyStore="
        + keyStore
        + ", password="
        + (password == null ? "none" : "***")
        + ", joinTimeout="
        + joinTimeout
        + "]";
  }
}
