package concurrent.futures;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable set of futures in input order: an array, since most are only iterated. The first
 * look-up in a large one builds an index.
 */
final class FutureSet<F> extends AbstractSet<F> {
  private static final int INDEX_FROM = 32;

  private final @Nullable Object[] futures;
  private final int size;
  private volatile @Nullable Set<@Nullable Object> index;

  FutureSet(@Nullable Object[] distinct, int size) {
    this.futures = distinct;
    this.size = size;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Iterator<F> iterator() {
    return (Iterator<F>)
        Collections.unmodifiableList(Arrays.asList(futures)).subList(0, size).iterator();
  }

  @Override
  public Object[] toArray() {
    return Arrays.copyOf(futures, size, Object[].class);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean contains(@Nullable Object other) {
    if (size < INDEX_FROM) {
      return super.contains(other);
    }
    Set<@Nullable Object> built = index;
    if (built == null) {
      built = new HashSet<>(Arrays.asList(futures).subList(0, size));
      index = built;
    }
    return built.contains(other);
  }

  @Override
  public boolean remove(@Nullable Object other) {
    throw new UnsupportedOperationException("the sets of a WaitResult are unmodifiable");
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException("the sets of a WaitResult are unmodifiable");
  }
}
