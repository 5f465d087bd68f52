package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The text of FUNCTION, taken apart.
 *
 * @param kind what it names
 * @param location the source file, the class, or the expression itself
 * @param method the method's name, with {@code Type.} before it or {@code (types)} behind it if the
 *     name alone is not enough; null to look for the only one
 */
public record FunctionSpec(Kind kind, String location, @Nullable String method) {
  /** What a function can be. */
  public enum Kind {
    SOURCE,
    CLASS,
    EXPRESSION
  }

  /** An expression of {@code line} and {@code i}. */
  public static FunctionSpec expression(String expression) {
    if (expression.isBlank()) {
      throw CommandException.usage(
          "-e needs a Java expression of line, for example: -e 'line.length()'.");
    }
    return new FunctionSpec(Kind.EXPRESSION, expression, null);
  }

  /**
   * Takes a text apart.
   *
   * @throws CommandException if it names neither a source file nor a class
   */
  public static FunctionSpec parse(String text) {
    int colons = text.lastIndexOf("::");
    String location = colons < 0 ? text : text.substring(0, colons);
    String method = colons < 0 ? null : text.substring(colons + 2);
    if (location.isEmpty() || (method != null && method.isEmpty())) {
      throw CommandException.usage(
          "'" + text + "' is not a function: a name is missing beside the '::'. " + forms());
    }
    if (isFile(location)) {
      refuseNoSource(location);
      return new FunctionSpec(Kind.SOURCE, location, method);
    }
    if (location.endsWith(".java") || location.contains("/")) {
      throw CommandException.usage(
          "source file "
              + location
              + " does not exist (looked in "
              + Path.of("").toAbsolutePath()
              + ").");
    }
    if (method == null && !location.contains(".")) {
      throw CommandException.usage("'" + text + "' is not a function. " + forms());
    }
    return new FunctionSpec(Kind.CLASS, location, method);
  }

  /** How a function may be written, for error messages. */
  public static String forms() {
    return "Give a source file (Words.java or Words.java::count), a method of a class on the class"
        + " path (--cp app.jar com.acme.Words::count), or an expression of line (-e"
        + " 'line.length()').";
  }

  private static boolean isFile(String location) {
    try {
      Path path = Path.of(location);
      if (Files.isDirectory(path) && (location.endsWith(".java") || location.contains("/"))) {
        throw CommandException.usage(location + " is a directory. " + forms());
      }
      return Files.exists(path) && !Files.isDirectory(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void refuseNoSource(String location) {
    if (location.endsWith(".class") || location.endsWith(".jar")) {
      throw CommandException.usage(
          location
              + " is compiled already: put it on the class path and name the method, for example:"
              + " --cp "
              + (location.endsWith(".jar") ? location : "classes/")
              + " com.acme.Words::count.");
    }
  }
}
