package concurrent.futures;

import java.lang.ref.Cleaner;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call that threw, and the witness of whether anybody looked at it: as the
 * cleaning action of its future it reports an exception that nobody ever saw (CONTRACT F19).
 */
final class Failure implements Runnable {
  private static final boolean REPORT =
      !"false".equals(System.getProperty("concurrent.futures.reportUnseenFailures"));

  /** For when there is no memory for another one. */
  static final Failure NO_MEMORY =
      new Failure(new OutOfMemoryError("while the outcome of a task was published"));

  final Throwable exception;
  private volatile boolean seen;
  private Cleaner.@Nullable Cleanable
      cleanable; // written once, before the failure is shared widely

  Failure(Throwable exception) {
    this.exception = exception;
  }

  void seen() {
    if (!seen) {
      seen = true;
      Cleaner.Cleanable registered = cleanable;
      if (registered != null) {
        registered.clean(); // forgets the registration; run() finds it seen
      }
    }
  }

  /** Has the exception reported if the future is collected before anybody saw it. */
  void watchUnseen(Object future) {
    if (REPORT && !seen) {
      cleanable = Dropped.CLEANER.register(future, this);
    }
  }

  @Override
  public void run() {
    if (!seen) {
      seen = true;
      Log.error("a task failed and nobody looked at its future", exception);
    }
  }

  /**
   * What {@code result()} throws: the same object where that cannot be mistaken for an exception of
   * the wait itself, never changed (CONTRACT F4, F7).
   */
  RuntimeException forResult() {
    if (exception instanceof Error error) {
      throw error;
    }
    boolean speaksOfWait =
        exception instanceof UncheckedTimeoutException
            || exception instanceof UncheckedInterruptedException
            || exception instanceof CancellationException;
    if (exception instanceof RuntimeException unchecked && !speaksOfWait) {
      return unchecked;
    }
    return new CompletionException(exception);
  }
}
