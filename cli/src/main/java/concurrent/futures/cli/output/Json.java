package concurrent.futures.cli.output;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON: maps and records as objects, iterables, arrays and streams as arrays, byte arrays
 * as Base64, Jackson's nodes as what they are, anything unknown as its text.
 */
public final class Json {
  private static final int DEEPEST = 500;
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /** Appends a value. */
  public static void append(StringBuilder out, @Nullable Object value) throws Exception {
    append(out, value, 0);
  }

  /** Appends a string with its quotes. */
  public static void string(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && isAlone(text, i))) {
            out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
            out.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isAlone(CharSequence text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }

  private static void append(StringBuilder out, @Nullable Object value, int depth)
      throws Exception {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "the result cannot be written as JSON: deeper than "
              + DEEPEST
              + " levels, perhaps it contains itself");
    }
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof CharSequence || value instanceof Character) {
      string(out, value.toString());
    } else if (value instanceof Number number) {
      number(out, number);
    } else if (value instanceof byte[] bytes) {
      string(out, Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof Map<?, ?> map) {
      object(out, map, depth);
    } else if (value instanceof Record record) {
      record(out, record, depth);
    } else if (isJackson(value)) {
      out.append(value);
    } else if (value.getClass().isArray() || isMany(value)) {
      array(out, value, depth);
    } else if (isOptional(value)) {
      append(out, optional(value), depth + 1);
    } else {
      string(out, String.valueOf(value.toString()));
    }
  }

  /** True for what has elements; a path iterates over its names, but is one thing. */
  static boolean isMany(Object value) {
    return (value instanceof Iterable && !(value instanceof java.nio.file.Path))
        || value instanceof Iterator
        || value instanceof BaseStream;
  }

  /** The elements of what {@link #isMany}, or of an array of objects. */
  static Iterator<?> elements(Object value) {
    if (value instanceof Iterable<?> iterable) {
      return iterable.iterator();
    }
    return value instanceof BaseStream<?, ?> stream ? stream.iterator() : (Iterator<?>) value;
  }

  static boolean isOptional(Object value) {
    return value instanceof Optional
        || value instanceof OptionalInt
        || value instanceof OptionalLong
        || value instanceof OptionalDouble;
  }

  static @Nullable Object optional(Object value) {
    if (value instanceof Optional<?> any) {
      return any.isPresent() ? any.get() : null;
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
    OptionalDouble number = (OptionalDouble) value;
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /** Jackson's tree prints itself as JSON; asked by name, since loading Jackson costs time. */
  static boolean isJackson(Object value) {
    return value.getClass().getName().startsWith("com.fasterxml.jackson.databind.node.");
  }

  private static void number(StringBuilder out, Number number) {
    boolean isNotJson =
        (number instanceof Double d && !Double.isFinite(d))
            || (number instanceof Float f && !Float.isFinite(f));
    String text = number.toString();
    if (isNotJson || text.isEmpty() || "-0123456789".indexOf(text.charAt(0)) < 0) {
      string(out, text);
    } else {
      out.append(text);
    }
  }

  private static void object(StringBuilder out, Map<?, ?> map, int depth) throws Exception {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(first ? "" : ",");
      first = false;
      string(out, String.valueOf(entry.getKey()));
      out.append(':');
      append(out, entry.getValue(), depth + 1);
    }
    out.append('}');
  }

  private static void record(StringBuilder out, Record record, int depth) throws Exception {
    out.append('{');
    boolean first = true;
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      out.append(first ? "" : ",");
      first = false;
      string(out, component.getName());
      out.append(':');
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      try {
        append(out, accessor.invoke(record), depth + 1);
      } catch (InvocationTargetException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
    out.append('}');
  }

  private static void array(StringBuilder out, Object value, int depth) throws Exception {
    out.append('[');
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        out.append(i == 0 ? "" : ",");
        append(out, Array.get(value, i), depth + 1);
      }
    } else {
      boolean first = true;
      for (Iterator<?> elements = elements(value); elements.hasNext(); first = false) {
        out.append(first ? "" : ",");
        append(out, elements.next(), depth + 1);
      }
      if (value instanceof BaseStream<?, ?> stream) {
        stream.close();
      }
    }
    out.append(']');
  }
}
