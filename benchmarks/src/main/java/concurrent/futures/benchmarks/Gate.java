package concurrent.futures.benchmarks;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where tasks in other processes wait until all of them are there: two named pipes, which cost a
 * worker hardly any classes.
 */
final class Gate implements AutoCloseable {
  private final Path directory = Files.createTempDirectory("gate");
  private final RandomAccessFile arrivals; // for both, or it would wait for the other side
  private final RandomAccessFile passes;

  Gate() throws IOException, InterruptedException {
    for (Path pipe : new Path[] {here(), open()}) {
      int status = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException("mkfifo fails for " + pipe);
      }
    }
    arrivals = new RandomAccessFile(here().toFile(), "rw");
    passes = new RandomAccessFile(open().toFile(), "rw");
  }

  Path here() {
    return directory.resolve("here");
  }

  Path open() {
    return directory.resolve("open");
  }

  /** The task. */
  static int pass(String here, String open) throws IOException {
    try (var arrived = new FileOutputStream(here)) {
      arrived.write(1);
    }
    try (var pass = new FileInputStream(open)) {
      return pass.read();
    }
  }

  void await(int tasks) throws IOException {
    for (int i = 0; i < tasks; i++) {
      if (arrivals.read() < 0) {
        throw new EOFException();
      }
    }
  }

  void letThrough(int tasks) throws IOException {
    passes.write(new byte[tasks]);
  }

  @Override
  public void close() throws IOException {
    arrivals.close();
    passes.close();
    Files.delete(here());
    Files.delete(open());
    Files.delete(directory);
  }
}
