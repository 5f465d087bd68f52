package concurrent.futures;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a thread, platform or virtual: it polls, runs the call right here, and parks
 * when there is nothing to do.
 *
 * <p><b>Interrupts hit the task that they were meant for, or nothing.</b> Whoever interrupts has
 * made a transition first (cancelled, timed out), so that this worker's own report comes too late:
 * then it takes the monitor, under which interrupts are sent, and clears the flag. An interrupt for
 * a task that waits under a nested one is kept until the nested one has returned.
 */
final class ThreadWorker extends Worker implements Runnable {
  /** How deep waits may be nested; each level takes about 1 KiB of stack. */
  static final int MAX_DEPTH = 1_000;

  /** After how many levels a virtual thread hands the next one to another stack. */
  private static final int LEVELS_PER_SHORT_STACK = 100;

  private final ThreadBackend backend;
  private final long keepAliveNanos;

  /**
   * The thread that executes the current task. Changed under the monitor, see {@link
   * #runOnFreshStack}.
   */
  private volatile Thread thread;

  private int depth; // by this worker only

  /**
   * After an OutOfMemoryError or InternalError nothing here is sure any more. By this worker only.
   */
  private boolean suspect;

  /** The tasks that wait for the current one, innermost last. Guarded by this. */
  private final ArrayDeque<Task<?>> below = new ArrayDeque<>(0);

  /** Those of them that are to be interrupted when they are on top again. Guarded by this. */
  private final Set<Task<?>> interruptLater = new HashSet<>(0);

  ThreadWorker(Pool pool, ThreadBackend backend, String name) {
    super(pool, name);
    this.backend = backend;
    this.keepAliveNanos = Deadline.toNanos(pool.keepAlive());
    this.thread = backend.newThread(this, name, pool.daemon());
  }

  @Override
  protected void begin() {
    backend.beginning();
    boolean begun = false;
    try {
      thread.start();
      begun = true;
    } finally {
      if (!begun) {
        backend.ended();
      }
    }
  }

  @Override
  protected void wake() {
    LockSupport.unpark(thread);
  }

  // ---- the life of the thread

  @Override
  public void run() {
    CURRENT.set(this);
    try {
      if (initialize()) {
        work();
      }
    } finally {
      try {
        ended();
      } finally {
        CURRENT.remove();
        backend.ended();
      }
    }
  }

  private boolean initialize() {
    Throwable failure = initializerFailure();
    initialized(failure);
    if (!engine.isStopped()) {
      Thread.interrupted(); // an interrupt of the initializer's own is none of the first task
    }
    return failure == null;
  }

  private @Nullable Throwable initializerFailure() {
    Action initializer = engine.initializer();
    if (initializer != null) {
      try {
        initializer.call();
      } catch (Throwable t) {
        return t;
      }
    }
    return null;
  }

  private void work() {
    for (; ; ) {
      Task<?> task = poll();
      if (task != null) {
        run(task);
        if (suspect) {
          return;
        }
      } else if (finished() ? engine.roster.leaveIdle(this) : !parkUntilWoken()) {
        return;
      }
    }
  }

  /** False if nobody needed this worker for the keep-alive time, and nobody will. */
  private boolean parkUntilWoken() {
    if (idle) {
      Thread.yield(); // whoever submits is often about to do so: saves blocking and being woken
    }
    Deadline deadline = Deadline.after(keepAliveNanos);
    while (idle) {
      long left = deadline.remainingNanos();
      if (left <= 0 && engine.roster.leaveIdle(this)) {
        return false;
      }
      LockSupport.parkNanos(this, left);
      Thread.interrupted(); // a stray one would make parking return at once
    }
    return true;
  }

  // ---- running tasks

  /** False if the task must not run, because it was cancelled or somebody else runs it. */
  private boolean run(Task<?> task) {
    try {
      return runAndReport(task);
    } catch (Throwable t) { // not the task's but ours: as good as always there is no memory left
      suspect = true;
      setCurrent(null);
      engine.abandon(this, task, t);
      return true;
    }
  }

  private boolean runAndReport(Task<?> task) {
    setCurrent(task);
    if (!start(task)) {
      setCurrent(null);
      return false;
    }
    if (engine.isStopped()) {
      thread.interrupt(); // shutdownNow may have looked before this task was current
    }
    Callable<?> call = task.callOrNull();
    Object value = null;
    Throwable failure = null;
    try {
      value = call == null ? null : call.call(); // null: cancelled as soon as it was started
    } catch (Throwable t) {
      failure = t;
      suspect |= t instanceof VirtualMachineError && !(t instanceof StackOverflowError);
    }
    setCurrent(null);
    boolean published = failure == null ? succeed(task, value) : fail(task, failure, call);
    if (!published) {
      awaitInterrupters();
    }
    Thread.interrupted(); // whatever is left of this task's own
    return true;
  }

  private boolean fail(Task<?> task, Throwable thrown, @Nullable Callable<?> call) {
    Failure failure = new Failure(thrown);
    if (!(call instanceof Calls.Executed)) {
      return fail(task, failure, false);
    }
    failure.seen(); // nobody has its future: it goes where the failures of threads go
    boolean published = fail(task, failure, true);
    if (published) {
      try {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
      } catch (Throwable t) {
        Log.error("an uncaught exception handler failed", t);
      }
    }
    return published;
  }

  @SuppressWarnings("EmptySynchronized")
  private void awaitInterrupters() {
    synchronized (this) {
      // whoever found this task current has sent its interrupt by now
    }
  }

  @Override
  boolean canHelp(Task<?> task) {
    return task.engine() == engine && task.isPending() && !task.isDelayed() && ready;
  }

  @Override
  boolean help(Task<?> task) {
    if (!canHelp(task)) {
      return false;
    }
    if (depth >= MAX_DEPTH) {
      throw new IllegalStateException(
          "waits for tasks of the own pool are nested deeper than "
              + MAX_DEPTH
              + ": give the pool more workers or let tasks return before they wait");
    }
    Task<?> under = current;
    boolean interrupted = bury(under, task);
    depth++;
    try {
      return backend.hasShortStacks() && depth % LEVELS_PER_SHORT_STACK == 0
          ? runOnFreshStack(task)
          : run(task);
    } finally {
      depth--;
      engine.queue.dropDone(); // or results would stay there as long as nobody polls
      unbury(under, interrupted);
    }
  }

  @Override
  boolean nested() {
    return depth > 0;
  }

  /** Lets another thread be this worker until the task has run; this one waits for it. */
  private boolean runOnFreshStack(Task<?> task) {
    Thread mine = thread;
    boolean[] ran = new boolean[1];
    Thread other =
        backend.newThread(
            () -> {
              CURRENT.set(this);
              Throwable failure = initializerFailure();
              if (failure == null) {
                ran[0] = run(task);
              } else {
                engine.initializerFailed(failure);
              }
            },
            name(),
            engine.daemon());
    become(other);
    boolean interrupted = false;
    try {
      other.start();
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      become(mine);
      if (interrupted) {
        mine.interrupt();
      }
    }
    return ran[0];
  }

  private synchronized void become(Thread now) {
    thread = now;
  }

  /** From here on interrupts for the task under the new one wait; true if one had come before. */
  private synchronized boolean bury(@Nullable Task<?> under, Task<?> task) {
    if (under != null) {
      below.addLast(under);
    }
    setCurrent(task);
    return Thread.interrupted();
  }

  private synchronized void unbury(@Nullable Task<?> under, boolean interrupted) {
    boolean again = interrupted || engine.isStopped();
    if (under != null) {
      below.removeLast();
      again |= interruptLater.remove(under);
    }
    setCurrent(under);
    if (again) {
      thread.interrupt();
    }
  }

  @Override
  protected synchronized void interrupt(Task<?> task) {
    if (below.contains(task)) { // also while callbacks of the task above it run
      interruptLater.add(task);
    } else if (current == task) {
      thread.interrupt();
    }
  }

  @Override
  protected void interruptAll() {
    thread.interrupt();
  }

  // ---- reading

  @Override
  synchronized List<Task<?>> started() {
    List<Task<?>> started = new ArrayList<>(below);
    Task<?> top = current;
    if (top != null) {
      started.add(top);
    }
    return started;
  }

  @Override
  protected StackTraceElement[] stackTrace(Task<?> task) {
    if (current != task) {
      return new StackTraceElement[0];
    }
    StackTraceElement[] all = thread.getStackTrace();
    for (int i = 0; i < all.length; i++) {
      if (all[i].getClassName().equals(ThreadWorker.class.getName())) {
        return Arrays.copyOf(all, i);
      }
    }
    return all;
  }

  @Override
  protected void awaitEnd(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
  }
}
