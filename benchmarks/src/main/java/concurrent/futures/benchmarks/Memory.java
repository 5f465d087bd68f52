package concurrent.futures.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the system says of the memory of processes. Linux. */
final class Memory {
  private Memory() {}

  /** Reports the medians. */
  static void report(List<Long> processes) throws IOException {
    for (String kind : List.of("Pss", "Rss", "Private_Dirty")) {
      double[] megabytes = new double[processes.size()];
      for (int i = 0; i < megabytes.length; i++) {
        megabytes[i] = kilobytes(processes.get(i), kind) / 1024;
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
}
