package concurrent.futures.internal.worker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by name, of some size together at most: the oldest are dropped. Not thread-safe. */
final class Kept<T> {
  private static final int ENTRY = 100; // bytes, about

  private final int most;
  private final Map<String, Entry<T>> entries = new LinkedHashMap<>();
  private int size;

  private record Entry<T>(T value, int size) {}

  Kept(int most) {
    this.most = most;
  }

  @Nullable T get(String name) {
    Entry<T> entry = entries.get(name);
    return entry == null ? null : entry.value;
  }

  @Nullable T remove(String name) {
    Entry<T> entry = entries.remove(name);
    if (entry == null) {
      return null;
    }
    size -= entry.size;
    return entry.value;
  }

  /** Adds a value; the last one is never dropped for it. */
  void put(String name, T value, int bytes) {
    remove(name);
    entries.put(name, new Entry<>(value, bytes + ENTRY));
    size += bytes + ENTRY;
    for (Iterator<Entry<T>> all = entries.values().iterator();
        size > most && entries.size() > 1; ) {
      size -= all.next().size;
      all.remove();
    }
  }
}
