package concurrent.futures.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The command lines of contenders. */
final class Commands {
  private static final String PACKAGE = "concurrent.futures.benchmarks.";

  private final Path root;
  private final String classPath;
  private final boolean pinning; // whether taskset exists
  private final boolean python;

  Commands(Path root, String classPath, boolean pinning, boolean python) {
    this.root = root;
    this.classPath = classPath;
    this.pinning = pinning;
    this.python = python;
  }

  List<String> java(Jdk jdk, List<String> options, String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, PACKAGE + program));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  Function<Jdk, @Nullable List<String>> program(String program, String... arguments) {
    return jdk -> java(jdk, List.of(), program, arguments);
  }

  /** With what only few rows need on their class path, as it would change the others. */
  Function<Jdk, @Nullable List<String>> with(
      String libraries, String program, String... arguments) {
    String more = Path.of(classPath).resolveSibling(libraries).resolve("*").toString();
    return jdk -> {
      List<String> command = java(jdk, List.of(), program, arguments);
      command.set(command.indexOf("-cp") + 1, classPath + File.pathSeparator + more);
      return command;
    };
  }

  /** With two small jars, as opening that of all benchmarks is a part of what is measured. */
  Function<Jdk, @Nullable List<String>> lean(String program, String... arguments) {
    String own = Path.of(classPath).resolveSibling("own").resolve("*").toString();
    return jdk -> {
      List<String> command = java(jdk, List.of(), program, arguments);
      command.set(command.indexOf("-cp") + 1, own);
      return command;
    };
  }

  Function<Jdk, @Nullable List<String>> since21(String program, String... arguments) {
    return since21(program(program, arguments));
  }

  Function<Jdk, @Nullable List<String>> since21(Function<Jdk, @Nullable List<String>> command) {
    return jdk -> jdk.feature() < 21 ? null : command.apply(jdk);
  }

  /** The same on one processor, children included. */
  Function<Jdk, @Nullable List<String>> pinned(
      boolean pinned, Function<Jdk, @Nullable List<String>> command) {
    if (!pinned || !pinning) {
      return command;
    }
    return jdk -> {
      List<String> unpinned = command.apply(jdk);
      if (unpinned == null) {
        return null;
      }
      List<String> result = new ArrayList<>(List.of("taskset", "-c", "0"));
      result.addAll(unpinned);
      return result;
    };
  }

  /**
   * Adds the peer in Python, once for all JDKs; an entry that is not in the row without python3.
   */
  Contest.Entry python(
      Contest row,
      String label,
      String against,
      int rounds,
      boolean pinned,
      String script,
      String... arguments) {
    Path file = root.resolve("benchmarks/python").resolve(script);
    List<String> command = new ArrayList<>(List.of("python3", file.toString()));
    command.addAll(Arrays.asList(arguments));
    Contest.Entry entry = new Contest.Entry(label, pinned(pinned, jdk -> command));
    entry.everyJdk = false;
    entry.rounds = rounds;
    if (python) {
      row.entries.add(entry);
    }
    return against(against, entry);
  }

  static Contest.Entry against(String label, Contest.Entry entry) {
    entry.against = entry.label.equals(label) ? null : label;
    return entry;
  }
}
