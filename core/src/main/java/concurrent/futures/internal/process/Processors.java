package concurrent.futures.internal.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What this machine's processors do. */
public final class Processors {
  private static final int IDLE = 4; // user, nice and system come before it
  private static final int WAITING_FOR_DISKS = 5;

  private Processors() {}

  /**
   * Returns how long all processors together have been idle since the system started. Read from
   * {@code /proc/stat}, which counts in hundredths of a second.
   *
   * @return nanoseconds, or -1 if the system does not tell
   */
  public static long idleNanos() {
    try (BufferedReader stat = Files.newBufferedReader(Path.of("/proc/stat"))) {
      return idleNanos(String.valueOf(stat.readLine()));
    } catch (IOException | RuntimeException e) {
      return -1; // not Linux
    }
  }

  static long idleNanos(String line) {
    String[] all = line.split(" +");
    long ticks = Long.parseLong(all[IDLE]) + Long.parseLong(all[WAITING_FOR_DISKS]);
    return ticks == 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(10 * ticks); // 0 as under gVisor
  }
}
