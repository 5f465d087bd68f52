/** {@code concurrent.futures} over the machines of a cluster, on an engine that exists already. */
module concurrent.futures.cluster {
  requires transitive concurrent.futures;
  requires static org.jspecify;
  requires java.logging;
  requires org.jgroups;
  requires static com.hazelcast.core;

  exports concurrent.futures.cluster;

  // Creates HazelcastFrame
  opens concurrent.futures.cluster to
      com.hazelcast.core;
}
