package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import concurrent.futures.ManualPool.ManualWorker;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** The transitions of a future's state word, and what they publish. */
public final class FutureStress {
  private FutureStress() {}

  /** Whoever sees that a future is done sees what its task wrote before, plain fields included. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not done yet")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "done, and its writes are there")
  @Outcome(expect = FORBIDDEN, desc = "done, but its writes are not")
  @State
  public static class Publication {
    private final Promise<Integer> promise = new Promise<>();
    private int written;

    @Actor
    public void complete() {
      written = 1;
      promise.setResult(1);
    }

    @Actor
    public void look(I_Result r) {
      r.r1 = promise.future().done() ? written : -1;
    }
  }

  /** The same over {@link EarlyFuture}. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE)
  @Outcome(id = "1", expect = ACCEPTABLE)
  @Outcome(id = "0", expect = FORBIDDEN, desc = "done, but its value is not there")
  @State
  public static class PublicationTwin {
    private final EarlyFuture future = new EarlyFuture();

    @Actor
    public void complete() {
      future.complete(1);
    }

    @Actor
    public void look(I_Result r) {
      r.r1 = !future.done() ? -1 : future.value() == null ? 0 : 1;
    }
  }

  /** A callback that is added while the future completes is called once, by one of the two. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a callback was lost, or called twice")
  @State
  public static class Callbacks {
    private final Promise<Integer> promise = new Promise<>();
    private final AtomicInteger earlier = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();

    public Callbacks() {
      promise.future().addDoneCallback(f -> earlier.incrementAndGet());
    }

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void add() {
      promise.future().addDoneCallback(f -> later.incrementAndGet());
    }

    @Arbiter
    public void count(II_Result r) {
      r.r1 = earlier.get();
      r.r2 = later.get();
    }
  }

  /** The same over {@link EarlyFuture}. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a callback was lost, or called twice")
  @State
  public static class CallbacksTwin {
    private final EarlyFuture future = new EarlyFuture();
    private final AtomicInteger earlier = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();

    public CallbacksTwin() {
      future.addDoneCallback(earlier::incrementAndGet);
    }

    @Actor
    public void complete() {
      future.complete(1);
    }

    @Actor
    public void add() {
      future.addDoneCallback(later::incrementAndGet);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r1 = earlier.get();
      r.r2 = later.get();
    }
  }

  /**
   * A thread that waits for a future does not run the callbacks that others have added: they belong
   * to the thread that completes it (CONTRACT F9).
   */
  @JCStressTest
  @Outcome(id = "completer", expect = ACCEPTABLE)
  @Outcome(id = "waiter", expect = FORBIDDEN, desc = "who waits was made to run foreign code")
  @State
  public static class CallbackThread {
    private final Promise<Integer> promise = new Promise<>();
    private @Nullable Thread waiter;
    private @Nullable Thread ran;

    public CallbackThread() {
      promise.future().addDoneCallback(f -> ran = Thread.currentThread());
    }

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void await() {
      waiter = Thread.currentThread();
      promise.future().result();
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = ran == waiter ? "waiter" : "completer";
    }
  }

  /** Cancelled or started, never both: cancel() is true if and only if there is no result. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "cancelled, and it never started")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "started, and it has its result")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class CancelOrStart {
    private final Promise<Integer> promise = new Promise<>();

    @Actor
    public void startAndFinish() {
      if (promise.setRunningOrNotifyCancel()) {
        promise.setResult(1);
      }
    }

    @Actor
    public void cancel(II_Result r) {
      r.r1 = promise.future().cancel() ? 1 : 0;
    }

    @Arbiter
    public void look(II_Result r) {
      r.r2 = promise.future().cancelled() ? 0 : promise.future().result();
    }
  }

  /** The same over {@link CheckThenActFuture}. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE)
  @Outcome(id = "0, 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "cancelled and finished")
  @State
  public static class CancelOrStartTwin {
    private final CheckThenActFuture future = new CheckThenActFuture();

    @Actor
    public void startAndFinish() {
      if (future.start()) {
        try {
          future.finish(1);
        } catch (InvalidStateException e) {
          return; // what the arbiter sees tells it
        }
      }
    }

    @Actor
    public void cancel(II_Result r) {
      r.r1 = future.cancel() ? 1 : 0;
    }

    @Arbiter
    public void look(II_Result r) {
      r.r2 = future.cancelled() ? 0 : (Integer) future.result();
    }
  }

  /**
   * A running task is cancelled while it ends: cancel(true) is true if and only if its future has
   * no result, its worker is told so, and it is counted once.
   */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "cancelled; the worker's report is too late")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "finished; too late to cancel")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class CancelOrFinish {
    private final ManualPool pool = new ManualPool(1);
    private final Task<String> task = pool.submit(() -> "done");
    private final ManualWorker worker = pool.workers.get(0);

    public CancelOrFinish() {
      Task<?> polled = worker.step();
      if (polled != task || !worker.begin(polled)) {
        throw new AssertionError("the task did not start");
      }
    }

    @Actor
    public void finish(III_Result r) {
      r.r2 = worker.end(task, "done") ? 1 : 0;
    }

    @Actor
    public void cancel(III_Result r) {
      r.r1 = task.cancel(true) ? 1 : 0;
    }

    @Arbiter
    public void count(III_Result r) {
      ExecutorStats stats = pool.engine.stats();
      boolean counted =
          task.cancelled() == (r.r1 == 1)
              && stats.cancelled() == r.r1
              && stats.succeeded() == r.r2
              && stats.pending() == 0
              && stats.running() == 0;
      r.r3 = counted ? 1 : 0;
    }
  }
}
