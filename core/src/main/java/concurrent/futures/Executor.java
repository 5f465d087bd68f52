package concurrent.futures;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls asynchronously: on threads, in worker processes or on a cluster, behind one interface.
 * A program moves from one to the other by changing the class that it constructs.
 *
 * <pre>{@code
 * try (Executor pool = new ThreadPoolExecutor(4)) {   // close() waits for what was submitted
 *   Future<Integer> one = pool.submit(Spider::crawl, 1);
 *   List<Integer> all = pool.map(Spider::crawl, List.of(2, 3, 1, 4)).toList();
 * }
 * }</pre>
 *
 * <p>Tasks start in the order of submission (CONTRACT S4), unless a {@link TaskOptions#priority}
 * says otherwise. All methods may be called from any thread, from tasks and callbacks too. An
 * executor is also an {@link ExecutorService}, as {@code java.util.concurrent} specifies it; {@code
 * invokeAll} and {@code invokeAny} return plain JDK types.
 *
 * <p>A lambda or method reference at {@code submit} or {@code map} becomes one of the serializable
 * shapes {@link Call}, {@link Action} or {@link Call1} to {@link Call4} without a cast. Shapes that
 * Java cannot resolve here, so write a lambda: {@code submit(System.out::println, "x")} and {@code
 * submit(ArrayList::new, 10)} are ambiguous with {@link #submit(Runnable, Object)}; void methods
 * with arguments and boxed or widened arguments, such as {@code submit(Math::pow, 2, 8)}, do not
 * compile.
 *
 * <p><b>Errors common to all forms of submit and map:</b> {@link NullPointerException} if the call
 * is null, {@link java.util.concurrent.RejectedExecutionException} after {@code shutdown} ("cannot
 * schedule new futures after shutdown"), {@link BrokenExecutorException} on a broken pool, and
 * {@link UncheckedInterruptedException} if the thread is interrupted while it waits for room in a
 * bounded queue. Without a {@code queueCapacity}, submitting never blocks.
 */
public interface Executor extends ExecutorService, AutoCloseable {
  /**
   * Submits a call.
   *
   * @param call the call
   * @param <T> the type of the result
   * @return its future
   */
  <T extends @Nullable Object> Future<T> submit(Call<T> call);

  /**
   * Submits an action, which has no result.
   *
   * @param action the action
   * @return its future, whose value is null
   */
  Future<?> submit(Action action);

  /**
   * Submits a callable. On worker processes and clusters it must be serializable.
   *
   * @param task the callable
   * @param <T> the type of the result
   * @return its future
   */
  @Override
  <T extends @Nullable Object> Future<T> submit(Callable<T> task);

  /**
   * Submits a runnable. On worker processes and clusters it must be serializable.
   *
   * @param task the runnable
   * @return its future, whose value is null
   */
  @Override
  Future<?> submit(Runnable task);

  /**
   * Submits a runnable with a given result.
   *
   * @param task the runnable
   * @param result the value of the future once the task has run
   * @param <T> the type of the result
   * @return its future
   */
  @Override
  <T extends @Nullable Object> Future<T> submit(Runnable task, T result);

  /**
   * Submits a call of one argument.
   *
   * @param call the call
   * @param a the argument
   * @param <A> the type of the argument
   * @param <T> the type of the result
   * @return its future
   */
  <A extends @Nullable Object, T extends @Nullable Object> Future<T> submit(
      Call1<? super A, ? extends T> call, A a);

  /**
   * Submits a call of two arguments.
   *
   * @param call the call
   * @param a the first argument
   * @param b the second argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <T> the type of the result
   * @return its future
   */
  <A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>
      Future<T> submit(Call2<? super A, ? super B, ? extends T> call, A a, B b);

  /**
   * Submits a call of three arguments.
   *
   * @param call the call
   * @param a the first argument
   * @param b the second argument
   * @param c the third argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <T> the type of the result
   * @return its future
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          T extends @Nullable Object>
      Future<T> submit(Call3<? super A, ? super B, ? super C, ? extends T> call, A a, B b, C c);

  /**
   * Submits a call of four arguments.
   *
   * @param call the call
   * @param a the first argument
   * @param b the second argument
   * @param c the third argument
   * @param d the fourth argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <D> the type of the fourth argument
   * @param <T> the type of the result
   * @return its future
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          T extends @Nullable Object>
      Future<T> submit(
          Call4<? super A, ? super B, ? super C, ? super D, ? extends T> call, A a, B b, C c, D d);

  /**
   * Applies a function to every element, concurrently. The results come in the order of the input.
   * All elements are submitted during this call, so they run even if nobody iterates (CONTRACT M2);
   * see {@link MapOptions} to pull a long or endless input lazily, to limit the time, or to get
   * results in completion order.
   *
   * <pre>{@code
   * for (int n : pool.map(String::length, lines)) { ... }
   * pool.map(Spider::crawl, IntStream.range(0, 9).boxed()::iterator).toList();
   * }</pre>
   *
   * @param fn the function
   * @param as the input; if it throws, what was submitted and has not started is cancelled
   * @param <A> the type of the elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
      Call1<? super A, ? extends R> fn, Iterable<? extends A> as);

  /**
   * Applies a function to every element, concurrently, as the options say.
   *
   * @param fn the function
   * @param as the input
   * @param options how
   * @param <A> the type of the elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
      Call1<? super A, ? extends R> fn, Iterable<? extends A> as, MapOptions options);

  /**
   * Applies a function to the elements of two inputs, taken in pairs; the shorter input ends it
   * (CONTRACT M1).
   *
   * @param fn the function
   * @param as the first input
   * @param bs the second input
   * @param <A> the type of the first input's elements
   * @param <B> the type of the second input's elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Results<R> map(
          Call2<? super A, ? super B, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs);

  /**
   * Applies a function to the elements of two inputs, taken in pairs, as the options say.
   *
   * @param fn the function
   * @param as the first input
   * @param bs the second input
   * @param options how
   * @param <A> the type of the first input's elements
   * @param <B> the type of the second input's elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Results<R> map(
          Call2<? super A, ? super B, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          MapOptions options);

  /**
   * Applies a function to the elements of three inputs, taken together; the shortest input ends it.
   *
   * @param fn the function
   * @param as the first input
   * @param bs the second input
   * @param cs the third input
   * @param <A> the type of the first input's elements
   * @param <B> the type of the second input's elements
   * @param <C> the type of the third input's elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Results<R> map(
          Call3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          Iterable<? extends C> cs);

  /**
   * Applies a function to the elements of three inputs, taken together, as the options say.
   *
   * @param fn the function
   * @param as the first input
   * @param bs the second input
   * @param cs the third input
   * @param options how
   * @param <A> the type of the first input's elements
   * @param <B> the type of the second input's elements
   * @param <C> the type of the third input's elements
   * @param <R> the type of the results
   * @return the results, as they become available
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Results<R> map(
          Call3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          Iterable<? extends C> cs,
          MapOptions options);

  /**
   * Returns a view of this executor whose submits and maps carry the options. The workers and the
   * queue are the same; {@code close}, {@code shutdown} and {@code stats} of the view are this
   * executor's. Of views of views, the later value wins, option by option.
   *
   * <pre>{@code
   * Executor careful = pool.with(TaskOptions.defaults().timeout(Duration.ofSeconds(5)).retries(2));
   * }</pre>
   *
   * @param options the options
   * @return the view
   * @throws IllegalArgumentException if this kind of executor cannot honour an option
   */
  Executor with(TaskOptions options);

  /**
   * Stops accepting tasks. Submitted tasks still run, except those that {@code cancelFutures}
   * cancels. Repeating it is harmless (CONTRACT D1 to D4).
   *
   * @param wait true to block until submitted tasks have finished and the workers are gone
   * @param cancelFutures true to cancel what has not started
   * @throws IllegalStateException if {@code wait} is true and this thread is a worker of this pool,
   *     which could never end; the shutdown has taken effect all the same (CONTRACT D7)
   */
  void shutdown(boolean wait, boolean cancelFutures);

  /**
   * Stops accepting tasks and waits until the submitted ones have finished and the workers are
   * gone: {@code shutdown(true, false)}. If this thread is interrupted while it waits, what is left
   * is cancelled and interrupted as by {@link #shutdownNow()}, the wait goes on, and the interrupt
   * flag is set on return, as the JDK has done since 19.
   *
   * @throws IllegalStateException if this thread is a worker of this pool; the shutdown has taken
   *     effect all the same
   */
  @Override
  void close();

  /**
   * Closes, but not for ever: waits at most {@code timeout} for submitted tasks, then cancels what
   * is queued and interrupts (in worker processes: kills) what is running, and returns after a
   * short grace whether or not a thread still ignores its interrupt.
   *
   * @param timeout how long; null waits forever like {@link #close()}, zero or negative does not
   *     wait
   * @throws IllegalStateException if this thread is a worker of this pool; the shutdown has taken
   *     effect all the same
   */
  void close(@Nullable Duration timeout);

  /**
   * Returns a snapshot of this executor's counters and workers. Cheap enough to be called every
   * second; the numbers are read one after the other while work goes on.
   *
   * @return the snapshot
   */
  ExecutorStats stats();
}
