package concurrent.futures.benchmarks;

import concurrent.futures.Future;
import concurrent.futures.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ProcessStart WHAT}: from nothing to the first result of another JVM.
 *
 * <ul>
 *   <li>{@code bare}: a program that only answers a byte; and 16 of them.
 *   <li>{@code warm}: a new pool, until the result of its first call, in a JVM that has had pools;
 *       and one of 16, until all of them execute.
 *   <li>{@code short-lived}: the same with options for workers that live for seconds.
 *   <li>{@code no-archive}: the first call of a new pool on a machine that has no archive yet.
 *   <li>{@code cold}: the first in a JVM that has just started and does nothing else.
 *   <li>{@code archive OPTION...}: nothing is measured; after it, there is the archive of workers
 *       with these options.
 *   <li>{@code spare}: another call while the only worker is busy, of a pool with a spare one.
 *   <li>{@code spare-lambda}: the same with a lambda that no worker has seen.
 *   <li>{@code pp4j}: as {@code warm}, of the other library.
 * </ul>
 */
final class ProcessStart {
  private static final int TIMES = 11;
  private static final int COLD_TIMES = 7;
  private static final int WARM_UPS = 3;
  private static final int PAUSE_MILLIS = 60; // the one before has gone
  private static final int SPARE_TIMES = 3;
  private static final int ARCHIVE_MILLIS = 60_000;
  private static final int MANY = 16;
  private static final int MANY_TIMES = 3;
  private static final int SPARE_READY_MILLIS = 900; // started and warmed up
  static final String[] SHORT_LIVED = {
    "-XX:+UseSerialGC",
    "-Xms16m",
    "-XX:TieredStopAtLevel=1",
    "-Djdk.reflect.useNativeAccessorOnly=true"
  };
  private static final String FIRST = "first ms";
  private static final String ALL_READY = MANY + " ready ms";

  private ProcessStart() {}

  private interface Start {
    double millis() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "bare":
        measure(FIRST, TIMES, () -> bare(1));
        measure(ALL_READY, 1, MANY_TIMES, () -> bare(MANY));
        break;
      case "warm":
        warm();
        break;
      case "short-lived":
        warm(SHORT_LIVED);
        break;
      case "no-archive":
        System.setProperty("concurrent.futures.startCache", "off");
        measure(FIRST, COLD_TIMES, () -> pool(new String[0]));
        break;
      case "cold":
        measure(FIRST, COLD_TIMES, ProcessStart::fresh);
        break;
      case "once":
        System.out.println(pool(new String[0]));
        break;
      case "archive":
        makeArchive(Arrays.copyOfRange(args, 1, args.length));
        break;
      case "spare":
        measure(FIRST, SPARE_TIMES, () -> spare(false));
        break;
      case "spare-lambda":
        measure(FIRST, SPARE_TIMES, () -> spare(true));
        break;
      case "pp4j":
        measure(FIRST, TIMES, ProcessStart::pp4j);
        break;
      default:
        throw new IllegalArgumentException("no such contender: " + args[0]);
    }
    System.exit(0);
  }

  private static void measure(String metric, int times, Start start) throws Exception {
    measure(metric, WARM_UPS, times, start);
  }

  private static void measure(String metric, int warmUps, int times, Start start) throws Exception {
    double[] millis = new double[times];
    for (int i = -warmUps; i < times; i++) {
      Turns.await();
      Thread.sleep(PAUSE_MILLIS);
      double one = start.millis();
      if (i >= 0) {
        millis[i] = one;
      }
    }
    Measure.report(metric, Measure.median(millis));
  }

  private static double bare(int count) throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Process child = Children.start(Children.java("Children$Echo"));
      child.getOutputStream().write(1);
      child.getOutputStream().flush();
      children.add(child);
    }
    for (Process child : children) {
      int answer = child.getInputStream().read();
      if (answer != 1) {
        throw new IOException("the bare JVM said " + answer);
      }
    }
    double millis = millisSince(start);
    for (Process child : children) {
      child.getOutputStream().close();
      child.waitFor();
    }
    return millis;
  }

  private static void warm(String... jvmOptions) throws Exception {
    measure(FIRST, TIMES, () -> pool(jvmOptions));
    measure(ALL_READY, 1, MANY_TIMES, () -> many(jvmOptions));
  }

  private static double pool(String[] jvmOptions) throws Exception {
    long start = System.nanoTime();
    try (var pool = ProcessPoolExecutor.builder().maxWorkers(1).jvmOptions(jvmOptions).build()) {
      Measure.consume(pool.submit(Tasks::plusOne, 1).result());
      return millisSince(start);
    }
  }

  private static void makeArchive(String... jvmOptions) throws Exception {
    pool(jvmOptions);
    long start = System.nanoTime();
    while (ProcessHandle.allProcesses().anyMatch(ProcessStart::makesArchive)
        && millisSince(start) < ARCHIVE_MILLIS) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean makesArchive(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("concurrent.futures.ArchiveTraining");
  }

  private static double many(String[] jvmOptions) throws Exception {
    try (var gate = new Gate()) {
      Path here = gate.here();
      Path open = gate.open();
      long start = System.nanoTime();
      try (var pool =
          ProcessPoolExecutor.builder().maxWorkers(MANY).jvmOptions(jvmOptions).build()) {
        List<Future<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
          tasks.add(pool.submit(Gate::pass, here.toString(), open.toString()));
        }
        gate.await(MANY);
        double millis = millisSince(start);
        gate.letThrough(MANY);
        for (Future<Integer> task : tasks) {
          Measure.consume(task.result());
        }
        return millis;
      }
    }
  }

  private static double spare(boolean lambda) throws Exception {
    try (var gate = new Gate();
        var pool = ProcessPoolExecutor.builder().maxWorkers(2).spareWorkers(1).build()) {
      Measure.consume(pool.submit(Tasks::plusOne, 1).result());
      Future<Integer> busy =
          pool.submit(Gate::pass, gate.here().toString(), gate.open().toString());
      gate.await(1);
      Thread.sleep(SPARE_READY_MILLIS);
      int one = 1;
      long start = System.nanoTime();
      Future<Integer> result =
          lambda ? pool.submit(() -> one + 1) : pool.submit(Tasks::plusOne, one);
      Measure.consume(result.result());
      double millis = millisSince(start);
      gate.letThrough(1);
      Measure.consume(busy.result());
      return millis;
    }
  }

  private static double pp4j() throws Exception {
    long start = System.nanoTime();
    try (var pool = new Pp4j(1)) {
      Measure.consume(pool.submit(1).get());
      return millisSince(start);
    }
  }

  private static double fresh() throws IOException, InterruptedException {
    Process child = Children.start(Children.java("ProcessStart", "once"));
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return Double.parseDouble(text);
  }

  private static double millisSince(long start) {
    return Measure.secondsSince(start) * 1e3;
  }
}
