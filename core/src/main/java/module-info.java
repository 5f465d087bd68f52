/**
 * Python's {@code concurrent.futures} for Java: one executor, one future, {@code wait}, {@code
 * asCompleted} and {@code map}, the same over threads and worker JVMs.
 */
module concurrent.futures {
  requires static org.jspecify;

  exports concurrent.futures;
}
