package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SPI: one slot that runs tasks, and all that differs between threads, worker processes and a
 * cluster. A free worker pulls:
 *
 * <pre>
 *   {@link #poll()} ── a task ──▶ {@link #start} ── true ──▶ run its call ──▶ {@link #succeed} or {@link #fail}
 *      │                        └── false: it was cancelled; poll again
 *      └── null: idle now; {@link #wake()} is called when it is worth while to poll again
 * </pre>
 *
 * <p>A task that was polled but not started is still pending and can be cancelled, so a backend may
 * poll ahead. When {@code poll} returns null and {@link #finished()} is true, the worker releases
 * what it has and calls {@link #ended}.
 *
 * <p>The methods that a backend implements must not block. For one worker, {@code poll} to {@code
 * ended} are called by one thread at a time.
 *
 * <p>Longer than 400 lines because it is the whole contract between the engine and its backends.
 */
public abstract class Worker extends TaskHolder {
  /** The worker that runs on a thread, for nested waits and {@link TaskContext}. */
  static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

  private static final VarHandle CURRENT_TASK;

  static {
    try {
      CURRENT_TASK = MethodHandles.lookup().findVarHandle(Worker.class, "current", Task.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Engine engine;
  private final String name;

  /** The task that executes here: of nested ones the innermost. Written by this worker only. */
  volatile @Nullable Task<?> current;

  /**
   * True from the moment it is in the pool's idle list until it is taken out. Guarded by the lock.
   */
  volatile boolean idle;

  /** True from entering the idle list until this worker knows that it is out again. Its own. */
  boolean listed;

  /** Set while this worker's thread is blocked in a wait without timeout. */
  volatile @Nullable NestedWait blockedOn;

  /** True once it has run its initializer. */
  volatile boolean ready;

  private volatile boolean over;

  // written by this worker only, hence lazySet
  final AtomicLong succeeded = new AtomicLong();
  final AtomicLong failed = new AtomicLong();

  /**
   * Creates a worker.
   *
   * @param pool what the backend was given to build its workers for
   * @param name its name
   */
  protected Worker(Pool pool, String name) {
    this.engine = (Engine) pool;
    this.name = name;
  }

  /**
   * Returns the name.
   *
   * @return the name
   */
  public final String name() {
    return name;
  }

  static @Nullable Worker current() {
    return CURRENT.get();
  }

  /**
   * Returns what executes here.
   *
   * @return the task, or null if there is none
   */
  protected final @Nullable Task<?> currentTask() {
    return current;
  }

  /**
   * Says what executes here, for statistics, and so that a worker that has none is known to be
   * free.
   *
   * @param task the task, of nested ones the innermost; null if there is none
   */
  protected final void setCurrent(@Nullable Task<?> task) {
    // a plain volatile write would cost a fence for each task: the state's transitions are enough
    CURRENT_TASK.setRelease(this, task);
  }

  // ---- what a backend implements

  /** Starts the worker: it initializes itself, calls {@link #initialized}, then polls. */
  protected abstract void begin();

  /** There may be a task, or the pool is shutting down: poll. Called from any thread. */
  protected abstract void wake();

  /**
   * Makes the code of this task stop, if it can: interrupts a thread, kills a process after a
   * grace. The task itself is completed by the caller. Called from any thread.
   *
   * @param task a task that this worker has started
   */
  protected abstract void interrupt(Task<?> task);

  /**
   * Returns how much later than its {@link TaskOptions#timeout} a task is timed out from here: more
   * than 0 if where it executes there is a clock for it, which {@link #timedOut} tells of.
   *
   * @return nanoseconds
   */
  protected long timeoutSlackNanos() {
    return 0;
  }

  /** Makes whatever runs here stop, if it can, without completing it: for {@code shutdownNow}. */
  protected abstract void interruptAll();

  /**
   * Waits until nothing is left of this worker; called after {@link #ended}, or soon before.
   *
   * @param nanos how long at most
   * @throws InterruptedException if the waiting thread is interrupted
   */
  protected abstract void awaitEnd(long nanos) throws InterruptedException;

  /**
   * Returns where the task executes at this moment.
   *
   * @param task a task that this worker has started
   * @return the frames, the innermost first; empty if it cannot be known
   */
  protected StackTraceElement[] stackTrace(Task<?> task) {
    return new StackTraceElement[0];
  }

  /**
   * Returns the process that this worker is or belongs to.
   *
   * @return the process id, or -1 for this process
   */
  protected long pid() {
    return -1;
  }

  /**
   * Returns how much memory the process takes that this worker is.
   *
   * @return bytes, or -1 if it is none of its own, or that cannot be known
   */
  protected long memoryBytes() {
    return -1;
  }

  /** True while this worker runs something on top of a task or a callback. */
  boolean nested() {
    return false;
  }

  /** True if this worker could run the task itself: it is queued in the same pool. */
  boolean canHelp(Task<?> task) {
    return false;
  }

  /**
   * Runs a queued task on top of the current one; false if this worker cannot, or it has started.
   */
  boolean help(Task<?> task) {
    return false;
  }

  // ---- what a backend calls

  /**
   * Reports that the initializer has run, well or not. A failure breaks the pool.
   *
   * @param failure what the initializer threw, or null
   */
  protected final void initialized(@Nullable Throwable failure) {
    if (failure == null) {
      ready = true;
      if (engine.listeners.present()) { // to make them takes a look at the process
        engine.listeners.workerStarted(stats());
      }
    } else {
      engine.initializerFailed(failure);
    }
  }

  /**
   * Takes the next pending task, or makes this worker idle.
   *
   * @return a task that is probably still pending, or null
   */
  protected final @Nullable Task<?> poll() {
    return engine.poll(this);
  }

  /**
   * Takes another task without becoming idle, for a worker that has some already.
   *
   * @return a task that is probably still pending, or null if there is none
   */
  protected final @Nullable Task<?> pollAhead() {
    return engine.queue.poll();
  }

  /**
   * Asks for what was handed over ahead of time and has not started: the pool is shutting down. All
   * workers are asked before the answer of the first is waited for. Called from any thread.
   *
   * @return waits for the answer, and gives the tasks back as pending; must be called; none by
   *     default
   */
  protected Supplier<List<Task<?>>> takeBackAhead() {
    return List::of;
  }

  /**
   * Marks a polled task as handed over ahead of time.
   *
   * @param task the task
   * @param place who can tell whether it has started, and take it back
   * @return false if it was cancelled
   */
  protected final boolean handedOver(Task<?> task, Ahead place) {
    return task.writtenAhead(place);
  }

  /**
   * Marks a task that was handed over ahead of time as running here.
   *
   * @param task the task
   * @param place where it was handed to
   */
  protected final void startedAhead(Task<?> task, Ahead place) {
    task.startedAhead(place);
  }

  /**
   * Makes a task that was handed over ahead of time pending again.
   *
   * @param task the task
   * @param place where it was handed to
   * @return false if it has started there, or was cancelled
   */
  protected final boolean takeBack(Task<?> task, Ahead place) {
    return task.takeBack(place);
  }

  /**
   * Puts pending tasks that this worker has polled back into the queue, before all others.
   *
   * @param tasks the tasks
   */
  protected final void putBack(List<Task<?>> tasks) {
    engine.putBack(tasks);
  }

  /**
   * Takes this worker out of the idle list, so that it can end.
   *
   * @return false if it was not there: somebody has given it work, and {@link #wake} is called
   */
  protected final boolean leaveIdle() {
    return engine.roster.leaveIdle(this);
  }

  /** Counts this worker as lost: it did not end by itself. */
  protected final void countAsLost() {
    engine.lost();
  }

  /**
   * Tells whether {@code shutdownNow} was called: what starts from now on is to be interrupted.
   *
   * @return true once it was
   */
  protected final boolean isStopped() {
    return engine.isStopped();
  }

  /**
   * Tells that this worker could not be started, or has ended before it could run anything. The
   * others go on; if there are none, the pool is broken.
   *
   * @param reason why
   */
  protected final void cannotStart(Throwable reason) {
    over = true;
    engine.cannotStart(this, reason);
  }

  /**
   * Breaks the pool: what is pending fails, later submits are refused.
   *
   * @param message what broke
   * @param cause why
   */
  protected final void unusable(String message, Throwable cause) {
    engine.unusable(message, cause);
  }

  /**
   * Marks a polled task as running here.
   *
   * @param task the task
   * @return false if it must not run, because it was cancelled
   */
  protected final boolean start(Task<?> task) {
    return task.start(this);
  }

  /**
   * Reports that the call of a started task has returned.
   *
   * @param task the task
   * @param value what the call returned
   * @return false if that came too late, because the task was cancelled or has timed out
   */
  protected final boolean succeed(Task<?> task, @Nullable Object value) {
    succeeded.lazySet(succeeded.getPlain() + 1); // before anybody can see the result
    boolean published = engine.finish(this, task, AbstractFuture.outcomeOf(value), false);
    boolean timedOut = published && task.state() instanceof Failure;
    if (!published || timedOut) {
      succeeded.lazySet(succeeded.getPlain() - 1);
    }
    if (timedOut) {
      failed.lazySet(failed.getPlain() + 1);
    }
    return published;
  }

  /**
   * The task has run for as long as its timeout allows, by the clock where it executes: it fails,
   * and is interrupted, unless that attempt is over. May wait for its stack trace.
   *
   * @param task a task that this worker has started
   * @param attempt the number of the attempt
   */
  protected final void timedOut(Task<?> task, int attempt) {
    Attempts attempts = task.attempts();
    if (attempts != null) {
      attempts.timedOut(task, this, attempt);
    }
  }

  /**
   * Reports that the call of a started task has failed, or that this worker was lost with it.
   *
   * @param task the task
   * @param failure why
   * @return false if that came too late, or if there will be another attempt
   */
  protected final boolean fail(Task<?> task, Throwable failure) {
    return fail(task, new Failure(failure), false);
  }

  final boolean fail(Task<?> task, Failure failure, boolean busyAfter) {
    failed.lazySet(failed.getPlain() + 1);
    if (engine.finish(this, task, failure, busyAfter)) {
      return true;
    }
    failed.lazySet(failed.getPlain() - 1);
    return false;
  }

  /**
   * Tells whether this worker should end, now that {@link #poll()} has returned null.
   *
   * @return true once the pool is shut down
   */
  protected final boolean finished() {
    return engine.isShutdown();
  }

  /** Reports the end of this worker. Tasks that it had started must have been reported before. */
  protected final void ended() {
    over = true;
    engine.ended(this);
  }

  /** The tasks that execute here, those that wait for a nested one included. */
  List<Task<?>> started() {
    Task<?> task = current;
    return task == null ? List.of() : List.of(task);
  }

  final WorkerStats stats() {
    Task<?> task = current;
    WorkerStats.State state = task == null ? WorkerStats.State.IDLE : WorkerStats.State.BUSY;
    if (over) {
      state = WorkerStats.State.ENDED;
    } else if (!ready) {
      state = WorkerStats.State.STARTING;
    }
    return new WorkerStats(
        name,
        pid(),
        state,
        task == null ? null : task.name(),
        succeeded.get() + failed.get(),
        over ? -1 : memoryBytes());
  }

  @Override
  public String toString() {
    return name;
  }
}
