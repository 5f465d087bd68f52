package concurrent.futures;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: says that it is done before its value can be seen, and runs its callbacks
 * wherever it meets them, without taking them off first.
 */
final class EarlyFuture {
  private volatile boolean done;
  private volatile @Nullable Object value;
  private final List<Runnable> callbacks = new ArrayList<>();

  void complete(Object result) {
    done = true;
    Window.open();
    value = result;
    runCallbacks();
  }

  boolean done() {
    return done;
  }

  @Nullable Object value() {
    return value;
  }

  void addDoneCallback(Runnable callback) {
    synchronized (callbacks) {
      callbacks.add(callback);
    }
    if (done) {
      runCallbacks();
    }
  }

  private void runCallbacks() {
    synchronized (callbacks) {
      callbacks.forEach(Runnable::run);
    }
  }
}
