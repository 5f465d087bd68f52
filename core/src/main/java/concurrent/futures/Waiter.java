package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

  @SuppressWarnings("unused") // by TOLD
  private volatile boolean told;

  private static final VarHandle TOLD;

  static {
    try {
      TOLD = MethodHandles.lookup().findVarHandle(Waiter.class, "told", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The future is done. Called once; must not block unless a callback. */
  abstract void fire(Watchable future);

  /** Fires unless somebody has done so: whoever sees that a future is done may tell its waiters. */
  final void tell(Watchable future) {
    if (!told && TOLD.compareAndSet(this, false, true)) {
      fire(future);
    } else {
      awaitFired();
    }
  }

  /**
   * Another thread fires it, and may be in the midst of that: waits until what must be there before
   * anybody sees that the future is done is there, if this waiter has something of that kind.
   */
  void awaitFired() {}

  /** True if {@link #fire} runs foreign code, which comes last. */
  boolean isCallback() {
    return false;
  }

  /** The future has become something that a waiting worker may run itself. */
  void poke() {}

  /** The callbacks among this waiter and those below it, in the order in which they were pushed. */
  final List<Waiter> callbacksOldestFirst() {
    List<Waiter> callbacks = new ArrayList<>();
    for (Waiter w = this; w != null; w = w.next) {
      if (w.isCallback()) {
        callbacks.add(w);
      }
    }
    Collections.reverse(callbacks);
    return callbacks;
  }
}
