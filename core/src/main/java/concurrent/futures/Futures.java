package concurrent.futures;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several futures at once: ours, from any mixture of executors, and any other {@link
 * CompletionStage}, such as a {@code CompletableFuture}.
 *
 * <pre>{@code
 * var split = Futures.wait(futures, Duration.ofSeconds(2), ReturnWhen.FIRST_EXCEPTION);
 * for (Future<Page> f : Futures.asCompleted(futures)) {
 *   System.out.println(f.result());
 * }
 * }</pre>
 *
 * <p>Duplicates, by identity, count once. Every method may be called from any thread; a worker that
 * waits for queued tasks of its own pool runs them itself, see {@link Future}. Write {@code
 * Futures.wait(...)}: a static import of {@code wait} can never resolve, since {@code Object} has
 * one.
 */
public final class Futures {
  private Futures() {}

  /**
   * Waits until all futures are done.
   *
   * @param fs the futures
   * @param <F> their type
   * @return all of them, as {@code done}
   * @throws UncheckedInterruptedException if this thread is interrupted; its flag stays set
   * @throws NullPointerException if a future is null
   */
  public static <F extends CompletionStage<?>> WaitResult<F> wait(Iterable<? extends F> fs) {
    return wait(fs, null, ReturnWhen.ALL_COMPLETED);
  }

  /**
   * Waits until the futures are done as far as {@code when} says.
   *
   * @param fs the futures
   * @param when when to return
   * @param <F> their type
   * @return which are done, and which are not
   * @throws UncheckedInterruptedException if this thread is interrupted; its flag stays set
   * @throws NullPointerException if a future is null
   */
  public static <F extends CompletionStage<?>> WaitResult<F> wait(
      Iterable<? extends F> fs, ReturnWhen when) {
    return wait(fs, null, when);
  }

  /**
   * Waits until the futures are done as far as {@code when} says, or the time has passed, which is
   * no error (CONTRACT W4). Empty input returns at once. A cancelled future is done (CONTRACT W9).
   *
   * <p>A loop that takes out the first done ones each time costs a pass over what is left each
   * time; {@link #asCompleted(Iterable)} does not.
   *
   * @param fs the futures
   * @param timeout how long; null waits forever, zero or negative polls
   * @param when when to return
   * @param <F> their type
   * @return which are done, and which are not
   * @throws UncheckedInterruptedException if this thread is interrupted; its flag stays set
   * @throws NullPointerException if a future is null
   */
  public static <F extends CompletionStage<?>> WaitResult<F> wait(
      Iterable<? extends F> fs, @Nullable Duration timeout, ReturnWhen when) {
    Objects.requireNonNull(when, "when");
    ForeignFuture.Release release = new ForeignFuture.Release();
    FutureList<F> futures = new FutureList<>(fs, release);
    try {
      new WaitLatch(futures, when).await(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException(
          "interrupted while waiting for " + futures.size() + " futures");
    } finally {
      release.now();
    }
    return split(futures, FutureList.isDistinct(fs));
  }

  private static <F> WaitResult<F> split(FutureList<F> futures, boolean distinct) {
    int n = futures.size();
    Repeats repeats = distinct || n < 2 ? null : new Repeats(futures.toFutures());
    Object[] done = new Object[Math.min(n, 16)];
    Object[] notDone = new Object[n];
    int dones = 0;
    int notDones = 0;
    for (int i = 0; i < n; i++) {
      Watchable future = futures.get(i);
      F original = futures.future(i);
      if (repeats != null && repeats.repeats(i)) {
        continue;
      }
      if (future.done()) {
        future.failed(); // it has been seen now
        if (dones == done.length) {
          done = Arrays.copyOf(done, Math.min(n, 2 * dones));
        }
        done[dones++] = original;
      } else {
        notDone[notDones++] = original;
      }
    }
    return new WaitResult<>(new FutureSet<>(done, dones), new FutureSet<>(notDone, notDones));
  }

  /**
   * Iterates over the futures as they complete: those that are done now first, then the others in
   * the order of completion.
   *
   * @param fs the futures
   * @param <F> their type
   * @return the iteration
   * @throws NullPointerException if a future is null
   */
  public static <F extends CompletionStage<?>> CompletedFutures<F> asCompleted(
      Iterable<? extends F> fs) {
    return asCompleted(fs, null);
  }

  /**
   * Iterates over the futures as they complete, for a limited time that counts from this call
   * (CONTRACT A4). When it has passed and the next future is not done, {@code next()} throws {@link
   * UncheckedTimeoutException}, "2 (of 4) futures unfinished"; done ones are handed out even then.
   *
   * @param fs the futures
   * @param timeout how long; null waits forever, zero or negative takes only what is done
   * @param <F> their type
   * @return the iteration
   * @throws NullPointerException if a future is null
   */
  public static <F extends CompletionStage<?>> CompletedFutures<F> asCompleted(
      Iterable<? extends F> fs, @Nullable Duration timeout) {
    return new CompletedFutures<>(fs, timeout);
  }
}
