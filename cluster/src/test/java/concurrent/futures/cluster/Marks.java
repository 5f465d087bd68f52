package concurrent.futures.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Tasks that say by a file that they execute, and do so until that is deleted, whatever the JVM
 * they are in, and whether or not a network reaches it.
 */
record Marks(Path directory) {
  private static final String INTERRUPTED = ".interrupted";

  /** The task: makes the file {@code name-pid} and waits for its end; returns the pid. */
  static long hold(String directory, String name) throws Exception {
    long pid = ProcessHandle.current().pid();
    Path mark = Path.of(directory, name + "-" + pid);
    Files.writeString(mark, "");
    try {
      while (Files.exists(mark)) {
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Path moved = Path.of(mark + INTERRUPTED);
      Files.move(mark, moved, StandardCopyOption.REPLACE_EXISTING);
      throw e;
    }
    return pid;
  }

  /** What executes, as name-pid. */
  List<String> held() {
    return names().stream().filter(name -> !name.endsWith(INTERRUPTED)).toList();
  }

  /** What was interrupted, as name-pid. */
  List<String> interrupted() {
    return names().stream()
        .filter(name -> name.endsWith(INTERRUPTED))
        .map(name -> name.substring(0, name.length() - INTERRUPTED.length()))
        .toList();
  }

  private List<String> names() {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets all go on that execute now. */
  void release() {
    held().forEach(this::release);
  }

  void release(String mark) {
    try {
      Files.deleteIfExists(directory.resolve(mark));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
