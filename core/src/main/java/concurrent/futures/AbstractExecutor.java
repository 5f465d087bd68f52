package concurrent.futures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Every form of {@code submit}, {@code map} and {@code invoke}, made of one: a callable with the
 * options of this view.
 */
abstract class AbstractExecutor implements Executor {
  /** Submits with this view's options. */
  abstract <T extends @Nullable Object> Future<T> submitCallable(Callable<? extends T> call);

  private <T extends @Nullable Object> Future<T> submitNonNull(Callable<? extends T> call) {
    return submitCallable(Objects.requireNonNull(call, "the call must not be null"));
  }

  private static <F> F nonNull(F call) {
    return Objects.requireNonNull(call, "the call must not be null");
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(Call<T> call) {
    return submitNonNull(call);
  }

  @Override
  public final Future<?> submit(Action action) {
    return submitNonNull(Calls.withoutResult(nonNull(action)));
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return submitNonNull(task);
  }

  @Override
  public final Future<?> submit(Runnable task) {
    return submitNonNull(Calls.withoutResult(nonNull(task)));
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
    return submitNonNull(new Calls.OfRunnable<>(nonNull(task), result));
  }

  @Override
  public final <A extends @Nullable Object, T extends @Nullable Object> Future<T> submit(
      Call1<? super A, ? extends T> call, A a) {
    return submitNonNull(new Calls.Of1<>(nonNull(call), a));
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>
      Future<T> submit(Call2<? super A, ? super B, ? extends T> call, A a, B b) {
    return submitNonNull(new Calls.Of2<>(nonNull(call), a, b));
  }

  @Override
  public final <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          T extends @Nullable Object>
      Future<T> submit(Call3<? super A, ? super B, ? super C, ? extends T> call, A a, B b, C c) {
    return submitNonNull(new Calls.Of3<>(nonNull(call), a, b, c));
  }

  @Override
  public final <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          T extends @Nullable Object>
      Future<T> submit(
          Call4<? super A, ? super B, ? super C, ? super D, ? extends T> call, A a, B b, C c, D d) {
    return submitNonNull(new Calls.Of4<>(nonNull(call), a, b, c, d));
  }

  @Override
  public final void execute(Runnable command) {
    submitNonNull(new Calls.Executed(nonNull(command)));
  }

  // ---- map

  private static <I> I nonNullInput(I input) {
    return Objects.requireNonNull(input, "the input of map must not be null");
  }

  @Override
  public final <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
      Call1<? super A, ? extends R> fn, Iterable<? extends A> as) {
    return map(fn, as, MapOptions.defaults());
  }

  @Override
  public final <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
      Call1<? super A, ? extends R> fn, Iterable<? extends A> as, MapOptions options) {
    nonNull(fn);
    Iterator<? extends A> a = nonNullInput(as).iterator();
    return map(new Zipped<R>(() -> new Calls.Of1<>(fn, a.next()), a), options);
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Results<R> map(
          Call2<? super A, ? super B, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs) {
    return map(fn, as, bs, MapOptions.defaults());
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Results<R> map(
          Call2<? super A, ? super B, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          MapOptions options) {
    nonNull(fn);
    Iterator<? extends A> a = nonNullInput(as).iterator();
    Iterator<? extends B> b = nonNullInput(bs).iterator();
    return map(new Zipped<R>(() -> new Calls.Of2<>(fn, a.next(), b.next()), a, b), options);
  }

  @Override
  public final <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Results<R> map(
          Call3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          Iterable<? extends C> cs) {
    return map(fn, as, bs, cs, MapOptions.defaults());
  }

  @Override
  public final <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Results<R> map(
          Call3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          Iterable<? extends C> cs,
          MapOptions options) {
    nonNull(fn);
    Iterator<? extends A> a = nonNullInput(as).iterator();
    Iterator<? extends B> b = nonNullInput(bs).iterator();
    Iterator<? extends C> c = nonNullInput(cs).iterator();
    return map(
        new Zipped<R>(() -> new Calls.Of3<>(fn, a.next(), b.next(), c.next()), a, b, c), options);
  }

  private <R extends @Nullable Object> Results<R> map(
      Iterator<Callable<? extends R>> calls, MapOptions options) {
    Objects.requireNonNull(options, "options");
    throwIfNotAccepting();
    return new Results<>(calls, this::submitCallable, options);
  }

  /** Refuses even an empty map after shutdown (CONTRACT M13). */
  abstract void throwIfNotAccepting();

  /** The next elements of all inputs, as one call; it ends with the shortest. */
  private static final class Zipped<R extends @Nullable Object>
      implements Iterator<Callable<? extends R>> {
    private final java.util.function.Supplier<Callable<? extends R>> next;
    private final Iterator<?>[] inputs;

    Zipped(java.util.function.Supplier<Callable<? extends R>> next, Iterator<?>... inputs) {
      this.next = next;
      this.inputs = inputs;
    }

    @Override
    public boolean hasNext() {
      for (Iterator<?> input : inputs) {
        if (!input.hasNext()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Callable<? extends R> next() {
      return next.get();
    }
  }

  // ---- ExecutorService

  @Override
  public final <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return invokeAll(tasks, null);
  }

  @Override
  public final <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return invokeAll(tasks, Deadline.after(unit.toNanos(timeout)));
  }

  private <T extends @Nullable Object> void submitAll(
      Collection<? extends Callable<T>> tasks, List<Future<T>> futures)
      throws InterruptedException {
    try {
      for (Callable<T> task : tasks) {
        futures.add(this.<T>submitNonNull(task));
      }
    } catch (UncheckedInterruptedException e) { // while it waited for room in the queue
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    }
  }

  private <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, @Nullable Deadline deadline)
      throws InterruptedException {
    List<Future<T>> futures = new ArrayList<>(tasks.size());
    boolean complete = false;
    try {
      submitAll(tasks, futures);
      for (Future<T> future : futures) {
        try {
          if (deadline == null) {
            future.get();
          } else {
            future.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
          }
        } catch (ExecutionException | CancellationException e) {
          // it is done, that is all invokeAll wants
        } catch (TimeoutException e) {
          return new ArrayList<>(futures);
        }
      }
      complete = true;
      return new ArrayList<>(futures);
    } finally {
      if (!complete) {
        futures.forEach(f -> f.cancel(true));
      }
    }
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(tasks, null);
    } catch (TimeoutException e) {
      throw new AssertionError("a wait without a limit timed out", e);
    }
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return invokeAny(tasks, Duration.ofNanos(unit.toNanos(timeout)));
  }

  private <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, @Nullable Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny needs at least one task");
    }
    List<Future<T>> futures = new ArrayList<>(tasks.size());
    try {
      submitAll(tasks, futures);
      ExecutionException last = null;
      try (CompletedFutures<Future<T>> completed = Futures.asCompleted(futures, timeout)) {
        while (completed.hasNext()) {
          try {
            return completed.next().get();
          } catch (ExecutionException e) {
            last = e;
          }
        }
      } catch (UncheckedTimeoutException e) {
        throw (TimeoutException) new TimeoutException(e.getMessage()).initCause(e);
      } catch (UncheckedInterruptedException e) {
        Thread.interrupted();
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      throw Objects.requireNonNull(last);
    } finally {
      futures.forEach(f -> f.cancel(true));
    }
  }
}
