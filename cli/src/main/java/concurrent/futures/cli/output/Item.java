package concurrent.futures.cli.output;

import concurrent.futures.cli.input.BadLine;
import concurrent.futures.cli.input.Source;
import java.util.List;

/**
 * One record on its way through the command.
 *
 * @param index its number over all inputs, from 0
 * @param source where it came from
 * @param line the line in which it began, from 1
 * @param value a String, a list of them ({@code --batch}), or a {@link BadLine}
 */
public record Item(long index, Source source, long line, Object value) {
  private static final int SHOWN = 80;

  /** The record in quotes, shortened, with control characters made visible. */
  public String quoted() {
    return '"' + Printable.of(text(), SHOWN) + '"';
  }

  private String text() {
    if (value instanceof BadLine bad) {
      return bad.text();
    }
    return value instanceof List<?> list ? String.join("\\n", texts(list)) : (String) value;
  }

  /** The text, or the texts, as JSON. */
  void appendJson(StringBuilder out) {
    if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : ",");
        Json.string(out, (String) list.get(i));
      }
      out.append(']');
    } else {
      Json.string(out, text());
    }
  }

  private static List<String> texts(List<?> list) {
    return list.stream().map(String::valueOf).toList();
  }
}
