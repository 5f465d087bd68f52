package concurrent.futures.cli.function;

import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.Csv;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a method wants as its argument.
 *
 * @param kind how a record becomes the argument
 * @param type the parameter's type
 */
record Argument(Kind kind, Type type) {
  /** How a record becomes an argument; first come the kinds that win if methods compete. */
  enum Kind {
    /** The text itself. */
    TEXT,
    /** Several texts, with {@code --batch}. */
    LIST,
    /** A row with named fields. */
    ROW,
    /** A value read by Jackson. */
    JSON,
    /** A number, path or address, written in the line. */
    PARSED
  }

  private static final String JSON_NODE = "com.fasterxml.jackson.databind.JsonNode";

  /**
   * Chooses the kind for a parameter.
   *
   * @param named whether the user named the method, which allows any class as JSON
   * @param format the format that the user asked for
   * @param batch whether records come in lists
   * @return null if no record can become one
   */
  static @Nullable Argument of(
      Type type, boolean named, @Nullable InputFormat format, boolean batch) {
    Class<?> raw =
        type instanceof Class<?> c
            ? c
            : type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : null;
    if (raw == null || raw.isArray()) {
      return null;
    }
    if (batch) {
      return raw == List.class || raw == Iterable.class ? new Argument(Kind.LIST, type) : null;
    }
    if (raw == String.class || raw == CharSequence.class) {
      return new Argument(Kind.TEXT, type);
    }
    boolean json = format == InputFormat.JSONL;
    if (raw == Map.class && !json) {
      return new Argument(Kind.ROW, type);
    }
    if (isParsed(raw) && !json) {
      return new Argument(Kind.PARSED, type);
    }
    if (json || raw.isRecord() || raw.getName().equals(JSON_NODE)) {
      return new Argument(Kind.JSON, type);
    }
    boolean plainClass =
        !raw.isPrimitive() && !raw.isInterface() && !raw.getName().startsWith("java.");
    return named && plainClass ? new Argument(Kind.JSON, type) : null;
  }

  /** The format that suits, if the user did not ask for one. */
  InputFormat format() {
    return switch (kind) {
      case ROW -> InputFormat.CSV;
      case JSON -> InputFormat.JSONL;
      case TEXT, LIST, PARSED -> InputFormat.LINES;
    };
  }

  /** Returns why records of a format cannot become this argument, or null if they can. */
  @Nullable String refuses(InputFormat format) {
    if (kind == Kind.ROW && !format.hasHeader()) {
      return "takes a row with named fields: read the input with --in csv or --in tsv";
    }
    if (kind == Kind.JSON && format != InputFormat.JSONL) {
      return "takes a JSON value: read the input with --in jsonl";
    }
    return null;
  }

  /** Turns a record into the argument. */
  Object from(Object item, Source source) throws Exception {
    return switch (kind) {
      case TEXT, LIST -> item;
      case ROW -> Csv.row(source.header(), (String) item, source.format());
      case JSON -> JsonInput.read((String) item, type);
      case PARSED -> parse(((String) item).trim());
    };
  }

  private static boolean isParsed(Class<?> raw) {
    return raw == Object.class
        || raw == int.class
        || raw == Integer.class
        || raw == long.class
        || raw == Long.class
        || raw == double.class
        || raw == Double.class
        || raw == Path.class
        || raw == URI.class;
  }

  private Object parse(String text) throws BadInputException {
    try {
      if (type == int.class || type == Integer.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class || type == Long.class) {
        return Long.valueOf(text);
      }
      if (type == double.class || type == Double.class) {
        return Double.valueOf(text);
      }
      if (type == Path.class) {
        return Path.of(text);
      }
      return type == URI.class ? URI.create(text) : text;
    } catch (IllegalArgumentException e) { // of all of these
      throw new BadInputException("cannot be read as " + ((Class<?>) type).getSimpleName());
    }
  }
}
