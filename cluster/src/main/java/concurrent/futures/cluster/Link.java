package concurrent.futures.cluster;

/** What {@link PeerNode} needs from a library: frames to addresses. A is its type of address. */
interface Link<A> {
  /**
   * Sends and returns at once, also when the other side does not read. Never throws: what cannot be
   * sent is dropped, as {@link PeerNode#present} will tell.
   *
   * @param ordered whether it must not overtake other ordered frames to the same address
   */
  void send(A to, byte[] frame, boolean ordered);

  /** Sends what is left to send, leaves, and returns when nothing is left. */
  void close();
}
