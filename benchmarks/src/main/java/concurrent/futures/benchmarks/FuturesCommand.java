package concurrent.futures.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command and what its rows need: inputs, and a compiled function. */
final class FuturesCommand {
  private final Path root;
  private final Path work;
  private boolean prepared;

  FuturesCommand(Path root) {
    this.root = root;
    this.work = root.resolve("benchmarks/target/work");
  }

  Path script() {
    return root.resolve("futures");
  }

  Path function() {
    return root.resolve("benchmarks/functions/Length.java");
  }

  /** Where the compiled function is. */
  Path classes() {
    return root.resolve("benchmarks/target/functions");
  }

  /** A file of so many lines. */
  Path lines(int count) {
    return work.resolve("lines-" + count);
  }

  void prepare(List<Jdk> jdks) throws IOException, InterruptedException {
    if (prepared) {
      return;
    }
    prepared = true;
    Files.createDirectories(work);
    Files.createDirectories(classes());
    String javac = jdks.get(0).home().resolve("bin/javac").toString();
    int status =
        new ProcessBuilder(javac, "-d", classes().toString(), function().toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("javac has failed for " + function());
    }
    for (int count : CommandContests.LINES) {
      write(lines(count), count);
    }
  }

  private static void write(Path file, int count) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try (var writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        writer.write("line number " + i + "\n");
      }
    }
  }

  /** It builds itself when it is called and its sources have changed: not while measured. */
  void build(List<Jdk> jdks) throws IOException, InterruptedException {
    Contest.Entry build = new Contest.Entry("futures", jdk -> null);
    build.timed = true;
    for (Jdk jdk : jdks) {
      Launch.run(new Launch.Run(build, jdk, List.of(script().toString(), "--version")));
    }
  }
}
