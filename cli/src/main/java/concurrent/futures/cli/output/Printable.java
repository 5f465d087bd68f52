package concurrent.futures.cli.output;

import java.util.Locale;

/** Texts of others on a person's terminal: short, and without escape sequences. */
final class Printable {
  private Printable() {}

  /** The beginning of a text, with its control characters as Java would write them. */
  static String of(String text, int most) {
    int end = text.offsetByCodePoints(0, Math.min(most, text.codePointCount(0, text.length())));
    StringBuilder out = new StringBuilder(end + 4);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        out.append("\\t");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (Character.isISOControl(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(end < text.length() ? "…" : "").toString();
  }
}
