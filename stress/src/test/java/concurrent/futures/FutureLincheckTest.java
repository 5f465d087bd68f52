package concurrent.futures;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The state machine of a future: pending, running, and one outcome that never changes. */
class FutureLincheckTest {
  @Test
  void theStateMachineIsLinearizable() {
    ModelChecks.linearizable(Ours.class, Specification.class);
  }

  @Test
  void aStateMachineThatChecksThenActsIsRejected() {
    ModelChecks.rejects(CheckThenAct.class, Specification.class);
  }

  @Test
  void everyCallbackIsCalledOnceAndNotByThoseWhoWait() {
    ModelChecks.holds(
        () -> {
          Promise<Integer> promise = new Promise<>();
          AtomicInteger called = new AtomicInteger();
          AtomicReference<Thread> waiter = new AtomicReference<>();
          Consumer<Future<Integer>> callback =
              f -> called.addAndGet(Thread.currentThread() == waiter.get() ? 100 : 1);
          promise.future().addDoneCallback(callback);
          return new ModelChecks.Race(
              () -> called.get() == 2,
              () -> promise.setResult(1),
              () -> promise.future().addDoneCallback(callback),
              () -> {
                waiter.set(Thread.currentThread());
                promise.future().result();
              });
        });
  }

  /** A promise and its future. */
  public static class Ours {
    private final Promise<Integer> promise = new Promise<>();
    private final Future<Integer> future = promise.future();

    @Operation
    public boolean start() {
      return promise.setRunningOrNotifyCancel();
    }

    @Operation
    public void setResult(@Param(gen = IntGen.class, conf = "1:2") int value) {
      promise.setResult(value);
    }

    @Operation
    public void setException() {
      promise.setException(new IllegalArgumentException());
    }

    @Operation
    public boolean cancel() {
      return future.cancel();
    }

    @Operation
    public boolean done() {
      return future.done();
    }

    @Operation
    public boolean running() {
      return future.running();
    }

    @Operation
    public boolean cancelled() {
      return future.cancelled();
    }

    @Operation
    public int result() {
      return future.result(Duration.ZERO);
    }
  }

  /** The same over {@link CheckThenActFuture}. */
  public static class CheckThenAct {
    private final CheckThenActFuture future = new CheckThenActFuture();

    @Operation
    public boolean start() {
      return future.start();
    }

    @Operation
    public void setResult(@Param(gen = IntGen.class, conf = "1:2") int value) {
      future.finish(value);
    }

    @Operation
    public boolean cancel() {
      return future.cancel();
    }

    @Operation
    public int result() {
      return (Integer) future.result();
    }
  }

  /** What a future is if there is only one thread (CONTRACT F1 to F5, F13, F14). */
  public static class Specification {
    private static final Object RUNNING = "running";
    private static final Object CANCELLED = "cancelled";

    private @Nullable Object state; // null, a constant, a value or an exception

    public boolean start() {
      if (state == null) {
        state = RUNNING;
        return true;
      }
      if (state == CANCELLED) {
        return false;
      }
      throw new InvalidStateException("");
    }

    public void setResult(int value) {
      finish(value);
    }

    public void setException() {
      finish(new IllegalArgumentException());
    }

    private void finish(Object outcome) {
      if (done()) {
        throw new InvalidStateException("");
      }
      state = outcome;
    }

    public boolean cancel() {
      if (state == null) {
        state = CANCELLED;
      }
      return state == CANCELLED;
    }

    public boolean done() {
      return state != null && state != RUNNING;
    }

    public boolean running() {
      return state == RUNNING;
    }

    public boolean cancelled() {
      return state == CANCELLED;
    }

    public int result() {
      if (state == null || state == RUNNING) {
        throw new UncheckedTimeoutException("");
      }
      if (state == CANCELLED) {
        throw new CancellationException();
      }
      if (state instanceof RuntimeException exception) {
        throw exception;
      }
      return (Integer) state;
    }
  }
}
