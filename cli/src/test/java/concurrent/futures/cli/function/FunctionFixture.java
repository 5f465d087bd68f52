package concurrent.futures.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Loads and calls functions in this JVM. */
abstract class FunctionFixture {
  @TempDir Path directory;

  final List<String> warnings = new ArrayList<>();

  /** Options that tests change. */
  static final class Options {
    List<String> classPath = List.of();
    @Nullable InputFormat format;
    int batch;

    FunctionOptions build() {
      return new FunctionOptions(classPath, List.of(), List.of(), true, format, batch, false);
    }
  }

  /** Writes a source file and returns its name. */
  String source(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  LineFunction load(String function) {
    return load(FunctionSpec.parse(function), new Options());
  }

  LineFunction load(FunctionSpec spec, Options options) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      return new FunctionLoading(spec, options.build(), warnings::add).load();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Asserts that a function cannot be loaded, and that the message says why. */
  void assertRefused(int exitCode, String function, String... words) {
    assertRefused(exitCode, FunctionSpec.parse(function), new Options(), words);
  }

  void assertRefused(int exitCode, FunctionSpec spec, Options options, String... words) {
    CommandException e = catchThrowableOfType(CommandException.class, () -> load(spec, options));
    assertThat(e).as("refusal of " + spec).isNotNull().hasMessageContainingAll(words);
    assertThat(e.exitCode()).isEqualTo(exitCode);
  }

  static @Nullable Object call(LineFunction function, Object item) throws Exception {
    return call(function, item, 0);
  }

  static @Nullable Object call(LineFunction function, Object item, long index) throws Exception {
    return call(function, item, new Source("test", function.format(), List.of("a", "b")), index);
  }

  private static @Nullable Object call(
      LineFunction function, Object item, Source source, long index) throws Exception {
    try {
      return function.call(item, source, index);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
