package concurrent.futures.cli.function;

import concurrent.futures.Executor;
import concurrent.futures.cli.CommandException;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Class paths: the user's, and what a source file is compiled against. */
final class ClassPath {
  private ClassPath() {}

  /**
   * The entries of {@code --cp}; {@code dir/*} stands for the jars of a directory.
   *
   * @throws CommandException if one does not exist
   */
  static List<Path> of(List<String> classPath) {
    List<Path> entries = new ArrayList<>();
    for (String part : classPath) {
      for (String entry : part.split(File.pathSeparator)) {
        if (entry.isEmpty()) {
          continue;
        }
        if (entry.endsWith("/*") || entry.equals("*")) {
          entries.addAll(jars(entry));
        } else if (Files.exists(Path.of(entry))) {
          entries.add(Path.of(entry));
        } else {
          throw CommandException.usage("--cp: " + entry + " does not exist.");
        }
      }
    }
    return entries;
  }

  /** The user's entries, with the library and Jackson before them. */
  static List<File> forCompiler(List<Path> entries) {
    List<File> all = new ArrayList<>();
    CodeSource source = Executor.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      try {
        all.add(new File(source.getLocation().toURI()));
      } catch (URISyntaxException e) {
        throw new IllegalStateException(source.toString(), e);
      }
    }
    for (File jackson : jacksonJars()) {
      all.add(jackson);
    }
    for (Path entry : entries) {
      all.add(entry.toFile());
    }
    return all;
  }

  /** Found by their names, since loading a class of them would cost time. */
  private static List<File> jacksonJars() {
    List<File> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      File file = new File(entry);
      if (file.getName().startsWith("jackson-")) {
        jars.add(file);
      } else if (file.getName().equals("futures.jar")) {
        File[] beside =
            new File(file.getAbsoluteFile().getParentFile(), "lib")
                .listFiles((dir, name) -> name.startsWith("jackson-"));
        jars.addAll(beside == null ? List.of() : Arrays.asList(beside));
      }
    }
    return jars;
  }

  private static List<Path> jars(String pattern) {
    String directory = pattern.equals("*") ? "." : pattern.substring(0, pattern.length() - 2);
    File[] jars =
        new File(directory)
            .listFiles((dir, name) -> name.endsWith(".jar") || name.endsWith(".JAR"));
    if (jars == null) {
      throw CommandException.usage("--cp: " + directory + " is no directory.");
    }
    Arrays.sort(jars);
    List<Path> paths = new ArrayList<>();
    for (File jar : jars) {
      paths.add(jar.toPath());
    }
    return paths;
  }
}
