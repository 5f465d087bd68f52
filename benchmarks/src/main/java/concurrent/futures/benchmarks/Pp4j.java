package concurrent.futures.benchmarks;

import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import net.viktorc.pp4j.api.JavaProcessOptions;
import net.viktorc.pp4j.impl.JavaProcessPoolExecutor;

/** The other pool of worker JVMs that is to be had: PP4J, by default options. */
final class Pp4j implements AutoCloseable {
  private final JavaProcessPoolExecutor pool;

  Pp4j(int workers) throws InterruptedException {
    JavaProcessOptions defaults = new JavaProcessOptions() {};
    pool = new JavaProcessPoolExecutor(defaults, workers, workers, 0, null, false);
  }

  Future<Integer> submit(int value) {
    return pool.submit((Callable<Integer> & Serializable) () -> Tasks.plusOne(value));
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
