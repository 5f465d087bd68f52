package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.WorkerStats;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ProcessIdle ours|bare}: what four idle worker processes take, each after one call; and
 * what as many JVMs do that were started with the same options and only wait for input. Linux.
 */
final class ProcessIdle {
  private static final int WORKERS = 4;
  private static final int SETTLE_MILLIS = 3_000;
  private static final int IDLE_MILLIS = 5_000;

  private ProcessIdle() {}

  public static void main(String[] args) throws Exception {
    List<String> command;
    try (var pool = new ProcessPoolExecutor(WORKERS)) {
      List<Long> workers = startWorkers(pool);
      if (args[0].equals("ours")) {
        measure(workers);
        System.exit(0);
      }
      command = commandLike(workers.get(0));
    }
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
    List<Future<Integer>> pauses = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      pauses.add(pool.submit(Tasks::pause, 1_500)); // so long that each needs a worker
    }
    for (Future<Integer> pause : pauses) {
      pause.result();
    }
    List<Long> workers = new ArrayList<>();
    for (WorkerStats worker : pool.stats().workers()) {
      workers.add(worker.pid());
    }
    if (workers.size() != WORKERS) {
      throw new IllegalStateException(workers.size() + " workers instead of " + WORKERS);
    }
    return workers;
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
    for (String kind : List.of("Pss", "Rss", "Private_Dirty")) {
      double[] megabytes = new double[used.length];
      for (int i = 0; i < used.length; i++) {
        megabytes[i] = kilobytes(children.get(i), kind) / 1024;
      }
      Measure.report(kind + " MB", Measure.median(megabytes));
    }
  }

  private static double kilobytes(long pid, String kind) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      if (line.startsWith(kind + ":")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the system does not tell " + kind);
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
