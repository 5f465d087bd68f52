package concurrent.futures;

import concurrent.futures.internal.process.JvmSettings;
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
   * @param args the file, {@code aot} or {@code dynamic}, and the options of the workers
   */
  public static void main(String[] args) throws IOException {
    // workers have the library first in their class path, and then the program's: here there is no
    // program
    System.setProperty("java.class.path", "");
    boolean aot = args[1].equals("aot");
    List<String> flags = List.of(args).subList(2, args.length);
    StartCache.make(
        Path.of(args[0]),
        draft -> {
          if (aot) {
            makeAot(flags, draft);
          } else {
            train(flags, "-XX:ArchiveClassesAtExit=" + draft);
          }
        });
    System.exit(0);
  }

  private static void makeAot(List<String> flags, Path draft) throws Exception {
    Path recorded = draft.resolveSibling(draft.getFileName() + ".conf");
    try {
      train(flags, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded);
      List<String> command = new ArrayList<>(List.of(JvmSettings.currentJava().toString()));
      if (flags.stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
        command.add("-XX:+UseG1GC");
      }
      command.addAll(flags);
      command.addAll(
          List.of(
              "-XX:AOTMode=create",
              "-XX:AOTConfiguration=" + recorded,
              "-XX:AOTCache=" + draft,
              "-cp",
              Path.of(
                      ArchiveTraining.class
                          .getProtectionDomain()
                          .getCodeSource()
                          .getLocation()
                          .toURI())
                  .toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(recorded);
    }
  }

  private static void train(List<String> flags, String... dump) throws Exception {
    try (var pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(1)
            .jvmOptions(flags.toArray(new String[0]))
            .jvmOptions(dump)
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
