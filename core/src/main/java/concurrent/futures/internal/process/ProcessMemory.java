package concurrent.futures.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process holds. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * Returns the resident memory of a process. Read from {@code /proc/<pid>/status}, which counts in
   * kilobytes: {@code statm} counts in pages, whose size Java does not tell.
   *
   * @param pid the process
   * @return bytes, or -1 if the process has ended or the system does not tell
   */
  public static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          String kilobytes = line.substring("VmRSS:".length(), line.length() - "kB".length());
          return Long.parseLong(kilobytes.strip()) * 1024;
        }
      }
    } catch (IOException | RuntimeException e) {
      // not Linux, or the process has gone
    }
    return -1;
  }
}
