package concurrent.futures.cli.input;

import java.util.Locale;

/** How the input is cut into records. */
public enum InputFormat {
  /** One line, one record. */
  LINES,
  /** One JSON value per line; blank lines do not count. */
  JSONL,
  /** RFC 4180: the first record is the header; quoted fields may span lines. */
  CSV,
  /** Fields separated by tabs, the first line is the header; there are no quotes. */
  TSV;

  /** True if records are rows with named fields. */
  public boolean hasHeader() {
    return this == CSV || this == TSV;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
