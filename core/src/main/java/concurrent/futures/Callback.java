package concurrent.futures;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A done-callback, run here or through an executor; whatever it throws is logged. */
final class Callback<T extends @Nullable Object> extends Waiter {
  private final Future<T> future;
  private final Consumer<? super Future<T>> consumer;
  private final java.util.concurrent.@Nullable Executor executor;

  Callback(
      Future<T> future,
      Consumer<? super Future<T>> consumer,
      java.util.concurrent.@Nullable Executor executor) {
    this.future = future;
    this.consumer = consumer;
    this.executor = executor;
  }

  @Override
  boolean isCallback() {
    return true;
  }

  @Override
  void fire(Watchable done) {
    if (executor == null) {
      run();
      return;
    }
    try {
      executor.execute(this::run);
    } catch (Throwable t) {
      Log.error("the executor of a callback refused it: " + future, t);
    }
  }

  private void run() {
    try {
      consumer.accept(future);
    } catch (Throwable t) { // an Error too: a callback must never cost a worker (CONTRACT F11)
      Log.error("a callback of " + future + " failed", t);
    }
  }
}
