package concurrent.futures.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One process, and what it measured, or what can be measured from outside. */
final class Launch {
  private static final long MINUTES = 2;
  private static final long MINUTES_IN_TURNS = 6;
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  /** A contender to run. */
  record Run(Contest.Entry entry, Jdk jdk, List<String> command) {}

  private final Run run;
  private final File errors = File.createTempFile("benchmark", ".err");
  private final long start;
  private final Process process;
  private final BufferedReader output;
  private final Map<String, Double> measured = new LinkedHashMap<>();

  private Launch(Run run, Redirect input, long minutes) throws IOException {
    this.run = run;
    ProcessBuilder builder = new ProcessBuilder(run.command).redirectError(errors);
    builder.environment().put("JAVA_HOME", run.jdk.home().toString());
    if (input == Redirect.PIPE) {
      builder.environment().put(Turns.VARIABLE, "");
    }
    builder.redirectInput(input);
    this.start = System.nanoTime();
    this.process = builder.start();
    this.output = process.inputReader();
    CompletableFuture.delayedExecutor(minutes, TimeUnit.MINUTES)
        .execute(process::destroyForcibly); // which ends its output, too
  }

  static Map<String, Double> run(Run run) throws IOException, InterruptedException {
    Path input = run.entry.input;
    File file = input == null ? new File("/dev/null") : input.toFile();
    Launch launch = new Launch(run, Redirect.from(file), MINUTES);
    if (run.entry.timed) {
      launch.time();
    } else {
      launch.readUntilItAsks();
    }
    return launch.end();
  }

  /**
   * Runs contenders in turns, one repetition each. One that fails costs the others nothing.
   *
   * @param failed is told of it
   * @return what each has measured, in the order of the runs
   */
  static List<Map<String, Double>> inTurns(List<Run> runs, BiConsumer<Run, IOException> failed)
      throws InterruptedException {
    Map<Run, Map<String, Double>> results = new LinkedHashMap<>();
    List<Launch> waiting = new ArrayList<>();
    for (Run run : runs) {
      results.put(run, Map.of());
      try {
        Launch launch = new Launch(run, Redirect.PIPE, MINUTES_IN_TURNS);
        launch.readUntilItAsks();
        waiting.add(launch);
      } catch (IOException e) {
        failed.accept(run, e);
      }
    }
    while (!waiting.isEmpty()) {
      for (Launch next : List.copyOf(waiting)) {
        if (next.takeTurn()) {
          continue;
        }
        waiting.remove(next);
        try {
          results.put(next.run, next.end());
        } catch (IOException e) {
          failed.accept(next.run, e);
        }
      }
    }
    return List.copyOf(results.values());
  }

  /** Lets it go on; false if it has come to its end, however. */
  private boolean takeTurn() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return readUntilItAsks();
    } catch (IOException e) { // its end says more
      process.destroyForcibly();
      return false;
    }
  }

  private boolean readUntilItAsks() throws IOException {
    for (String line; (line = output.readLine()) != null; ) {
      if (line.equals(Turns.ASK)) {
        return true;
      }
      String[] parts = line.split("\t");
      if (parts.length == 2) {
        measured.put(parts[0], Double.valueOf(parts[1]));
      }
    }
    return false;
  }

  private Map<String, Double> end() throws IOException, InterruptedException {
    try {
      if (process.waitFor() != 0 || measured.isEmpty()) {
        String tail = tail(errors.toPath());
        throw new IOException(
            "exit status " + process.exitValue() + " of " + run.command + "\n" + tail);
      }
      return measured;
    } finally {
      errors.delete();
    }
  }

  private void time() throws IOException {
    byte[] buffer = new byte[1 << 16];
    long lines = 0;
    double peak = 0;
    long looked = start;
    try (InputStream output = process.getInputStream()) {
      for (int n; (n = output.read(buffer)) > 0; ) {
        measured.putIfAbsent("first ms", Measure.secondsSince(start) * 1e3);
        for (int i = 0; i < n; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        if (System.nanoTime() - looked > LOOK_EVERY_NANOS) {
          looked = System.nanoTime();
          peak = Math.max(peak, peakMegabytes(process.pid()));
        }
      }
    }
    double seconds = Measure.secondsSince(start);
    measured.put("total ms", seconds * 1e3);
    measured.put("lines", (double) lines);
    measured.put("klines/s", lines / seconds / 1e3);
    measured.put("peak RSS MB", peak);
  }

  private static double peakMegabytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0; // it has ended, or this is not Linux
    }
    return 0;
  }

  private static @Nullable String tail(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(Math.max(0, text.length() - 2000));
  }
}
