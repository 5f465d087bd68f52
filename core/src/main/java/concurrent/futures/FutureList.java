package concurrent.futures;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The futures of one {@code wait} or {@code asCompleted}, ours or not, as {@link Watchable}s.
 *
 * @param <F> their type
 */
final class FutureList<F> extends AbstractList<Watchable> {
  private final Object[] futures;
  private Watchable @Nullable [] foreign; // made with the first one that is not ours
  private final ForeignFuture.Release release;

  FutureList(Iterable<? extends F> input, ForeignFuture.Release release) {
    this.release = release;
    Objects.requireNonNull(input, "the futures must not be null");
    Collection<?> all;
    if (input instanceof Collection) {
      all = (Collection<?>) input;
    } else {
      Collection<Object> gathered = new ArrayList<>();
      input.forEach(gathered::add);
      all = gathered;
    }
    futures = all.toArray();
    for (int i = 0; i < futures.length; i++) {
      Objects.requireNonNull(futures[i], "a future is null");
      if (!(futures[i] instanceof Watchable)) {
        adapt(i);
      }
    }
  }

  private void adapt(int i) {
    if (foreign == null) {
      foreign = new Watchable[futures.length];
    }
    if (!(futures[i] instanceof CompletionStage)) {
      throw new IllegalArgumentException("not a future or CompletionStage: " + futures[i]);
    }
    foreign[i] = new ForeignFuture((CompletionStage<?>) futures[i], release);
  }

  @SuppressWarnings("unchecked")
  F future(int i) {
    return (F) futures[i];
  }

  @Override
  public Watchable get(int i) {
    Object future = futures[i];
    return future instanceof Watchable
        ? (Watchable) future
        : Objects.requireNonNull(Objects.requireNonNull(foreign)[i]);
  }

  @Override
  public int size() {
    return futures.length;
  }

  /** The array itself, whose elements the caller may null when it is through with them. */
  @Nullable Object[] toFutures() {
    return futures;
  }

  static boolean isDistinct(Iterable<?> input) {
    return input instanceof Set;
  }
}
