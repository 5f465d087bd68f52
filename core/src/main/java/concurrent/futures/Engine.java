package concurrent.futures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine of every pool: queue, workers, retries, shutdown. What a worker is, its {@link
 * Backend} knows.
 *
 * <p>Longer than 400 lines because it is the one flow that all kinds of pools share.
 *
 * <pre>
 *  submit ─▶ Task (PENDING) ─▶ queue ─▶ poll by a free worker ─▶ start (RUNNING) ─▶ finish ─▶ waiters
 *                                ▲                                                    │
 *                                └──────────── timer, for the retry delay ◀── retry ──┘
 * </pre>
 *
 * <p><b>Nobody sleeps while there is work.</b> A submitter adds the task, then looks for idle
 * workers; a worker enters the idle list, then looks at the queue once more. Whoever is second sees
 * the other. A worker enters the idle list before it publishes its last outcome, so that somebody
 * who has seen the result and submits again finds it idle instead of starting another one (CONTRACT
 * T3).
 */
final class Engine implements Pool {
  /**
   * RUNNING ──shutdown──▶ SHUTDOWN ──shutdownNow──▶ STOP ──▶ TERMINATED; each may be skipped, none
   * undone.
   */
  private static final int RUNNING = 0;

  private static final int SHUTDOWN = 1;
  private static final int STOP = 2;
  private static final int TERMINATED = 3;

  private final PoolSettings settings;
  private final Backend backend;

  final TaskQueue queue = new TaskQueue();
  final Counters counters = new Counters();
  final Permits permits;
  final Listeners listeners;
  final Timer timer;
  private final CallbackThread callbackThread;

  /** Tasks between two attempts: pending, but not in the queue. */
  final Set<Task<?>> delayed = ConcurrentHashMap.newKeySet();

  final Roster roster;
  private final AtomicInteger state = new AtomicInteger(RUNNING);
  private final AtomicReference<@Nullable Broken> broken = new AtomicReference<>();
  private final CountDownLatch terminated = new CountDownLatch(1);

  /** Why the pool is broken. */
  private record Broken(String message, @Nullable Throwable cause) {}

  Engine(PoolSettings settings, Backend backend) {
    this.settings = settings;
    this.backend = backend;
    this.roster = new Roster(settings.maxWorkers());
    this.permits = new Permits(settings.queueCapacity());
    this.listeners = new Listeners(settings.listener());
    this.timer = new Timer(settings.name() + "-timer", settings.daemon());
    this.callbackThread = new CallbackThread(settings.name() + "-callbacks", settings.daemon());
    backend.attached(this);
  }

  // ---- submit

  <T extends @Nullable Object> Task<T> submit(Submission submission, Callable<? extends T> call) {
    backend.check(call);
    throwIfNotAccepting();
    permits.acquire(this);
    Task<T> task = new Task<>(submission, call);
    counters.submitted.increment();
    queue.add(task);
    if (roster.canTakeMore()) {
      signalWork();
    }
    if (state.get() != RUNNING && task.withdraw()) {
      throwIfNotAccepting();
    }
    Attempts attempts = task.attempts();
    if (attempts != null) {
      attempts.submitted(task);
    }
    return task;
  }

  void throwIfNotAccepting() {
    Broken reason = broken.get();
    if (reason != null) {
      throw backend.broken(reason.message, reason.cause);
    }
    if (state.get() != RUNNING) {
      throw new RejectedExecutionException(
          "cannot schedule new futures after shutdown: " + settings.name());
    }
  }

  void check(TaskOptions options) {
    backend.check(options);
  }

  /**
   * There is a task in the queue: has an idle worker, or a new one, look at it. False if none does.
   */
  private boolean signalWork() {
    if (backend.suffices()) {
      return false;
    }
    Worker worker = roster.takeIdle(() -> !queue.isEmpty());
    if (worker != null) {
      worker.wake();
      return true;
    }
    if (queue.isEmpty() || roster.enoughWillPoll(queue::atMost) || backend.startsSuffice()) {
      return false; // another worker in the place of those would be one too many (CONTRACT T3)
    }
    try {
      int number = roster.reserve();
      if (number >= 0) {
        try {
          worker = backend.newWorker(this, number);
        } finally {
          roster.fill(worker);
        }
        if (worker != null) {
          worker.begin();
        }
      }
      return worker != null;
    } catch (Throwable t) { // such as: no thread to be had
      cannotStart(worker, t);
      return false;
    }
  }

  /** Has that many workers look at what waits, as far as there are so many. */
  void signalWork(int workers) {
    int left = workers;
    while (left > 0 && !queue.isEmpty() && roster.canTakeMore() && signalWork()) {
      left--;
    }
  }

  void cannotStart(@Nullable Worker worker, Throwable reason) {
    String message = "a worker could not be started: " + settings.name();
    if (worker != null) {
      roster.remove(worker, counters);
    }
    if (roster.now().isEmpty()) {
      breakBecause(message, reason);
    } else {
      Log.error(message + "; the others go on", reason);
    }
    terminateIfDone();
  }

  // ---- what workers report

  @Nullable Task<?> poll(Worker worker) {
    if (worker.listed && !worker.idle) {
      roster.looks(worker); // woken: this poll is the look that whoever woke it wants
    }
    Task<?> task = queue.poll();
    if (task == null && !worker.listed) {
      roster.enterIdle(worker);
      task = queue.poll();
    }
    if (task != null) {
      busyAgain(worker);
    }
    return task;
  }

  /**
   * The worker has something to do though it is in the idle list: whoever took it out meanwhile
   * wanted another task to be seen.
   */
  private void busyAgain(Worker worker) {
    if (!worker.listed) {
      return;
    }
    if (roster.leaveIdle(worker)) {
      return;
    }
    roster.looks(worker);
    if (!queue.isEmpty()) {
      signalWork();
    }
  }

  /** Has the worker run a queued task on top of its current one; false if there was none to run. */
  boolean runQueued(Worker worker) {
    Task<?> task = queue.poll();
    boolean ran = false;
    try {
      ran = task != null && worker.help(task);
    } finally {
      if (!ran && task != null && task.isPending()) {
        queue.add(task);
        signalWork();
      }
    }
    return ran;
  }

  /**
   * The attempt has ended; true if its outcome is the future's.
   *
   * @param busyAfter true if the worker runs foreign code before it polls again
   */
  boolean finish(Worker worker, Task<?> task, Object outcome, boolean busyAfter) {
    boolean free =
        !busyAfter
            && worker.current == null
            && !worker.nested()
            && !listeners.present()
            && !task.hasCallbacks()
            && queue.isEmpty();
    if (free) {
      roster.enterIdle(worker);
    }
    switch (task.finish(worker, outcome)) {
      case DONE:
        task.fire(
            backend.callbacksInWorker() ? null : callbackThread,
            free ? () -> busyAgain(worker) : null);
        return true;
      case RETRY:
        retry(task);
        return false;
      default:
        return false;
    }
  }

  /** The worker could not report this task: whatever happens, its future must not stay running. */
  void abandon(Worker worker, Task<?> task, Throwable reason) {
    Failure failure = Failure.NO_MEMORY;
    try {
      failure = new Failure(reason);
    } catch (OutOfMemoryError e) {
      // then the one that exists already
    }
    if (task.transition(worker, failure)) {
      counters.failedElsewhere.increment();
      task.ended(worker, failure);
    } else if (task.isDelayed()) {
      task.failPending(failure.exception);
    }
    task.fire(null); // it may have been published before, with nobody told
  }

  private void retry(Task<?> task) {
    Attempts attempts = java.util.Objects.requireNonNull(task.attempts());
    long nanos = attempts.delayNanos(task.options());
    if (nanos == 0) {
      enqueueAgain(task, attempts);
    } else {
      attempts.setTimer(task, timer.schedule(nanos, () -> enqueueAgain(task, attempts)));
    }
    if (state.get() >= STOP) {
      task.cancel(); // shutdownNow may have looked before it was delayed
    }
  }

  private void enqueueAgain(Task<?> task, Attempts attempts) {
    attempts.delayed = false;
    queue.add(task);
    noLongerDelayed(task);
    signalWork();
    task.poke(); // a worker that waits for it can run it now
  }

  /** Called when the task is in the queue again, or done. */
  void noLongerDelayed(Task<?> task) {
    if (delayed.remove(task)) {
      terminateIfDone();
    }
  }

  /** Tasks that were taken back from a worker go before those that were submitted later. */
  void putBack(List<Task<?>> tasks) {
    queue.putBack(tasks);
    signalWork(tasks.size());
    terminateIfDone();
  }

  boolean mayRetry() {
    return state.get() < STOP && broken.get() == null;
  }

  /** Workers cannot be started any more, or are of no use: fails what is pending. */
  void unusable(String message, Throwable cause) {
    String text = message + ": " + settings.name();
    Log.error(text, cause);
    breakBecause(text, cause);
  }

  void initializerFailed(Throwable failure) {
    if (isStopped()) {
      return; // it was interrupted, and nothing is pending
    }
    unusable("a worker's initializer failed, the pool is not usable anymore", failure);
  }

  void lost() {
    counters.lostWorkers.increment();
  }

  void ended(Worker worker) {
    if (worker.ready) {
      listeners.workerEnded(worker.stats());
    }
    roster.remove(worker, counters);
    if (!queue.isEmpty()) {
      signalWork();
    }
    terminateIfDone();
  }

  // ---- shutdown

  void shutdown(boolean cancelFutures) {
    advanceTo(SHUTDOWN);
    permits.open();
    if (cancelFutures) {
      for (Task<?> task : takePending()) {
        task.cancel();
      }
    }
    wakeAll();
    terminateIfDone();
  }

  List<Runnable> shutdownNow() {
    return stop(false);
  }

  /** As {@link #shutdownNow}, and the futures of running tasks are cancelled too. */
  void cancelAll() {
    stop(true);
  }

  private List<Runnable> stop(boolean cancelRunning) {
    advanceTo(STOP);
    permits.open();
    List<Runnable> neverStarted = new ArrayList<>();
    for (Task<?> task : takePending()) {
      Runnable runnable = task.asRunnable();
      if (task.cancelPending() && runnable != null) {
        neverStarted.add(runnable);
      }
    }
    for (Worker worker : roster.now()) {
      if (cancelRunning) { // before the interrupt, or the task could fail because of it
        worker.started().forEach(task -> task.cancel(true));
      }
      worker.interruptAll();
    }
    wakeAll();
    terminateIfDone();
    return neverStarted;
  }

  private void advanceTo(int next) {
    state.accumulateAndGet(next, Math::max);
  }

  private List<Task<?>> takePending() {
    List<Task<?>> pending = new ArrayList<>(delayed); // first: from there they go to the queue
    List<Supplier<List<Task<?>>>> asked = new ArrayList<>();
    roster.now().forEach(worker -> asked.add(worker.takeBackAhead()));
    asked.forEach(back -> pending.addAll(back.get()));
    for (Task<?> task; (task = queue.poll()) != null; ) {
      pending.add(task);
    }
    return pending;
  }

  /** The pool is shut down: those who have nothing to do end, in the idle list or not. */
  private void wakeAll() {
    roster.takeAllIdle();
    roster.now().forEach(Worker::wake);
  }

  private void breakBecause(String message, @Nullable Throwable cause) {
    broken.compareAndSet(null, new Broken(message, cause));
    advanceTo(SHUTDOWN);
    permits.open();
    for (Task<?> task : takePending()) {
      task.failPending(backend.broken(message, cause));
    }
    wakeAll();
  }

  private void terminateIfDone() {
    if (state.get() == RUNNING
        || !roster.closeIfEmpty(() -> delayed.isEmpty() && queue.isEmpty())) {
      return;
    }
    advanceTo(TERMINATED);
    timer.close();
    callbackThread.close();
    try {
      backend.terminated();
    } finally {
      terminated.countDown();
    }
  }

  /** Waits as long as what was interrupted may take to end. */
  boolean awaitGrace() throws InterruptedException {
    return awaitTermination(Deadline.after(Deadline.toNanos(backend.closeGrace())));
  }

  boolean giveUp() {
    return backend.giveUp();
  }

  /** Waits until all workers have ended, and are gone too if the time is enough for that. */
  boolean awaitTermination(@Nullable Deadline deadline) throws InterruptedException {
    if (deadline == null) {
      terminated.await();
    } else if (!terminated.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (Worker worker : roster.ended()) {
      worker.awaitEnd(remainingNanos(deadline));
    }
    backend.awaitEnd(remainingNanos(deadline));
    return true;
  }

  private static long remainingNanos(@Nullable Deadline deadline) {
    return deadline == null ? Long.MAX_VALUE : deadline.remainingNanos();
  }

  /** Refuses a wait for the end by one of those who would have to end (CONTRACT D7). */
  void throwIfOwnWorker() {
    Worker worker = Worker.current();
    if (worker != null && worker.engine == this) {
      throw new IllegalStateException(
          "a worker of "
              + settings.name()
              + " cannot wait for its own end: the shutdown has begun, wait for it elsewhere");
    }
  }

  boolean isShutdown() {
    return state.get() >= SHUTDOWN;
  }

  boolean isStopped() {
    return state.get() >= STOP;
  }

  boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  // ---- workers that come and go

  @Override
  public void maxWorkers(int maxWorkers) {
    roster.maxWorkers(maxWorkers);
    signalWork(maxWorkers);
  }

  @Override
  public void failPending(Supplier<? extends Throwable> reason) {
    for (Task<?> task : takePending()) {
      task.failPending(reason.get());
    }
    terminateIfDone();
  }

  // ---- reading

  java.util.concurrent.Executor callbacks() {
    return callbackThread;
  }

  ExecutorStats stats() {
    return roster.locked(workers -> counters.snapshot(settings, workers));
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public @Nullable Action initializer() {
    return settings.initializer();
  }

  @Override
  public Duration keepAlive() {
    return settings.keepAlive();
  }

  @Override
  public boolean daemon() {
    return settings.daemon();
  }
}
