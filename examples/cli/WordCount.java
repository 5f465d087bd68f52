import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Counts the lines and words of a source file, and how much of it is comment.
 *
 * <pre>
 * find . -name '*.java' | futures map examples/cli/WordCount.java | sort -rn | head
 * </pre>
 */
class WordCount {
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final int LINES_PER_BLOCK = 25;

  static String count(Path file) throws IOException {
    String text = Files.readString(file);
    long lines = text.lines().count();
    long words = WORD.matcher(text).results().count();
    long comments = text.lines().filter(WordCount::isComment).count();
    return String.format(
        "%5d lines %6d words %3d%% comment  %-30s %s",
        lines, words, comments * 100 / Math.max(1, lines), bar(lines), file.normalize());
  }

  private static boolean isComment(String line) {
    String start = line.strip();
    return start.startsWith("//") || start.startsWith("/*") || start.startsWith("*");
  }

  private static String bar(long lines) {
    return "█".repeat((int) Math.min(30, 1 + lines / LINES_PER_BLOCK));
  }
}
