package concurrent.futures;

import concurrent.futures.internal.process.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the {@link SharedFile}s of this process are.
 *
 * @param path the directory
 * @param held what keeps it there; null in a worker, whose parent does that
 */
record SharedPlace(Path path, @Nullable RunDirectory held) {
  static SharedPlace acquire() throws IOException {
    String parents = System.getProperty(RunDirectory.PROPERTY);
    if (parents != null) {
      return new SharedPlace(RunDirectory.shared(Path.of(parents)), null);
    }
    RunDirectory held = RunDirectory.acquire();
    held.sweep(); // the memory of killed programs, before there seems to be too little
    try {
      return new SharedPlace(RunDirectory.shared(held.path()), held);
    } catch (IOException e) {
      held.close();
      throw e;
    }
  }

  void release() {
    if (held != null) {
      held.close();
    }
  }
}
