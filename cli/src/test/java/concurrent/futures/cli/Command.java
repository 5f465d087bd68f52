package concurrent.futures.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command in a process of its own, as people start it. */
final class Command {
  /** How a process ended. */
  record Outcome(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private final List<String> arguments;
  private final List<String> jvmOptions = new ArrayList<>();
  private List<String> wrapper = List.of();
  private InputStream input = InputStream.nullInputStream();
  private boolean inputByHand;
  private @Nullable Path directory;
  private @Nullable File output;
  private final List<String> environment = new ArrayList<>();

  private Command(List<String> arguments) {
    this.arguments = arguments;
  }

  /** The command with these arguments. */
  static Command futures(String... arguments) {
    return new Command(List.of(arguments));
  }

  Command input(String text) {
    return input(text.getBytes(UTF_8));
  }

  Command input(byte[] bytes) {
    return input(new ByteArrayInputStream(bytes));
  }

  Command input(InputStream stream) {
    input = stream;
    return this;
  }

  /** The test writes to standard input itself. */
  Command inputByHand() {
    inputByHand = true;
    return this;
  }

  /** Further options of the JVM. */
  Command jvm(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /** Starts another program, with the command as its last arguments. */
  Command under(String... program) {
    wrapper = List.of(program);
    return this;
  }

  Command in(Path workingDirectory) {
    directory = workingDirectory;
    return this;
  }

  Command outputTo(String file) {
    output = new File(file);
    return this;
  }

  Command env(String name, String value) {
    environment.add(name + "=" + value);
    return this;
  }

  /** The words of the whole command line. */
  List<String> words() {
    List<String> words = new ArrayList<>(wrapper);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short-lived processes: what makes them start fast.
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(jvmOptions);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add("concurrent.futures.cli.Main");
    words.addAll(arguments);
    return words;
  }

  /** Runs to the end. */
  Outcome run() {
    try (RunningCommand running = start()) {
      return running.outcome();
    }
  }

  RunningCommand start() {
    return start(words());
  }

  /** Starts another program, with this command's input and surroundings. */
  RunningCommand startOther(String... program) {
    return start(List.of(program));
  }

  private RunningCommand start(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    if (output != null) {
      builder.redirectOutput(output);
    }
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // it makes the JVM talk on stderr
    try {
      return new RunningCommand(builder.start(), inputByHand ? null : input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root of the checkout, wherever the tests are started. */
  static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("examples/cli/WordCount.java"))) {
      at = at.getParent();
      if (at == null) {
        throw new AssertionError("the tests must run somewhere below the root of the repository");
      }
    }
    return at;
  }
}
