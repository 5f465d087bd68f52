package concurrent.futures.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * SPI: this member of a cluster, as {@link ClusterEngine#join} made it. All methods may be called
 * by any thread, also by an engine's own in an event, except {@link #close()}, which waits for
 * those.
 *
 * <pre>{@code
 * node.send(worker, cancel);
 * node.call(worker, question).whenComplete((answer, failure) -> ...);
 * }</pre>
 */
public interface ClusterNode extends AutoCloseable {
  /**
   * This member.
   *
   * @return the same as long as it lives
   */
  ClusterMember self();

  /**
   * All members that are known at the moment, this one included.
   *
   * @return a copy
   */
  List<ClusterMember> members();

  /**
   * Asks a member, which answers by {@link ClusterEvents#request}. Sends and returns at once. Calls
   * may overtake each other and messages.
   *
   * @param to a member, also this one
   * @param request not to be changed until the future is done
   * @return completed on an engine's thread with the reply; or with {@link MemberLostException}
   *     when the member left or was lost before it answered, is not a member, or this node is
   *     closed; or with {@link RemoteCallException} when the other side's {@code request} failed
   */
  CompletableFuture<byte[]> call(ClusterMember to, byte[] request);

  /**
   * Sends without a reply, in order relative to other sends of this node to the same member.
   * Returns at once. A message to one that is not a member is dropped: that shows as {@link
   * ClusterEvents#left}.
   *
   * @param to a member, also this one
   * @param message not to be changed afterwards
   */
  void send(ClusterMember to, byte[] message);

  /**
   * Leaves orderly: the others see it at once. Open calls fail with {@link MemberLostException}.
   * Nothing (thread, socket, file) is left when it returns. Does nothing the second time.
   */
  @Override
  void close();
}
