package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import concurrent.futures.ManualPool.ManualWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The engine's protocols: idle workers and submitters, submitters and shutdown, the end of a
 * worker, and interrupts.
 *
 * <p>Longer than 400 lines because each protocol stands beside its broken twin.
 */
public final class PoolStress {
  private PoolStress() {}

  /** A worker becomes idle while a task is submitted: one of the two sees the other. */
  @JCStressTest
  @Outcome(id = "taken", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the task is queued and its worker sleeps")
  @State
  public static class NobodySleeps {
    private final ManualPool pool = ManualPool.withBusyWorkers(1);
    private final ManualWorker worker = pool.workers.get(0);
    private @Nullable Task<?> taken;

    @Actor
    public void poll() {
      taken = worker.step();
    }

    @Actor
    public void submit() {
      pool.submit(() -> 1);
    }

    @Arbiter
    public void look(L_Result r) {
      if (taken == null && worker.woken) {
        taken = worker.step();
      }
      r.r1 = taken == null ? "stranded" : "taken";
    }
  }

  /** The same over {@link SleepyPool}. */
  @JCStressTest
  @Outcome(id = "taken", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the task is queued and its worker sleeps")
  @State
  public static class NobodySleepsTwin {
    private final SleepyPool pool = new SleepyPool();
    private @Nullable Runnable taken;

    @Actor
    public void poll() {
      taken = pool.poll();
    }

    @Actor
    public void submit() {
      pool.submit(() -> {});
    }

    @Arbiter
    public void look(L_Result r) {
      if (taken == null && pool.woken()) {
        taken = pool.poll();
      }
      r.r1 = taken == null ? "stranded" : "taken";
    }
  }

  /** A worker publishes its last outcome, and so becomes idle, while the next task comes. */
  @JCStressTest
  @Outcome(id = "taken", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the task is queued and its worker sleeps")
  @State
  public static class SubmitWhileFinishing {
    private final ManualPool pool = new ManualPool(1);
    private final Task<String> first = pool.submit(() -> "first");
    private final ManualWorker worker = pool.workers.get(0);
    private @Nullable Task<?> taken;

    public SubmitWhileFinishing() {
      Task<?> polled = worker.step();
      if (polled != first || !worker.begin(polled)) {
        throw new AssertionError("the first task did not start");
      }
    }

    @Actor
    public void finish() {
      worker.end(first, "first");
      taken = worker.step();
    }

    @Actor
    public void submit() {
      pool.submit(() -> 2);
    }

    @Arbiter
    public void look(L_Result r) {
      if (taken == null && worker.woken) {
        taken = worker.step();
      }
      r.r1 = taken == null ? "stranded" : "taken";
    }
  }

  /**
   * Accepted or refused: an accepted task is run by a pool that shuts down, a refused one never.
   */
  @JCStressTest
  @Outcome(id = "accepted, ran 1", expect = ACCEPTABLE)
  @Outcome(id = "refused, ran 0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class SubmitOrShutdown {
    private final AtomicInteger ran = new AtomicInteger();
    private final Engine engine = threads(1);
    private @Nullable Task<Integer> task;

    @Actor
    public void submit() {
      task = submitOrNull(engine, ran::incrementAndGet);
    }

    @Actor
    public void shutdown() {
      engine.shutdown(false);
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = fate(task, engine) + ", ran " + ran;
    }
  }

  /** The same with cancelling: an accepted task is run or cancelled. */
  @JCStressTest
  @Outcome(id = "accepted, ran 1", expect = ACCEPTABLE)
  @Outcome(id = "cancelled, ran 0", expect = ACCEPTABLE)
  @Outcome(id = "refused, ran 0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class SubmitOrCancel {
    private final AtomicInteger ran = new AtomicInteger();
    private final Engine engine = threads(1);
    private @Nullable Task<Integer> task;

    @Actor
    public void submit() {
      task = submitOrNull(engine, ran::incrementAndGet);
    }

    @Actor
    public void shutdown() {
      engine.shutdown(true);
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = fate(task, engine) + ", ran " + ran;
    }
  }

  /** What shutdownNow returns was accepted before, or its submitter would do it again. */
  @JCStressTest
  @Outcome(id = "refused, listed 0", expect = ACCEPTABLE)
  @Outcome(id = "accepted, listed 0", expect = ACCEPTABLE)
  @Outcome(id = "cancelled, listed 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class SubmitOrShutdownNow {
    private final Engine engine = threads(1);
    private @Nullable Task<Integer> task;
    private int listed;

    @Actor
    public void submit() {
      task = submitOrNull(engine, () -> 1);
    }

    @Actor
    public void shutdownNow() {
      listed = engine.shutdownNow().size();
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = fate(task, engine) + ", listed " + listed;
    }
  }

  /** The same over {@link HastyPool}. */
  @JCStressTest
  @Outcome(
      id = {"accepted, ran 1", "refused, ran 0"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "accepted by a pool that has ended")
  @State
  public static class SubmitOrShutdownTwin {
    private final AtomicInteger ran = new AtomicInteger();
    private final HastyPool pool = new HastyPool();
    private boolean accepted;

    @Actor
    public void submit() {
      accepted = pool.submit(ran::incrementAndGet);
    }

    @Actor
    public void shutdown() {
      pool.shutdown();
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = (accepted ? "accepted" : "refused") + ", ran " + ran;
    }
  }

  /** The only worker reaches its keep-alive time, which is zero, while tasks are submitted. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "stranded: the worker has left and nobody came")
  @State
  public static class KeepAlive {
    private static final Engine ENGINE = threads(1);

    @Actor
    public void one(II_Result r) {
      r.r1 = submitAndWait();
    }

    @Actor
    public void two(II_Result r) {
      r.r2 = submitAndWait();
    }

    private static int submitAndWait() {
      try {
        return submitOrThrow(ENGINE, () -> 1).result(WaitStress.LONG);
      } catch (UncheckedTimeoutException e) {
        return -1;
      }
    }
  }

  /** A task that is cancelled while it ends: its interrupt does not reach the next one. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the next task was interrupted, or never ran")
  @State
  public static class Interrupt {
    private static final Engine ENGINE = threads(1);
    private volatile boolean started;
    private volatile boolean released;
    private @Nullable Task<Integer> next;

    @Actor
    public void cancel() {
      Task<Integer> task =
          submitOrThrow(
              ENGINE,
              () -> {
                started = true;
                while (!released) {
                  Thread.onSpinWait();
                }
                return 1;
              });
      next = submitOrThrow(ENGINE, () -> Thread.interrupted() ? 1 : 0);
      while (!started) {
        Thread.onSpinWait();
      }
      task.cancel(true);
    }

    @Actor
    public void release() {
      while (!started) {
        Thread.onSpinWait();
      }
      released = true;
    }

    @Arbiter
    public void look(I_Result r) {
      try {
        r.r1 = next == null ? -2 : next.result(WaitStress.LONG);
      } catch (UncheckedTimeoutException e) {
        r.r1 = -1;
      }
    }
  }

  /** The same over {@link StrayInterruptWorker}. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the next task was interrupted")
  @State
  public static class InterruptTwin {
    private final StrayInterruptWorker worker = new StrayInterruptWorker();

    @Actor
    public void work(I_Result r) {
      worker.run("first");
      r.r1 = worker.run("next") ? 1 : 0;
    }

    @Actor
    public void cancel() {
      worker.interrupt("first");
    }
  }

  /** Callbacks that were accepted run, though the pool terminates meanwhile. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "accepted, and dropped")
  @State
  public static class CallbacksOrTerminate {
    private final CallbackThread thread = new CallbackThread("callbacks", true);
    private final AtomicInteger ran = new AtomicInteger();
    private final Promise<Integer> done = new Promise<>();

    @Actor
    public void execute() {
      try {
        thread.execute(this::run);
      } catch (RejectedExecutionException e) {
        run(); // as AbstractFuture does
      }
    }

    private void run() {
      ran.incrementAndGet();
      done.setResult(1);
    }

    @Actor
    public void close() {
      thread.close();
    }

    @Arbiter
    public void look(I_Result r) {
      Futures.wait(List.of(done.future()), Duration.ofSeconds(2), ReturnWhen.ALL_COMPLETED);
      r.r1 = ran.get();
    }
  }

  /** An engine of threads that live no longer than there is work. */
  private static Engine threads(int maxWorkers) {
    return new Engine(
        new PoolSettings("stress", maxWorkers, 0, null, null, Duration.ZERO, true),
        new ThreadBackend("stress", false, true));
  }

  private static Task<Integer> submitOrThrow(Engine engine, Call<Integer> call) {
    return engine.submit(new Submission(engine, TaskOptions.defaults()), call);
  }

  private static @Nullable Task<Integer> submitOrNull(Engine engine, Call<Integer> call) {
    try {
      return submitOrThrow(engine, call);
    } catch (RejectedExecutionException e) {
      return null;
    }
  }

  /** What has become of a task whose pool shuts down. */
  private static String fate(@Nullable Task<Integer> task, Engine engine) {
    try {
      if (!engine.awaitTermination(Deadline.after(WaitStress.LONG))) {
        return "not terminated";
      }
    } catch (InterruptedException e) {
      return "interrupted";
    }
    if (task == null) {
      return "refused";
    }
    if (!task.done()) {
      return "forgotten";
    }
    return task.cancelled() ? "cancelled" : "accepted";
  }
}
