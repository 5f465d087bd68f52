package concurrent.futures.cluster;

/**
 * SPI: how the members of a cluster find and reach each other.
 *
 * <p>An engine knows members, addressed bytes and who is gone; it knows nothing of tasks. It may be
 * used for several members, from any thread.
 *
 * <pre>{@code
 * ClusterNode node = new JGroupsEngine().join(settings, events);
 * for (ClusterMember member : node.members()) {
 *   node.call(member, question).thenAccept(answer -> ...);
 * }
 * node.close();
 * }</pre>
 */
public interface ClusterEngine {
  /**
   * Joins the cluster. Returns when this member is part of it, or the only member of it if there
   * are no seeds (or one of the seeds is this member itself). Blocks for about {@link
   * ClusterSettings#joinTimeout()} at most. Events may come before this method returns.
   *
   * @param settings where to listen and whom to join
   * @param events told of members and messages until the node is closed
   * @return this member
   * @throws ClusterException if the cluster cannot be joined; the message has the host and port,
   *     the reason and what to do: the port is in use, no seed can be reached, the keys differ, the
   *     address is not one of this machine
   * @throws InterruptedException if the thread is interrupted; nothing is left then
   */
  ClusterNode join(ClusterSettings settings, ClusterEvents events) throws InterruptedException;
}
