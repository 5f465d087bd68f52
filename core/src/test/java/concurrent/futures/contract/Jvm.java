package concurrent.futures.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, the same kind and class path as this one.
 *
 * @param exitCode how it ended
 * @param out what it wrote to stdout, as lines
 * @param err what it wrote to stderr, as lines
 */
public record Jvm(int exitCode, List<String> out, List<String> err) {
  private static final int SECONDS = 45;

  /** Runs a program to its end. */
  public static Jvm run(Class<?> main, String... arguments) throws Exception {
    return run(List.of(), main, arguments);
  }

  /** Runs a program to its end, with options for its JVM. */
  public static Jvm run(List<String> options, Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return run(command, "");
  }

  /** Runs a command of this JVM's JDK to its end. */
  public static Jvm command(String tool, List<String> arguments, String input) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(arguments);
    return run(command, input);
  }

  /** Runs a command to its end. */
  public static Jvm run(List<String> command, String input) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    CompletableFuture<List<String>> out = lines(process.getInputStream());
    CompletableFuture<List<String>> err = lines(process.getErrorStream());
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        dumpThreads(process);
        process.destroyForcibly();
        throw new AssertionError(command + " does not end: " + out.get() + err.get());
      }
      return new Jvm(process.exitValue(), out.get(), err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Has it write its stacks to its stdout. */
  private static void dumpThreads(Process process) throws Exception {
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    process.waitFor(1, TimeUnit.SECONDS);
  }

  private static CompletableFuture<List<String>> lines(InputStream stream) {
    CompletableFuture<List<String>> lines = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                lines.complete(all.lines().toList());
              } catch (IOException e) {
                lines.completeExceptionally(e);
              }
            },
            "reads a child's output");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }
}
