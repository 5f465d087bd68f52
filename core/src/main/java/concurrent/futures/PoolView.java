package concurrent.futures;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The pool with other options for what is submitted through it. */
final class PoolView extends AbstractExecutor {
  private final PoolExecutor pool;
  private final Submission submission;

  PoolView(PoolExecutor pool, Submission submission) {
    this.pool = pool;
    this.submission = submission;
  }

  @Override
  <T extends @Nullable Object> Future<T> submitCallable(Callable<? extends T> call) {
    return pool.submitCallable(submission, call);
  }

  @Override
  void throwIfNotAccepting() {
    pool.throwIfNotAccepting();
  }

  @Override
  public Executor with(TaskOptions options) {
    return new PoolView(pool, pool.submissionWith(submission.options, options));
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public void shutdown(boolean wait, boolean cancelFutures) {
    pool.shutdown(wait, cancelFutures);
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public void close(@Nullable Duration timeout) {
    pool.close(timeout);
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }

  @Override
  public ExecutorStats stats() {
    return pool.stats();
  }

  @Override
  public String toString() {
    return pool + " with " + submission.options;
  }
}
