package concurrent.futures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The engine with workers that have no thread of their own: a test takes their steps itself, so
 * that the protocol between submitters and workers is checked without the cost and the luck of real
 * threads.
 */
final class ManualPool {
  final Engine engine;
  final List<ManualWorker> workers = new ArrayList<>();
  private final Submission submission;

  ManualPool(int maxWorkers) {
    engine =
        new Engine(
            new PoolSettings("manual", maxWorkers, 0, null, null, Duration.ZERO, true),
            new ManualBackend(this));
    submission = new Submission(engine, TaskOptions.defaults());
  }

  /** A pool whose workers all exist and are about to poll, with an empty queue. */
  static ManualPool withBusyWorkers(int number) {
    ManualPool pool = new ManualPool(number);
    for (int i = 0; i < number; i++) {
      pool.submit(() -> "first").addDoneCallback(first -> {}); // so that it is not idle yet
    }
    for (ManualWorker worker : pool.workers) {
      Task<?> first = worker.step();
      if (first == null || !worker.begin(first) || !worker.end(first, "first") || worker.idle) {
        throw new AssertionError("no first task for " + worker);
      }
    }
    return pool;
  }

  <T> Task<T> submit(Callable<T> call) {
    return engine.submit(submission, call);
  }

  <T> Task<T> submit(TaskOptions options, Callable<T> call) {
    return engine.submit(new Submission(engine, options), call);
  }

  private static final class ManualBackend extends Backend {
    private final ManualPool pool;

    ManualBackend(ManualPool pool) {
      this.pool = pool;
    }

    @Override
    protected Worker newWorker(Pool engine, int number) {
      ManualWorker worker = new ManualWorker(engine, number);
      pool.workers.add(worker); // under the roster's lock
      return worker;
    }

    @Override
    protected BrokenExecutorException broken(String message, @Nullable Throwable cause) {
      return new BrokenThreadPoolException(message, cause);
    }
  }

  /** A worker that does nothing until it is told to. */
  static final class ManualWorker extends Worker {
    /** A permit, as a thread has one: set by wake, used up by a step. */
    volatile boolean woken;

    ManualWorker(Pool pool, int number) {
      super(pool, "manual-" + number);
    }

    /** Polls as a worker's thread would: now, and again for each time it was woken. */
    @Nullable Task<?> step() {
      Task<?> task;
      do {
        woken = false;
        task = poll();
      } while (task == null && woken);
      return task;
    }

    boolean begin(Task<?> task) {
      setCurrent(task);
      return start(task);
    }

    boolean end(Task<?> task, Object value) {
      setCurrent(null);
      return succeed(task, value);
    }

    @Override
    protected void begin() {
      woken = true;
    }

    @Override
    protected void wake() {
      woken = true;
    }

    @Override
    protected void interrupt(Task<?> task) {}

    @Override
    protected void interruptAll() {}

    @Override
    protected void awaitEnd(long nanos) {}
  }
}
