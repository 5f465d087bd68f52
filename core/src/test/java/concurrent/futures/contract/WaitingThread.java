package concurrent.futures.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of the test that is expected to block in the library, and can be seen to.
 *
 * @param <T> what it gets in the end
 */
public final class WaitingThread<T> {
  private final FutureTask<T> outcome;
  private final Thread thread;

  private WaitingThread(Callable<T> call) {
    outcome = new FutureTask<>(call);
    thread = new Thread(outcome, "test-waits");
    thread.setDaemon(true);
  }

  /** Starts a thread that makes a call which will block. */
  public static <T> WaitingThread<T> start(Callable<T> call) {
    WaitingThread<T> waiting = new WaitingThread<>(call);
    waiting.thread.start();
    return waiting;
  }

  /** Returns when the thread is parked on something. */
  public WaitingThread<T> awaitBlocked() {
    ContractTest.eventually("a thread that blocks", () -> blocked() || outcome.isDone());
    if (outcome.isDone()) {
      throw new AssertionError("the call has returned without blocking", failureOrNull());
    }
    return this;
  }

  private boolean blocked() {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && LockSupport.getBlocker(thread) != null;
  }

  /** Tells whether the call has returned or thrown. */
  public boolean done() {
    return outcome.isDone();
  }

  public void interrupt() {
    thread.interrupt();
  }

  public Thread thread() {
    return thread;
  }

  /** Waits for what the call returns. */
  public T result() throws Exception {
    T value = outcome.get();
    thread.join();
    return value;
  }

  /** Waits for what the call throws. */
  public Throwable failure() throws InterruptedException {
    Throwable failure = failureOrNull();
    thread.join();
    if (failure == null) {
      throw new AssertionError("the call has returned instead of failing");
    }
    return failure;
  }

  private Throwable failureOrNull() {
    try {
      outcome.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a thread", e);
    }
  }
}
