package concurrent.futures.cli.input;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of CSV (RFC 4180) and of tab-separated text. */
public final class Csv {
  private Csv() {}

  /**
   * Tells whether a line ends inside a quoted field, so that the record goes on in the next line.
   *
   * @param inQuotes whether it began inside one
   */
  static boolean endsInQuotes(String line, boolean inQuotes) {
    boolean quoted = inQuotes;
    boolean fieldStart = !inQuotes;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
        fieldStart = false;
      } else {
        quoted = fieldStart && c == '"';
        fieldStart = c == ',';
      }
    }
    return quoted;
  }

  /**
   * Cuts a record into fields.
   *
   * @throws BadInputException if a quoted field does not end where the field ends
   */
  static List<String> fields(String record, InputFormat format) throws BadInputException {
    List<String> fields = new ArrayList<>();
    char separator = format == InputFormat.TSV ? '\t' : ',';
    int at = 0;
    while (true) {
      if (format == InputFormat.CSV && at < record.length() && record.charAt(at) == '"') {
        StringBuilder field = new StringBuilder();
        at = quoted(record, at + 1, field);
        fields.add(field.toString());
        if (at < record.length() && record.charAt(at) != separator) {
          throw new BadInputException(
              "column "
                  + (at + 1)
                  + ": text after the closing quote of a field (write \"\" for a"
                  + " quote inside it)");
        }
      } else {
        int end = record.indexOf(separator, at);
        fields.add(record.substring(at, end < 0 ? record.length() : end));
        at = end < 0 ? record.length() : end;
      }
      if (at >= record.length()) {
        return fields;
      }
      at++;
    }
  }

  /**
   * Names the fields of a record.
   *
   * @throws BadInputException if their number is not the header's
   */
  public static Map<String, String> row(List<String> header, String record, InputFormat format)
      throws BadInputException {
    List<String> fields = fields(record, format);
    if (fields.size() != header.size()) {
      throw new BadInputException(
          "the row has " + fields.size() + " fields, the header " + header.size());
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      row.put(header.get(i), fields.get(i));
    }
    return row;
  }

  /**
   * Reads a header.
   *
   * @throws BadInputException if two fields have one name
   */
  static List<String> header(String record, InputFormat format) throws BadInputException {
    List<String> header = fields(record, format);
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw new BadInputException("the header names '" + name + "' twice");
      }
    }
    return List.copyOf(header);
  }

  private static int quoted(String record, int start, StringBuilder field)
      throws BadInputException {
    int at = start;
    while (true) {
      int quote = record.indexOf('"', at);
      if (quote < 0) {
        throw new BadInputException("a quoted field is never closed");
      }
      field.append(record, at, quote);
      if (quote + 1 >= record.length() || record.charAt(quote + 1) != '"') {
        return quote + 1;
      }
      field.append('"');
      at = quote + 2;
    }
  }
}
