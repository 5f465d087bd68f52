package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: collects completed futures as {@link CompletedFutures} does, but pushes and
 * takes them without compare-and-set, so that one of two that arrive at once is lost.
 */
final class LossyArrivals {
  private volatile @Nullable Arrival newest;

  private record Arrival(int future, @Nullable Arrival before) {}

  void arrive(int future) {
    newest = new Arrival(future, newest);
  }

  /** The latest arrival, or -1. */
  int take() {
    Arrival taken = newest;
    if (taken == null) {
      return -1;
    }
    newest = taken.before;
    return taken.future;
  }
}
