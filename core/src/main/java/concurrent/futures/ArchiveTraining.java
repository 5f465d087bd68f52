package concurrent.futures;

import concurrent.futures.internal.process.JvmSettings;
import concurrent.futures.internal.process.StartArchive;
import concurrent.futures.internal.process.StartCache;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a process that makes the archive from which workers start, on a class path of
 * this library's jar alone: it has a worker of its own do what workers do.
 */
final class ArchiveTraining {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private ArchiveTraining() {}

  /**
   * Makes one.
   *
   * @param args the file, {@code aot} or {@code cds}, and the options of the workers
   */
  public static void main(String[] args) throws IOException {
    // workers have the library first in their class path, and then the program's: here there is no
    // program
    System.setProperty("java.class.path", "");
    boolean aot = args[1].equals("aot");
    List<String> flags = List.of(args).subList(2, args.length);
    StartCache.make(Path.of(args[0]), draft -> make(aot, flags, draft));
    System.exit(0);
  }

  private static void make(boolean aot, List<String> flags, Path draft) throws Exception {
    Path recorded = draft.resolveSibling(draft.getFileName() + ".conf");
    try {
      List<String> loading = StartArchive.loading(aot);
      if (aot) {
        String from = "-XX:AOTConfiguration=" + recorded;
        train(flags, loading, "-XX:AOTMode=record", from);
        dump(flags, "-XX:AOTMode=create", from, "-XX:AOTCache=" + draft);
      } else if (hasCollector(flags)) {
        // on top of the JDK's archive, whose objects only G1 could put into another one
        train(flags, loading, "-XX:ArchiveClassesAtExit=" + draft);
      } else {
        train(flags, loading, "-XX:DumpLoadedClassList=" + recorded);
        String from = "-XX:SharedClassListFile=" + recorded;
        dump(flags, "-Xshare:dump", from, "-XX:SharedArchiveFile=" + draft);
      }
    } finally {
      Files.deleteIfExists(recorded);
    }
  }

  /** Has a JVM make the file of what was recorded. */
  private static void dump(List<String> flags, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(JvmSettings.currentJava().toString()));
    if (!hasCollector(flags)) {
      command.add("-XX:+UseG1GC");
    }
    command.addAll(flags);
    command.addAll(List.of(options));
    Path core =
        Path.of(ArchiveTraining.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    command.addAll(List.of("-cp", core.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private static boolean hasCollector(List<String> flags) {
    return flags.stream().anyMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"));
  }

  private static void train(List<String> flags, List<String> loading, String... dump)
      throws Exception {
    try (var pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(1)
            .jvmOptions(flags.toArray(new String[0]))
            .jvmOptions(loading.toArray(new String[0]))
            .jvmOptions(dump)
            .jvmOptions("-Dconcurrent.futures.preload=false") // workers with an archive have none
            .killGrace(LIMIT) // it writes the archive when it ends
            .build()) {
      for (int i = 0; i < TypicalCalls.ROUNDS; i++) {
        for (Call<?> call : TypicalCalls.all()) {
          pool.submit(call).exception(LIMIT);
        }
      }
      List<Future<Integer>> many = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) { // so many that they are written ahead
        many.add(pool.submit(TypicalCalls::plusOne, i));
      }
      Futures.wait(many);
    }
  }
}
