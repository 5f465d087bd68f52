package concurrent.futures;

import concurrent.futures.internal.process.JvmSettings;
import concurrent.futures.internal.process.Keeper;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.process.RunDirectory;
import concurrent.futures.internal.process.StartArchive;
import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.Limits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Workers that are JVMs of their own: what those of one pool share. */
final class ProcessBackend extends Backend {
  /** So many workers in a row that end before they have done anything break the pool. */
  private static final int MOST_FAILED_STARTS = 3;

  /** What a message may have beside its value: a failure is told in text too. */
  private static final int FRAME = 1 << 20;

  final ProcessSettings settings;
  final Loaders loaders = new Loaders(true);
  final UsedFunctions used = new UsedFunctions();
  final Limits limits = Limits.DEFAULT;

  final Flood flood;

  private final String poolName;
  private final JvmSettings jvm;
  private final @Nullable Keeper keeper;
  private final AtomicInteger failedStarts = new AtomicInteger();
  private final Set<ProcessWorker> workers = ConcurrentHashMap.newKeySet();
  private final java.util.concurrent.ThreadPoolExecutor service;
  private volatile boolean forced;
  private volatile boolean started; // a worker was up
  private final AtomicBoolean preparing = new AtomicBoolean();
  private volatile boolean prepared; // the archive's maker has been started, or is not needed

  private @Nullable RunDirectory directory; // guarded by this
  private final Deque<Rehearsal> spares = new ArrayDeque<>(); // guarded by this
  private boolean terminated; // guarded by this

  ProcessBackend(PoolSettings pool, ProcessSettings settings) {
    this.settings = settings;
    this.flood = Flood.of(pool.maxWorkers());
    this.poolName = pool.name();
    this.keeper = pool.daemon() ? null : new Keeper(pool.name() + "_keeper", Log::warning);
    this.jvm =
        new JvmSettings(
            settings.java() == null ? JvmSettings.currentJava() : settings.java(),
            settings.jvmOptions(),
            settings.maxHeap(),
            settings.environment(),
            settings.workingDirectory(),
            pool.maxWorkers(),
            JvmSettings.currentDepth());
    this.service =
        new java.util.concurrent.ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, poolName + "-service");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  protected Worker newWorker(Pool pool, int number) {
    ProcessWorker worker = new ProcessWorker(pool, this, pool.name() + "_" + number);
    workers.add(worker);
    return worker;
  }

  @Override
  protected BrokenExecutorException broken(String message, @Nullable Throwable cause) {
    return new BrokenProcessPoolException(message, cause);
  }

  @Override
  protected void check(Callable<?> call) {
    requireSerializable(call, "a worker process");
  }

  @Override
  protected boolean callbacksInWorker() {
    return false;
  }

  @Override
  protected boolean giveUp() {
    force();
    workers.forEach(worker -> worker.end("its pool was closed"));
    return true;
  }

  // ---- processes

  /** Starts a process. May block for some milliseconds. */
  WorkerProcess launch(String name) throws IOException {
    return WorkerProcess.start(
        jvm, directory(), name, limits.maxBytes() + FRAME, new WorkerOutput(null)::printNative);
  }

  /** Encodes for a process that knows no function yet. */
  TaskEncoder newEncoder(WorkerProcess process) {
    return new TaskEncoder(loaders, used, (message, kind) -> process.out().enqueue(kind, message));
  }

  synchronized RunDirectory directory() throws IOException {
    if (terminated) {
      throw new IOException("the pool has ended: " + poolName); // nobody would give it back
    }
    RunDirectory existing = directory;
    if (existing == null) {
      existing = RunDirectory.acquire();
      directory = existing;
    }
    return existing;
  }

  /**
   * Returns a spare that is ready, or null if there is none.
   *
   * @param waits whether one that still rehearses will do: then this blocks until it is ready
   */
  @Nullable Rehearsal takeSpare(boolean waits) {
    for (Rehearsal spare; (spare = pollSpare(waits)) != null; ) {
      if (spare.process().isAlive() && spare.handOver()) {
        return spare;
      }
      spare.process().discard("it had ended");
    }
    return null;
  }

  private synchronized @Nullable Rehearsal pollSpare(boolean waits) {
    Rehearsal first = spares.peek();
    return first == null || !(waits || first.isOver()) ? null : spares.poll();
  }

  private void fillSpares() {
    try {
      while (needsSpare()) {
        String name = poolName + "_spare";
        Rehearsal spare = Rehearsal.begin(launch(name), name, this);
        boolean kept;
        synchronized (this) {
          kept = !terminated && spares.size() < settings.spareWorkers();
          if (kept) {
            spares.add(spare);
          }
        }
        if (!kept) {
          spare.process().discard("it was not needed");
        }
      }
    } catch (IOException e) {
      if (!isTerminated()) { // otherwise it ended just now
        Log.error("a spare worker could not be started: " + poolName, e);
      }
    }
  }

  private synchronized boolean isTerminated() {
    return terminated;
  }

  private synchronized boolean needsSpare() {
    return !terminated && spares.size() < settings.spareWorkers();
  }

  /** Runs something that may run foreign code or block for a while. */
  void runInService(Runnable action) {
    service.execute(action);
  }

  // ---- what workers tell

  /** A worker is up. */
  void hasStarted() {
    started = true;
  }

  /**
   * A worker has had time for its first task: now there is some for those that come.
   *
   * @param ending whether the pool was shut down, and so needs no spares any more
   */
  void hasSettled(boolean ending) {
    if (settings.spareWorkers() > 0 && !ending) {
      runInService(this::fillSpares);
    }
    if (preparing.compareAndSet(false, true)) {
      RunDirectory ours;
      synchronized (this) {
        ours = directory;
      }
      if (ours != null) { // otherwise the pool has ended
        runInService(() -> prepareStarts(ours));
      }
    }
  }

  private void prepareStarts(RunDirectory ours) {
    try {
      StartArchive.prepare(jvm, ours);
      prepared = true;
    } catch (RuntimeException e) {
      Log.error("the archive for faster starts could not be made: " + poolName, e);
    }
  }

  /** A worker has done something: starts before it do not count any more. */
  void hasWorked() {
    if (failedStarts.get() != 0) {
      failedStarts.set(0);
    }
  }

  /** A worker has ended before it has done anything; true if it was one too many. */
  boolean startFailed() {
    return failedStarts.incrementAndGet() >= MOST_FAILED_STARTS;
  }

  @Override
  boolean suffices() {
    return flood.suffices();
  }

  @Override
  boolean startsSuffice() {
    if (!flood.isOn()) {
      return false;
    }
    int starting = 0;
    for (ProcessWorker worker : workers) {
      starting += worker.stage() == ProcessWorker.STARTING ? 1 : 0;
    }
    return flood.suffices(starting);
  }

  void busy() {
    if (keeper != null) {
      keeper.beginning();
    }
  }

  void notBusy() {
    if (keeper != null) {
      keeper.ended();
    }
  }

  void gone(ProcessWorker worker) {
    workers.remove(worker);
  }

  /** From now on no task is interrupted: the end of its process is to be its outcome. */
  void force() {
    forced = true;
  }

  boolean isForced() {
    return forced;
  }

  void terminateWorkers() {
    workers.forEach(ProcessWorker::terminate);
  }

  void killWorkers() {
    workers.forEach(worker -> worker.end("killWorkers() was called"));
  }

  @Override
  protected void terminated() {
    List<Rehearsal> left;
    RunDirectory used;
    synchronized (this) {
      terminated = true;
      left = new ArrayList<>(spares);
      spares.clear();
      used = directory;
      directory = null;
    }
    left.forEach(spare -> spare.process().discard("its pool was shut down"));
    if (used != null) {
      if (started && !prepared) {
        prepareStarts(used); // the program may end before a thread of the service has done it
      }
      used.close();
    }
    service.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
    if (keeper != null) {
      keeper.close();
    }
  }
}
