package concurrent.futures.cluster;

import java.util.Map;

/**
 * SPI: one life of one member. Immutable; equal by {@link #id()} alone.
 *
 * @param id the incarnation: never the same for two lives, also not at the same address
 * @param address where it listens, {@code host:port}; for people to read
 * @param attributes what it said about itself when it joined
 */
public record ClusterMember(String id, String address, Map<String, String> attributes) {

  /**
   * Copies the map.
   *
   * @param id the incarnation
   * @param address where it listens
   * @param attributes what it said about itself
   */
  public ClusterMember {
    attributes = Map.copyOf(attributes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterMember member && id.equals(member.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
