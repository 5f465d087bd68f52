package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.MapOptions;
import concurrent.futures.cluster.ClusterPoolExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * {@code ClusterCalls ours-jgroups|ours-hazelcast|jgroups|hazelcast}: trivial tasks in the JVM of
 * another member on this machine; and what the engine does for a call of its own. One after the
 * other, with 256 on their way, and by {@code map}. And how soon one that executes there is
 * cancelled.
 */
final class ClusterCalls {
  private static final int CALLS = 10_000;
  private static final int WINDOW = 256;
  private static final int PIPELINED = 50_000;
  private static final int MAPPED = 200_000;
  private static final int TIMES = 3;
  private static final int CANCELS = 9;

  private ClusterCalls() {}

  /** One call that is on its way. */
  private interface Call {
    void start(int value, Semaphore window, AtomicLong sum) throws Exception;
  }

  private interface Run {
    long sum() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    try (ClusterPeer other = ClusterPeer.start(args[0], "")) {
      if (args[0].startsWith("ours")) {
        ours(args[0], other.address());
      } else {
        alone(ClusterAlone.join(args[0], other.address()));
      }
    }
    System.exit(0);
  }

  private static void alone(ClusterAlone engine) throws Exception {
    double sequential = sequential(i -> engine.call(i).get());
    Measure.report("sequential us", sequential);
    Call call =
        (value, window, sum) ->
            engine
                .call(value)
                .whenComplete(
                    (result, failure) -> {
                      sum.addAndGet(failure == null ? result : 0);
                      window.release();
                    });
    double pipelined = micros(PIPELINED, () -> pipelined(call));
    Measure.report("pipelined us", pipelined);
    Measure.report("map us", sequential); // an engine has no map: one call for each item,
    Measure.report("map or pipelined us", pipelined); // or as many as it can
  }

  private static void ours(String name, String seed) throws Exception {
    try (ClusterPoolExecutor pool = ClusterPeer.pool(name, 0, seed)) {
      Measure.report("sequential us", sequential(i -> pool.submit(Tasks::plusOne, i).result()));
      Call call =
          (value, window, sum) ->
              pool.submit(Tasks::plusOne, value)
                  .addDoneCallback(
                      done -> {
                        try {
                          sum.addAndGet(done.result());
                        } finally {
                          window.release();
                        }
                      });
      Measure.report("pipelined us", micros(PIPELINED, () -> pipelined(call)));
      Measure.report("submitted at once us", micros(PIPELINED, () -> atOnce(pool)));
      double mapped = micros(MAPPED, () -> map(pool));
      Measure.report("map us", mapped);
      Measure.report("map or pipelined us", mapped);
      Measure.report("cancel ms", cancel(pool));
    }
  }

  /** From {@code cancel(true)} until the task is interrupted, by the clock that both JVMs have. */
  private static double cancel(ClusterPoolExecutor pool) throws Exception {
    Path directory = Files.createTempDirectory("cancel");
    double[] millis = new double[CANCELS];
    for (int i = 0; i < CANCELS; i++) {
      Path told = directory.resolve("told-" + i);
      Future<Boolean> task = pool.submit(ClusterCalls::tellInterrupt, told);
      while (!task.running()) {
        Thread.sleep(1);
      }
      Instant start = Instant.now();
      task.cancel(true);
      while (!Files.exists(told)) {
        Thread.sleep(1);
      }
      Instant end = Instant.parse(Files.readString(told));
      millis[i] = Duration.between(start, end).toNanos() / 1e6;
      Files.delete(told);
    }
    Files.delete(directory);
    return Measure.median(millis);
  }

  private static boolean tellInterrupt(Path file) throws Exception {
    try {
      Thread.sleep(60_000);
      return false;
    } catch (InterruptedException e) {
      Path draft = Files.writeString(Path.of(file + ".draft"), Instant.now().toString());
      Files.move(draft, file);
      return true;
    }
  }

  private static double sequential(Pings.Round round) throws Exception {
    return Pings.measure(round, CALLS)[CALLS / 2];
  }

  private static double micros(int tasks, Run run) throws Exception {
    double[] micros = new double[TIMES];
    for (int i = -2; i < TIMES; i++) {
      long start = System.nanoTime();
      ProcessThroughput.check(run.sum(), tasks);
      if (i >= 0) {
        micros[i] = Measure.secondsSince(start) / tasks * 1e6;
      }
    }
    return Measure.median(micros);
  }

  private static long pipelined(Call call) throws Exception {
    Semaphore window = new Semaphore(WINDOW);
    AtomicLong sum = new AtomicLong();
    for (int i = 0; i < PIPELINED; i++) {
      window.acquire();
      call.start(i, window, sum);
    }
    window.acquire(WINDOW);
    return sum.get();
  }

  private static long atOnce(ClusterPoolExecutor pool) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < PIPELINED; i++) {
      futures.add(pool.submit(Tasks::plusOne, i));
    }
    long sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.result();
    }
    return sum;
  }

  private static long map(ClusterPoolExecutor pool) {
    Iterable<Integer> input = IntStream.range(0, MAPPED).boxed()::iterator;
    long sum = 0;
    for (int result : pool.map(Tasks::plusOne, input, MapOptions.defaults())) {
      sum += result;
    }
    return sum;
  }
}
