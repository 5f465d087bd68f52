package concurrent.futures.internal.wire;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What travels in place of everyday values that are not Serializable. */
final class Substitutes {
  private static final Class<?> FIXED_ENTRY = Map.entry(1, 1).getClass();

  private Substitutes() {}

  /** Something Serializable that arrives as an equal value, or the value itself if it has none. */
  static Object of(Object value) throws IOException {
    if (value instanceof Record record) {
      return Parts.of(record);
    }
    if (value.getClass().getModule() != Object.class.getModule()) {
      return value; // somebody's own class: its author decides whether it may travel
    }
    if (value instanceof Collection<?> collection) {
      return copyOf(collection);
    } else if (value instanceof Map<?, ?> map) {
      return map instanceof SortedMap<?, ?> sorted
          ? new TreeMap<>(sorted)
          : new LinkedHashMap<>(map);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return entry.getClass() == FIXED_ENTRY
          ? new AbstractMap.SimpleImmutableEntry<>(entry)
          : new AbstractMap.SimpleEntry<>(entry);
    } else if (value instanceof Buffer buffer) {
      return new BufferForm(buffer);
    } else if (value instanceof Path path) {
      return path.getFileSystem() == FileSystems.getDefault() ? Parts.of(path) : path;
    }
    return optional(value);
  }

  /** The same with its message, which the JDK makes of what only this JVM knows. */
  static NullPointerException withMessage(NullPointerException e) {
    String message = e.getMessage();
    if (message == null) {
      return e;
    }
    NullPointerException copy = new NullPointerException(message);
    copy.setStackTrace(e.getStackTrace());
    if (e.getCause() != null) {
      copy.initCause(e.getCause());
    }
    for (Throwable suppressed : e.getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /** Views (subList, keySet, values, reversed) and the like: the elements, in their order. */
  private static Object copyOf(Collection<?> collection) {
    if (collection instanceof List<?>) {
      return new ArrayList<>(collection);
    } else if (collection instanceof SortedSet<?> sorted) {
      return new TreeSet<>(sorted);
    } else if (collection instanceof Set<?>) {
      return new LinkedHashSet<>(collection);
    }
    return collection instanceof Deque<?>
        ? new ArrayDeque<>(collection)
        : new ArrayList<>(collection);
  }

  private static Object optional(Object value) {
    if (value instanceof Optional<?> optional) {
      return Parts.of(optional);
    } else if (value instanceof OptionalInt optional) {
      return Parts.of(optional);
    } else if (value instanceof OptionalLong optional) {
      return Parts.of(optional);
    }
    return value instanceof OptionalDouble optional ? Parts.of(optional) : value;
  }
}
