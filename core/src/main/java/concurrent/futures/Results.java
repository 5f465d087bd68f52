package concurrent.futures;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of a {@code map}, in the order of the input, or of completion with {@link
 * MapOptions#unordered()}. Each can be taken once; a result that was taken is no longer referred
 * to.
 *
 * <p>{@link #next()} throws what the call of its element threw, as {@link Future#result()} does;
 * the iteration goes on behind it (CONTRACT M9):
 *
 * <pre>{@code
 * try (Results<Page> pages = pool.map(Spider::crawl, urls)) {
 *   while (pages.hasNext()) {
 *     try {
 *       show(pages.next());
 *     } catch (UncheckedIOException e) {
 *       report(e);
 *     }
 *   }
 * }   // closing cancels what has not started
 * }</pre>
 *
 * <p>For one thread at a time.
 *
 * @param <R> the type of the results
 */
public final class Results<R extends @Nullable Object>
    implements Iterable<R>, Iterator<R>, AutoCloseable {
  private final Iterator<Callable<? extends R>> calls;
  private final Function<Callable<? extends R>, Future<R>> submit;
  private final @Nullable Deadline deadline;
  private final int bufferSize; // 0: unbounded

  /** Submitted and not handed out: a queue if ordered. */
  private final Collection<Future<R>> buffer;

  private final @Nullable CompletedFutures<Future<R>> completed; // null if ordered
  private boolean exhausted; // there is no more input
  private @Nullable Throwable inputFailure; // thrown when the buffer is empty

  Results(
      Iterator<Callable<? extends R>> calls,
      Function<Callable<? extends R>, Future<R>> submit,
      MapOptions options) {
    this.calls = calls;
    this.submit = submit;
    this.deadline = Deadline.after(options.timeout());
    this.bufferSize = options.bufferSize();
    this.buffer = options.ordered() ? new ArrayDeque<>() : new HashSet<>();
    this.completed =
        options.ordered() ? null : new CompletedFutures<>(List.of(), options.timeout());
    fill();
    Throwable failure = inputFailure;
    if (failure != null) { // the caller gets no results to close
      close();
      Results.<RuntimeException>sneak(failure);
    }
  }

  /** Submits as much input as the buffer has room for. */
  private void fill() {
    while (!exhausted && (bufferSize == 0 || buffer.size() < bufferSize)) {
      try {
        if (!calls.hasNext()) {
          exhausted = true;
          return;
        }
        Future<R> future = submit.apply(calls.next());
        buffer.add(future);
        if (completed != null) {
          completed.add(future);
        }
      } catch (Throwable t) { // the input's, or the pool was shut down: never end as if complete
        exhausted = true;
        inputFailure = t;
      }
    }
  }

  /**
   * Tells whether there is another result, or a failure of the input to be told. Blocks only if the
   * input does, with a {@link MapOptions#bufferSize}.
   *
   * @return false at the end
   */
  @Override
  public boolean hasNext() {
    return !buffer.isEmpty() || inputFailure != null;
  }

  /**
   * Waits for the next result.
   *
   * @return the result
   * @throws UncheckedTimeoutException if the {@link MapOptions#timeout} has passed and the result
   *     is not there; what has not started is cancelled and the iteration is over
   * @throws UncheckedInterruptedException if this thread is interrupted; its flag stays set, and
   *     the result can be asked for again
   * @throws java.util.concurrent.CancellationException if the element was cancelled
   * @throws java.util.concurrent.CompletionException if the call threw a checked exception
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down before all
   *     input was pulled: after the last result that there is
   * @throws NoSuchElementException if there is none
   */
  @Override
  public R next() {
    if (buffer.isEmpty()) {
      Throwable failure = inputFailure;
      if (failure == null) {
        throw new NoSuchElementException("all results have been handed out");
      }
      inputFailure = null;
      Results.<RuntimeException>sneak(failure);
    }
    Future<R> next;
    try {
      next = completed == null ? awaitFirst((ArrayDeque<Future<R>>) buffer) : completed.next();
    } catch (UncheckedTimeoutException e) {
      int missing = buffer.size();
      close();
      throw new UncheckedTimeoutException(missing + " results missing when the time had passed");
    }
    if (completed == null) {
      ((ArrayDeque<Future<R>>) buffer).poll();
    } else {
      buffer.remove(next);
    }
    fill();
    return next.result();
  }

  private Future<R> awaitFirst(ArrayDeque<Future<R>> queue) {
    Future<R> first = queue.getFirst();
    if (!first.done()) {
      ((AbstractFuture<R>) first).awaitDone(deadline);
    }
    return first;
  }

  /**
   * Gathers the remaining results and closes. At the first failure the rest is cancelled and the
   * failure thrown, as by {@link #next()}.
   *
   * @return the results, a new list
   */
  public List<R> toList() {
    List<R> all = new ArrayList<>();
    try {
      while (hasNext()) {
        all.add(next());
      }
    } finally {
      close();
    }
    return all;
  }

  /**
   * Returns the remaining results as a sequential stream, which throws as {@link #next()} does. Its
   * {@code close} closes this.
   *
   * @return the stream
   */
  public Stream<R> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, completed == null ? Spliterator.ORDERED : 0),
            false)
        .onClose(this::close);
  }

  /** Cancels the calls that have not started, and ends the iteration (CONTRACT M8). */
  @Override
  public void close() {
    exhausted = true;
    inputFailure = null;
    buffer.forEach(Future::cancel);
    buffer.clear();
    if (completed != null) {
      completed.close();
    }
  }

  /**
   * Returns this iteration itself, which can be gone through once.
   *
   * @return this
   */
  @Override
  public Iterator<R> iterator() {
    return this;
  }

  /** Throws the input's failure as it is, checked or not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
