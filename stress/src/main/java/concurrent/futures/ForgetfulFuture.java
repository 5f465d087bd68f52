package concurrent.futures;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: whoever watches it looks whether it is done before it registers, but not once
 * more afterwards, when the completer may have been and gone.
 */
final class ForgetfulFuture implements Watchable {
  private volatile boolean done;
  private final AtomicReference<@Nullable Waiter> waiters = new AtomicReference<>();

  void complete() {
    done = true;
    for (Waiter w = waiters.getAndSet(null); w != null; w = w.next) {
      w.fire(this);
    }
  }

  @Override
  public boolean done() {
    return done;
  }

  @Override
  public boolean failed() {
    return false;
  }

  @Override
  public boolean watch(Waiter waiter) {
    if (done) {
      return false;
    }
    do {
      waiter.next = waiters.get();
    } while (!waiters.compareAndSet(waiter.next, waiter));
    return true;
  }

  @Override
  public void unwatch(Waiter waiter) {}
}
