package concurrent.futures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that wants to know when a future is done: a link in that future's stack of waiters.
 *
 * <p>{@link #next} is written before the push, and later only to skip dead waiters, so that whoever
 * walks a stack, even one that has been taken meanwhile, sees every living waiter.
 */
abstract class Waiter {
  volatile @Nullable Waiter next;

  /** Set when nobody waits any more, so that whoever walks the stack may unlink it. */
  volatile boolean dead;

  /** The future is done. Called once, by whoever completed it; must not block unless a callback. */
  abstract void fire(Watchable future);

  /** True if {@link #fire} runs foreign code, which comes last. */
  boolean isCallback() {
    return false;
  }

  /** The future has become something that a waiting worker may run itself. */
  void poke() {}

  /** This waiter and those below it in the stack, in the order in which they were pushed. */
  final List<Waiter> oldestFirst() {
    Waiter below = next;
    if (below == null) {
      return List.of(this);
    }
    List<Waiter> all = new ArrayList<>();
    all.add(this);
    for (Waiter w = below; w != null; w = w.next) {
      all.add(w);
    }
    Collections.reverse(all);
    return all;
  }
}
