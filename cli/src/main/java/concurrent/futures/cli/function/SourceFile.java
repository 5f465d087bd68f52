package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A source file and what its directives add to it.
 *
 * @param all its text first, then those of {@code //SOURCES}
 * @param directives of all of them together
 * @param resources {@code //FILES}: names to files
 */
record SourceFile(
    List<SourceCompiler.Source> all, Directives directives, Map<String, Path> resources) {

  /**
   * Reads a file.
   *
   * @param shown its name in messages
   * @throws CommandException if it, or a file that it asks for, cannot be read
   */
  static SourceFile read(Path file, String shown) {
    String text = text(file, shown);
    Directives directives = Directives.of(shown, text);
    checkJava(shown, directives);
    List<SourceCompiler.Source> all = new ArrayList<>();
    all.add(new SourceCompiler.Source(shown, text));
    Path directory = file.toAbsolutePath().resolveSibling("");
    for (String pattern : List.copyOf(directives.sources)) {
      for (Path more : matching(directory, pattern, shown)) {
        String name = more.toString();
        String moreText = text(more, name);
        all.add(new SourceCompiler.Source(name, moreText));
        Directives moreDirectives = Directives.of(name, moreText);
        directives.dependencies.addAll(moreDirectives.dependencies);
        directives.repositories.addAll(moreDirectives.repositories);
      }
    }
    return new SourceFile(all, directives, resources(directory, directives, shown));
  }

  private static String text(Path file, String shown) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw CommandException.usage(
          "source file "
              + shown
              + " cannot be read: "
              + (Files.isReadable(file) ? e.getMessage() : "permission denied")
              + ".");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
      // A line for the shell is no Java; as a comment it keeps the numbers of the lines.
      return clean.startsWith("#!") ? "//" + clean.substring(2) : clean;
    } catch (CharacterCodingException e) {
      throw new CommandException(
          ExitCode.COMPILE,
          "source file "
              + shown
              + " is not UTF-8; convert it, for example with iconv -f ISO-8859-1"
              + " -t UTF-8.");
    }
  }

  /** {@code //JAVA 21+}: this JVM cannot be exchanged, so it can only be refused. */
  private static void checkJava(String shown, Directives directives) {
    String wanted = directives.java;
    if (wanted == null) {
      return;
    }
    String number = wanted.endsWith("+") ? wanted.substring(0, wanted.length() - 1) : wanted;
    int version;
    try {
      version = Integer.parseInt(number.trim());
    } catch (NumberFormatException e) {
      directives.warnings.add(
          shown + ": //JAVA " + wanted + " is ignored: write //JAVA 17 or //JAVA 17+");
      return;
    }
    int feature = Runtime.version().feature();
    if (version > feature) {
      throw new CommandException(
          ExitCode.COMPILE,
          shown
              + " asks for Java "
              + wanted
              + " (//JAVA), and this is Java "
              + feature
              + " ("
              + System.getProperty("java.home")
              + "). Point JAVA_HOME to a newer JDK.");
    }
  }

  private static List<Path> matching(Path directory, String pattern, String shown) {
    if (!pattern.contains("*") && !pattern.contains("?")) {
      return List.of(existing(directory.resolve(pattern), "//SOURCES " + pattern, shown));
    }
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + directory.resolve(pattern));
    String plain = pattern.substring(0, Math.max(0, firstWildcard(pattern)));
    Path start = directory.resolve(plain.substring(0, plain.lastIndexOf('/') + 1));
    try (Stream<Path> files = Files.walk(start)) {
      List<Path> found =
          files.filter(Files::isRegularFile).filter(matcher::matches).sorted().toList();
      if (found.isEmpty()) {
        throw missing("//SOURCES " + pattern, shown);
      }
      return found;
    } catch (IOException e) {
      throw missing("//SOURCES " + pattern, shown);
    }
  }

  private static int firstWildcard(String pattern) {
    int star = pattern.indexOf('*');
    int question = pattern.indexOf('?');
    return star < 0 ? question : question < 0 ? star : Math.min(star, question);
  }

  private static Map<String, Path> resources(Path directory, Directives directives, String shown) {
    Map<String, Path> resources = new LinkedHashMap<>();
    for (String file : directives.files) {
      int equals = file.indexOf('=');
      String name = equals < 0 ? file : file.substring(0, equals);
      String path = equals < 0 ? file : file.substring(equals + 1);
      resources.put(name, existing(directory.resolve(path), "//FILES " + file, shown));
    }
    return resources;
  }

  private static Path existing(Path path, String directive, String shown) {
    if (!Files.isReadable(path)) {
      throw missing(directive, shown);
    }
    return path;
  }

  private static CommandException missing(String directive, String shown) {
    return new CommandException(
        ExitCode.COMPILE,
        shown
            + ": "
            + directive
            + " names no file that can be read (paths are relative to "
            + shown
            + ").");
  }
}
