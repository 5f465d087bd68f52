package concurrent.futures.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many threads of this machine want a processor. */
public final class Processors {
  private Processors() {}

  /**
   * Tells whether many more threads want a processor than there are, so that one that gets nothing
   * done may just not have any. Read from {@code /proc/loadavg}; false where there is none.
   *
   * @return true if there are not nearly enough
   */
  public static boolean areScarce() {
    try {
      String running = Files.readString(Path.of("/proc/loadavg")).split(" ", 5)[3];
      int threads = Integer.parseInt(running.substring(0, running.indexOf('/')));
      return threads > 2 * Runtime.getRuntime().availableProcessors() + 2;
    } catch (IOException | RuntimeException e) {
      return false; // not Linux
    }
  }
}
