package concurrent.futures;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The shapes of calls as {@link Callable}s, all serializable if what they hold is. */
final class Calls {
  private Calls() {}

  @SuppressWarnings("NullAway") // it does not see that the result may be null
  static Call<@Nullable Void> withoutResult(Runnable runnable) {
    return new OfRunnable<@Nullable Void>(runnable, null);
  }

  /** A runnable with a given result. */
  record OfRunnable<T extends @Nullable Object>(Runnable runnable, T result) implements Call<T> {
    @Override
    public T call() throws Exception {
      if (runnable instanceof Action action) {
        action.call(); // run() would wrap what it throws
      } else {
        runnable.run();
      }
      return result;
    }
  }

  /** A runnable given to {@code execute}, whose failure nobody can look at. */
  record Executed(Runnable runnable) implements Call<@Nullable Void> {
    @Override
    public @Nullable Void call() {
      runnable.run();
      return null;
    }
  }

  record Of1<A extends @Nullable Object, T extends @Nullable Object>(
      Call1<? super A, ? extends T> fn, A a) implements Call<T> {
    @Override
    public T call() throws Exception {
      return fn.call(a);
    }
  }

  record Of2<A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>(
      Call2<? super A, ? super B, ? extends T> fn, A a, B b) implements Call<T> {
    @Override
    public T call() throws Exception {
      return fn.call(a, b);
    }
  }

  record Of3<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          T extends @Nullable Object>(
      Call3<? super A, ? super B, ? super C, ? extends T> fn, A a, B b, C c) implements Call<T> {
    @Override
    public T call() throws Exception {
      return fn.call(a, b, c);
    }
  }

  record Of4<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          T extends @Nullable Object>(
      Call4<? super A, ? super B, ? super C, ? super D, ? extends T> fn, A a, B b, C c, D d)
      implements Call<T> {
    @Override
    public T call() throws Exception {
      return fn.call(a, b, c, d);
    }
  }

  /** A call that was never started, for {@code shutdownNow}. */
  record AsRunnable(Callable<?> call, String name) implements Runnable {
    @Override
    public void run() {
      try {
        call.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new java.util.concurrent.CompletionException(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
