package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.WorkerStats;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ProcessIdle ours|bare}: what eight idle worker processes take, each after one call; and
 * what as many JVMs do that were started with the same options and only wait for input, and a
 * parent that has only started them. Linux.
 */
final class ProcessIdle {
  private static final int WORKERS = 8;
  private static final int SETTLE_MILLIS = 2_000;
  private static final int IDLE_MILLIS = 5_000;

  private ProcessIdle() {}

  public static void main(String[] args) throws Exception {
    if (!args[0].equals("bare")) {
      try (var pool = new ProcessPoolExecutor(WORKERS)) {
        List<Long> workers = startWorkers(pool);
        if (args[0].equals("ours")) {
          measure(workers);
        } else {
          System.out.print(String.join("\n", commandLike(workers.get(0))));
        }
      }
      System.exit(0);
    }
    List<String> command = commandOfWorker();
    List<Long> bare = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Process child = Children.start(command);
      if (child.getInputStream().read() != 1) {
        throw new IOException("the bare JVM does not start: " + command);
      }
      bare.add(child.pid());
    }
    measure(bare);
    System.exit(0);
  }

  private static List<Long> startWorkers(ProcessPoolExecutor pool) throws Exception {
    ProcessGrowth.startAll(pool, WORKERS);
    List<Long> workers = new ArrayList<>();
    for (WorkerStats worker : pool.stats().workers()) {
      workers.add(worker.pid());
    }
    if (workers.size() != WORKERS) {
      throw new IllegalStateException(workers.size() + " workers instead of " + WORKERS);
    }
    return workers;
  }

  /** Asked of another JVM, so that this one has never had a pool. */
  private static List<String> commandOfWorker() throws IOException {
    Process other = Children.start(Children.java("ProcessIdle", "command"));
    String text = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return List.of(text.split("\n"));
  }

  /** The command line of a worker, but for the program. */
  private static List<String> commandLike(long worker) throws IOException {
    String[] words = Files.readString(Path.of("/proc/" + worker + "/cmdline")).split("\0");
    List<String> command = new ArrayList<>();
    for (String word : words) {
      if (word.endsWith(".WorkerMain")) {
        command.add(Children.Bare.class.getName());
        return command;
      }
      command.add(word);
    }
    throw new IOException("not the command of a worker: " + command);
  }

  private static void measure(List<Long> children) throws IOException, InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    long parent = ProcessHandle.current().pid();
    double[] before = new double[children.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = processorMillis(children.get(i));
    }
    double parentBefore = processorMillis(parent);
    long start = System.nanoTime();
    Thread.sleep(IDLE_MILLIS);
    double seconds = Measure.secondsSince(start);
    double[] used = new double[before.length];
    for (int i = 0; i < used.length; i++) {
      used[i] = (processorMillis(children.get(i)) - before[i]) / seconds;
    }
    Measure.report("parent CPU ms/s", (processorMillis(parent) - parentBefore) / seconds);
    Measure.report("CPU ms/s", Measure.median(used));
    Memory.report(children);
  }

  /** What all living threads of a process have used, to the nanosecond. */
  private static double processorMillis(long pid) throws IOException {
    long nanos = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        File statistics = thread.resolve("schedstat").toFile();
        if (statistics.exists()) {
          nanos += Long.parseLong(Files.readString(statistics.toPath()).split(" ")[0]);
        }
      }
    }
    return nanos / 1e6;
  }
}
