package concurrent.futures;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: unlinks a waiter from behind its neighbour without looking whether that one
 * was unlinked meanwhile, so that of two neighbours that leave at once one stays.
 */
final class RacyUnlinkFuture {
  private final AtomicReference<@Nullable Waiter> waiters = new AtomicReference<>();

  void watch(Waiter waiter) {
    do {
      waiter.next = waiters.get();
    } while (!waiters.compareAndSet(waiter.next, waiter));
  }

  void unwatch(Waiter waiter) {
    Waiter before = null;
    for (Waiter w = waiters.get(); w != null; w = w.next) {
      if (w == waiter) {
        if (before == null) {
          waiters.compareAndSet(w, w.next);
        } else {
          before.next = w.next;
        }
        return;
      }
      before = w;
    }
  }

  void poke() {
    for (Waiter w = waiters.get(); w != null; w = w.next) {
      w.poke();
    }
  }
}
