/**
 * Python's {@code concurrent.futures} for Java: one executor, one future, {@code wait}, {@code
 * asCompleted} and {@code map}, the same over threads and worker JVMs.
 */
@SuppressWarnings("module") // that of the cluster is compiled later
module concurrent.futures {
  requires static org.jspecify;

  exports concurrent.futures;

  // to the library's own executors in other modules
  exports concurrent.futures.internal.process to
      concurrent.futures.cluster;
  exports concurrent.futures.internal.wire to
      concurrent.futures.cluster;
  exports concurrent.futures.internal.worker to
      concurrent.futures.cluster;
}
