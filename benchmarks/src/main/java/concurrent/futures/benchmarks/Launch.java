package concurrent.futures.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one process and gathers what it measured, or what can be measured from outside. */
final class Launch {
  private static final long MINUTES = 2;
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private Launch() {}

  static Map<String, Double> run(Contest.Entry entry, List<String> command, Jdk jdk)
      throws IOException, InterruptedException {
    File errors = File.createTempFile("benchmark", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
      builder.environment().put("JAVA_HOME", jdk.home().toString());
      builder.redirectInput(entry.input == null ? new File("/dev/null") : entry.input.toFile());
      long start = System.nanoTime();
      Process process = builder.start();
      CompletableFuture.delayedExecutor(MINUTES, TimeUnit.MINUTES)
          .execute(process::destroyForcibly); // which ends its output, too
      Map<String, Double> measured =
          entry.timed ? timed(process, start) : reported(process.getInputStream());
      if (process.waitFor() != 0 || measured.isEmpty()) {
        throw new IOException(
            "exit status " + process.exitValue() + " of " + command + "\n" + tail(errors.toPath()));
      }
      return measured;
    } finally {
      errors.delete();
    }
  }

  private static Map<String, Double> reported(InputStream output) throws IOException {
    Map<String, Double> measured = new LinkedHashMap<>();
    for (String line : new String(output.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      String[] parts = line.split("\t");
      if (parts.length == 2) {
        measured.put(parts[0], Double.valueOf(parts[1]));
      }
    }
    return measured;
  }

  private static Map<String, Double> timed(Process process, long start) throws IOException {
    Map<String, Double> measured = new LinkedHashMap<>();
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
    return measured;
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
