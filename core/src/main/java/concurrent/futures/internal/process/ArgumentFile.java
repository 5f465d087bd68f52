package concurrent.futures.internal.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of an {@code @argfile} of the java command: words between white space; quotes hold words
 * together, in which a backslash escapes; {@code #} starts a comment.
 */
final class ArgumentFile {
  private static final int END = -1;

  private final String text;
  private int next;

  private ArgumentFile(String text) {
    this.text = text;
  }

  /** Returns the words in a text. */
  static List<String> words(String text) {
    ArgumentFile file = new ArgumentFile(text);
    List<String> words = new ArrayList<>();
    while (file.skipToWord()) {
      String word = file.word();
      if (file.peek() != '#') { // a comment that follows at once takes the word with it
        words.add(word);
      }
    }
    return words;
  }

  /** Returns a text that reads as the word. */
  static String quote(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private boolean skipToWord() {
    while (peek() != END) {
      if (peek() == '#') {
        skipLine();
      } else if (!isSpace(peek())) {
        return true;
      } else {
        next++;
      }
    }
    return false;
  }

  private void skipLine() {
    while (peek() != END && !isLineEnd(peek())) {
      next++;
    }
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    int quote = 0;
    while (peek() != END && (quote != 0 || !isSpace(peek()) && peek() != '#')) {
      int c = text.charAt(next++);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == '\\' && peek() != END) {
        escape(word);
      } else if (quote != 0 && isLineEnd(c)) {
        return word.toString(); // an open quote ends with its line
      } else {
        word.append((char) c);
      }
    }
    return word.toString();
  }

  private void escape(StringBuilder word) {
    char c = text.charAt(next++);
    switch (c) {
      case 'n' -> word.append('\n');
      case 'r' -> word.append('\r');
      case 't' -> word.append('\t');
      case 'f' -> word.append('\f');
      case '\n', '\r' -> skipIndent(); // the word goes on in the next line
      default -> word.append(c);
    }
  }

  private void skipIndent() {
    while (peek() != END && isSpace(peek())) {
      next++;
    }
  }

  private int peek() {
    return next < text.length() ? text.charAt(next) : END;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\f' || isLineEnd(c);
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }
}
