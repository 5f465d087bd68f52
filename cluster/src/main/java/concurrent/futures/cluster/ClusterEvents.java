package concurrent.futures.cluster;

import java.util.concurrent.CompletableFuture;

/**
 * SPI: what an engine tells, on its own threads. None of the methods may block. {@link #joined},
 * {@link #left} and {@link #message} never run at the same time as each other; {@link #request} may
 * run at the same time as anything. Nothing comes from a member before its {@code joined}.
 */
public interface ClusterEvents {
  /**
   * A member is there: a new one, or one that was there before this one. Never for this member
   * itself. One that was lost and comes back (a hung JVM that goes on) joins again with the same
   * id; the other side sees this member leave and join again, too.
   *
   * @param member with its attributes
   */
  void joined(ClusterMember member);

  /**
   * A member left, died or does not answer any more. Once for each {@link #joined}, and before the
   * open calls to it fail.
   *
   * @param member the one of {@code joined}
   */
  void left(ClusterMember member);

  /**
   * A message of {@link ClusterNode#send}; in order for one sender.
   *
   * @param from the sender
   * @param message the bytes, owned by the receiver
   */
  void message(ClusterMember from, byte[] message);

  /**
   * A question of {@link ClusterNode#call}.
   *
   * @param from the caller
   * @param request the bytes, owned by the receiver
   * @return the answer; if it fails, or this method does, the caller gets a {@link
   *     RemoteCallException} with the text
   */
  CompletableFuture<byte[]> request(ClusterMember from, byte[] request);
}
