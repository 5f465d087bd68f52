package concurrent.futures.cli.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What JBang's comments in a source file ask for: {@code //DEPS}, {@code //REPOS}, {@code //JAVA},
 * {@code //SOURCES}, {@code //FILES}, {@code //COMPILE_OPTIONS}, {@code //RUNTIME_OPTIONS}.
 */
final class Directives {
  /** JBang's directives that change nothing for a function. */
  private static final Set<String> HARMLESS =
      Set.of("GAV", "DESCRIPTION", "MAIN", "CDS", "NOINTEGRATIONS", "DOCS", "MANIFEST");

  /** Words that begin ordinary comments. */
  private static final Set<String> REMARKS =
      Set.of("TODO", "FIXME", "XXX", "NOTE", "HACK", "NOSONAR", "NOPMD", "NOLINT", "CHECKSTYLE");

  final List<String> dependencies = new ArrayList<>();
  final List<String> repositories = new ArrayList<>();
  final List<String> sources = new ArrayList<>();
  final List<String> files = new ArrayList<>();
  final List<String> compileOptions = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  @Nullable String java;

  /** Reads the directives of a source file. */
  static Directives of(String name, String source) {
    Directives found = new Directives();
    boolean head = true; // still before the first declaration
    int number = 0;
    int start = 0;
    while (start <= source.length()) {
      int end = source.indexOf('\n', start);
      end = end < 0 ? source.length() : end;
      String line = source.substring(start, end);
      number++;
      if (line.startsWith("//")) {
        found.comment(line.substring(2), name + ":" + number, head);
      } else if (head && !line.isBlank()) {
        head = !isDeclaration(line);
      }
      start = end + 1;
    }
    return found;
  }

  private static boolean isDeclaration(String line) {
    return line.contains("class ")
        || line.contains("record ")
        || line.contains("interface ")
        || line.contains("enum ");
  }

  private void comment(String comment, String where, boolean head) {
    int end = 0;
    while (end < comment.length() && isWord(comment.charAt(end))) {
      end++;
    }
    boolean known = end > 1 && (end == comment.length() || comment.charAt(end) == ' ');
    if (!known) {
      return;
    }
    String word = comment.substring(0, end);
    String value = comment.substring(end).trim();
    switch (word) {
      case "DEPS" -> dependencies.addAll(words(value));
      case "REPOS" -> repositories.addAll(words(value));
      case "SOURCES" -> sources.addAll(words(value));
      case "FILES" -> files.addAll(words(value));
      case "JAVA" -> java = value;
      case "COMPILE_OPTIONS", "JAVAC_OPTIONS" -> compileOptions.addAll(words(value));
      case "RUNTIME_OPTIONS", "JAVA_OPTIONS" ->
          warnings.add(
              where
                  + ": //"
                  + word
                  + " cannot change a JVM that runs already; instead set"
                  + " FUTURES_JAVA_OPTS='"
                  + value
                  + "'");
      default -> {
        if (head && end > 2 && !HARMLESS.contains(word) && !REMARKS.contains(word)) {
          warnings.add(where + ": unknown directive //" + word + " is ignored");
        }
      }
    }
  }

  private static boolean isWord(char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
  }

  /** Cuts at blanks and commas, but not inside double quotes. */
  private static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= value.length(); i++) {
      char c = i < value.length() ? value.charAt(i) : ' ';
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted || !(c == ' ' || c == '\t' || c == ',')) {
        word.append(c);
      } else if (word.length() > 0) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }
}
