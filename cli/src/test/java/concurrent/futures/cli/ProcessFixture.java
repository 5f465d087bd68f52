package concurrent.futures.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Source files and inputs for processes under test. */
abstract class ProcessFixture {
  @TempDir Path directory;

  /** Writes a file and returns its path. */
  String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** A function that waits in lines that begin with "wait" until the file "open" exists. */
  String gate() throws IOException {
    return file(
        "Gate.java",
        """
        import java.nio.file.*;
        class Gate {
          static String f(String line) throws Exception {
            if (line.startsWith("wait")) {
              System.err.println("in " + line);
              while (!Files.exists(Path.of("%s"))) Thread.sleep(2);
            }
            return line;
          }
        }
        """
            .formatted(directory.resolve("open")));
  }

  /** Lets the gate's waiting lines go. */
  void open() throws IOException {
    Files.createFile(directory.resolve("open"));
  }

  /** A function that fails in lines that begin with "bad". */
  String failing() throws IOException {
    return file(
        "Fails.java",
        """
        class Fails {
          static String f(String line) throws Exception {
            if (line.startsWith("bad")) throw new java.io.IOException("cannot use " + line);
            return "<" + line + ">";
          }
        }
        """);
  }

  /** The numbers from 1 on, a line each. */
  static String numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }
}
