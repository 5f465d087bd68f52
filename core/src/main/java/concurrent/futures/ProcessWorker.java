package concurrent.futures;

import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.process.ProcessMemory;
import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.CompactValues;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a JVM of its own.
 *
 * <pre>
 *  STARTING ── READY, or the initializer has run ──▶ UP ── enough tasks, idle ──▶ LEAVING
 *     └──────────────────── the process has ended ───┴──────────▶ GONE ◀────────────┘
 * </pre>
 *
 * <p><b>Threads.</b> The {@link ProcessWriter} starts the process, unless the submitter hands a
 * spare over, and does all that may block or run the user's serialization. The <i>reader</i> is
 * {@link WorkerProcess}'s: it reports outcomes and hands on the next tasks. A submitter that wakes
 * an idle worker writes to its link itself if the call is so short that it cannot block, and holds
 * nothing but JDK values.
 *
 * <p><b>Turns.</b> What must happen one at a time for a worker, from {@code poll} to {@code ended},
 * happens in somebody's turn. {@link #wake} never waits for its turn: who has it looks once more
 * after it.
 *
 * <p>Longer than 400 lines because this is one state machine, with what drives it.
 */
final class ProcessWorker extends Worker implements WorkerProcess.Events {
  private static final Duration STACK_LIMIT = Duration.ofMillis(250);

  /** What fits into an empty pipe at any time. */
  private static final int QUICK_BYTES = 4 << 10;

  /** What a process gets beyond the grace of a task, to end by itself. */
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  static final int STARTING = 0;
  static final int UP = 1;
  static final int LEAVING = 2;
  static final int GONE = 3;

  final ProcessBackend backend;
  final SentTasks sent;
  final OutcomeReader outcomes;
  final AheadTasks ahead;
  private final WorkerOutput output;
  private final ProcessWriter writer;
  private final MemoryGrowth memory;
  private final @Nullable Action initializer;
  private final long keepAliveNanos;

  private volatile @Nullable WorkerProcess process; // once, by the writer or who hands a spare over
  private volatile @Nullable TaskEncoder encoder; // as above

  private final AtomicReference<@Nullable Future<?>> kill = new AtomicReference<>();
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean wanted;
  private volatile int stage = STARTING; // changed in turns, forward only
  private volatile boolean booted; // its initializer may take as long as it likes

  /** A task for the writer, since it may block or run foreign code. Changed in turns. */
  private volatile @Nullable Task<?> slow;

  /** The writer is sending its task: nothing may overtake it. Changed in turns. */
  private boolean sending;

  /** A task that must wait until the process has no other. Changed in turns. */
  private volatile @Nullable Task<?> held;

  // changed in turns
  private final WireOutput quick = new WireOutput(256);
  private long lastSeq; // 0 is the initializer
  private int tasks;
  private volatile boolean busy = true; // as the backend's keeper knows
  private volatile long idleSince;
  private long sentNanos;

  ProcessWorker(Pool pool, ProcessBackend backend, String name) {
    super(pool, name);
    this.backend = backend;
    this.initializer = pool.initializer();
    this.keepAliveNanos = Deadline.toNanos(pool.keepAlive());
    this.output = new WorkerOutput(backend.settings.prefixOutput() ? "[" + name + "] " : null);
    this.outcomes = new OutcomeReader(backend, name);
    this.sent = new SentTasks(engine.timer, Deadline.toNanos(backend.settings.killGrace()));
    this.ahead = new AheadTasks(this);
    this.memory = new MemoryGrowth(backend.settings.maxMemoryGrowth());
    this.writer = new ProcessWriter(this, initializer, keepAliveNanos);
  }

  // ---- what the engine asks for

  /** Hands a spare that is ready over by itself: the first task need not wait for a thread. */
  @Override
  protected void begin() {
    backend.busy();
    WorkerProcess spare = null;
    boolean begun = false;
    try {
      Rehearsal rehearsed = initializer == null ? backend.takeSpare(false) : null;
      if (rehearsed == null) {
        writer.start(null);
      } else {
        spare = rehearsed.process();
        started(spare, rehearsed.encoder());
        Rehearsal.rename(spare, name());
      }
      begun = true;
    } finally {
      if (!begun) {
        if (spare != null) {
          spare.discard("it could not be given a task");
        }
        backend.notBusy();
        backend.gone(this);
      }
    }
    if (spare != null) {
      handOver(spare);
    }
  }

  /**
   * The task is on its way before the writer starts, which takes longer than a short task. The
   * price: if there is no thread to be had, this task fails. The end of the process is the news.
   */
  private void handOver(WorkerProcess spare) {
    try {
      spare.tell(this);
      takenOver();
    } catch (Throwable t) {
      spare.kill("its tasks could not be written: " + t);
      return;
    }
    try {
      writer.start(spare);
    } catch (Throwable t) {
      spare.kill("there was no thread for it: " + t);
    }
  }

  @Override
  protected void wake() {
    wanted = true;
    takeTurns();
  }

  /** Whoever cannot have the turn leaves it to the one who has, who looks again after it. */
  private void takeTurns() {
    while (wanted && !turn.isHeldByCurrentThread() && turn.tryLock()) {
      try {
        wanted = false;
        handOn();
      } finally {
        turn.unlock();
      }
    }
  }

  boolean tryTurn() {
    return turn.tryLock();
  }

  /** Waits for its turn, which at most foreign code of a listener or a result can make long. */
  void beginTurn() {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
    }
  }

  void endTurn() {
    turn.unlock();
    takeTurns();
  }

  @Override
  protected void interrupt(Task<?> task) {
    sent.interrupt(task);
    writer.wake();
  }

  @Override
  protected void interruptAll() {
    WorkerProcess now = process;
    if (backend.isForced() || now == null) {
      return;
    }
    Task<?> task = sent.lastStarted();
    if (task != null) {
      interrupt(task);
    } else if (stage == STARTING && initializer != null) {
      WireOutput message = new WireOutput(1);
      message.writeVarlong(0);
      now.out().enqueue(Kind.INTERRUPT, message);
      writer.wake();
      killAfterGrace("its initializer went on after it was interrupted");
    }
  }

  @Override
  protected Supplier<List<Task<?>>> takeBackAhead() {
    List<Task<?>> back = sent.takeBack();
    back.addAll(waiting());
    return () -> back;
  }

  /** Tasks that were polled, and have not been sent. */
  private List<Task<?>> waiting() {
    List<Task<?>> waiting = new ArrayList<>(2);
    for (Task<?> task : new Task<?>[] {slow, held}) {
      if (task != null && task.isPending()) {
        waiting.add(task);
      }
    }
    return waiting;
  }

  @Override
  protected StackTraceElement[] stackTrace(Task<?> task) {
    return sent.stackOf(task, writer::wake, STACK_LIMIT);
  }

  @Override
  protected long pid() {
    WorkerProcess now = process;
    return now == null ? -1 : now.pid();
  }

  @Override
  protected long memoryBytes() {
    WorkerProcess now = process;
    return now == null ? -1 : ProcessMemory.residentBytes(now.pid());
  }

  @Override
  protected void awaitEnd(long nanos) throws InterruptedException {
    Deadline deadline = Deadline.after(nanos);
    writer.join(nanos);
    WorkerProcess last = process;
    if (last != null) {
      last.awaitEnd(deadline.remainingNanos());
    }
  }

  /** Kills the process, whatever it does. */
  void end(String because) {
    WorkerProcess now = process;
    if (now != null) {
      now.kill(because);
    }
  }

  void terminate() {
    WorkerProcess now = process;
    if (now != null) {
      now.terminate("terminateWorkers() was called");
      killAfterGrace("it did not end after terminateWorkers()");
    }
  }

  // ---- what the writer asks for

  void started(WorkerProcess now, TaskEncoder encoder) {
    process = now;
    this.encoder = encoder;
    if (backend.isForced() || engine.isStopped()) { // whoever ended it may not have seen it
      now.kill("its pool was being ended while it started");
    }
  }

  /** Its process has been ready for long: nothing need be waited for but the initializer. */
  void takenOver() {
    beginTurn();
    try {
      ready();
      handOn();
    } finally {
      endTurn();
    }
  }

  private void ready() {
    booted = true;
    if (initializer == null) {
      up(null);
    }
  }

  WorkerProcess link() {
    return Objects.requireNonNull(process);
  }

  TaskEncoder encoder() {
    return Objects.requireNonNull(encoder);
  }

  int stage() {
    return stage;
  }

  boolean isBooting() {
    return stage == STARTING && !booted;
  }

  /** A task for the writer, or null. */
  @Nullable Task<?> slow() {
    return slow;
  }

  /** Starts the task for the writer; its number, or -1 if it must not be sent. */
  long startSlow(Task<?> task) {
    beginTurn();
    try {
      Callable<?> call = task.callOrNull();
      if (slow != task) { // it was taken back
        return -1;
      }
      long seq = ++lastSeq;
      if (call == null || !startAs(seq, task, call, 0)) {
        slow = null;
        handOn();
        return -1;
      }
      return seq;
    } finally {
      endTurn();
    }
  }

  /** The writer is about to send it: its outcome may come before the writer goes on. */
  void slowIsEncoded() {
    beginTurn();
    slow = null;
    sending = true;
    sentNanos = System.nanoTime();
    endTurn();
  }

  void slowIsSent() {
    beginTurn();
    sending = false;
    endTurn();
  }

  /** It could not be encoded. */
  void slowFailed(long seq, Throwable failure) {
    beginTurn();
    try {
      slow = null;
      SentTasks.Sent kept = sent.remove(seq);
      if (kept != null) { // otherwise the process has ended meanwhile
        report(kept, null, failure, false);
        handOn();
      }
    } finally {
      endTurn();
    }
  }

  /** There is no process to be had. */
  void notStarted(Throwable reason) {
    stage = GONE;
    backend.notBusy();
    backend.gone(this);
    cannotStart(reason);
  }

  /** The initializer cannot even be sent. */
  void badInitializer(Throwable failure) {
    beginTurn();
    initialized(failure);
    stage = LEAVING;
    link().kill("its initializer cannot travel");
    endTurn();
  }

  /** How long an idle worker has left, or a negative number if it is not idle. */
  long idleNanosLeft() {
    return stage == UP && !busy ? Math.max(0, idleSince + keepAliveNanos - System.nanoTime()) : -1;
  }

  void leaveIfIdle() {
    beginTurn();
    try {
      if (idleNanosLeft() == 0 && sent.isEmpty() && engine.roster.leaveIdle(this)) {
        leave();
      }
    } finally {
      endTurn();
    }
  }

  // ---- handing tasks on, in turns

  private void handOn() {
    boolean more = !sending && ahead.isHalfEmpty();
    while (mayHandOn() && (sent.isEmpty() || (more && held == null))) {
      if (sent.isEmpty() && held == null && isLeftOut()) {
        break;
      }
      Task<?> task = next();
      if (task != null) {
        becomeBusy();
        send(task);
        more = !sending && ahead.hasRoom();
      } else if (!sent.isEmpty()) {
        more = false;
      } else if (!finished()) {
        if (!becomeIdle()) {
          break;
        }
      } else if (engine.roster.leaveIdle(this)) {
        leave();
        break;
      }
    }
    ahead.flush();
    if (ahead.wantsLedger()) {
      writer.wake();
    }
  }

  private boolean mayHandOn() {
    return stage == UP && slow == null && !ahead.isAwaited() && !link().isDoomed();
  }

  private @Nullable Task<?> next() {
    if (!sent.isEmpty()) {
      return pollAhead();
    }
    Task<?> waiting = held;
    held = null;
    return waiting != null && waiting.isPending() ? waiting : poll();
  }

  private void send(Task<?> task) {
    if (ahead.tryAdd(task)) {
      return;
    } else if (!sent.isEmpty()) {
      held = task;
      ahead.lookLater();
    } else if (!trySend(task)) {
      slow = task;
      writer.wake();
    }
  }

  /** True if others had better take what waits. Asked again once it is idle, and can be woken. */
  private boolean isLeftOut() {
    if (finished() || !backend.flood.leavesOut(this)) {
      return false;
    }
    engine.roster.enterIdle(this);
    return !finished() && backend.flood.leavesOut(this);
  }

  /** True if it must look once more: until now nobody woke others for what was added. */
  private boolean becomeIdle() {
    if (busy) {
      idleSince = System.nanoTime();
      busy = false;
      backend.notBusy();
      if (keepAliveNanos < TimeUnit.MILLISECONDS.toNanos(10)) {
        writer.wake();
      }
    }
    return backend.flood.ends(this);
  }

  private void becomeBusy() {
    if (!busy) {
      busy = true;
      backend.busy();
    }
    if (sent.isEmpty()) {
      backend.flood.begins(this);
    }
  }

  /** Sends a task if that neither blocks nor runs foreign code; false if it might. */
  private boolean trySend(Task<?> task) {
    Callable<?> call = task.callOrNull();
    if (engine.listeners.present() || call == null) {
      return false;
    }
    long seq = lastSeq + 1;
    quick.reset();
    boolean written = encoder().tryWrite(quick, seq, call, task.nextAttempt(), task.name());
    if (!written || quick.size() > QUICK_BYTES) {
      return false;
    }
    lastSeq = seq;
    if (startAs(seq, task, call, quick.size())) {
      sentNanos = System.nanoTime();
      link().out().append(Kind.TASK, quick);
      flush();
    }
    return true;
  }

  void flush() {
    try {
      if (!link().out().tryFlush()) {
        writer.wake();
      }
    } catch (IOException e) {
      // the process has ended, as the reader is about to see
    }
  }

  /** False if the task must not run. */
  private boolean startAs(long seq, Task<?> task, Callable<?> call, int bytes) {
    setCurrent(task);
    sent.add(new SentTasks.Sent(seq, task, link(), encoder().context(call), null, bytes));
    if (!start(task)) {
      sent.removeLast();
      setCurrent(null);
      return false;
    }
    if (engine.isStopped()) {
      interruptAll(); // shutdownNow may have looked before this task was current
    }
    return true;
  }

  /** The number of the next task that is written ahead. */
  long nextSeq() {
    return ++lastSeq;
  }

  /** What executes, or is next: who is idle must have neither. */
  void aheadChanged() {
    Task<?> first = sent.first();
    setCurrent(first == null ? held : first);
  }

  /** True if something waits for the first task to end. */
  boolean isAnyBehind() {
    return held != null || sent.size() > 1;
  }

  /** Gives everything back that has not started: the first one takes long. */
  void putBack() {
    List<Task<?>> back = sent.takeBack();
    back.addAll(waiting());
    slow = waitsNoMore(slow);
    held = null;
    engine.putBack(back);
  }

  private static @Nullable Task<?> waitsNoMore(@Nullable Task<?> task) {
    return task != null && task.isPending() ? null : task; // one that was started is being sent
  }

  /** No more tasks: the process ends by itself, or is killed. */
  private void leave() {
    stage = LEAVING;
    backend.flood.ends(this);
    link().out().enqueue(Kind.STOP, new WireOutput(1));
    killAfterGrace("it did not end when it was told to");
    writer.wake();
  }

  private void killAfterGrace(String because) {
    WorkerProcess leaving = link();
    long grace = Deadline.toNanos(backend.settings.killGrace());
    long nanos = grace + Math.min(LEAVE_NANOS, Long.MAX_VALUE - grace);
    Future<?> timer = engine.timer.schedule(nanos, () -> killIfAlive(leaving, because));
    cancel(kill.getAndSet(timer));
    if (stage == GONE) {
      cancel(kill.getAndSet(null));
    }
  }

  private static void killIfAlive(WorkerProcess leaving, String because) {
    if (leaving.isAlive()) {
      leaving.kill(because);
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  // ---- the reader, which keeps its turn until there are no more messages

  @Override
  public void message(int kind, WireInput payload, List<Object> arrays) throws IOException {
    switch (kind) {
      case Kind.RESULT, Kind.FAILURE -> {
        beginTurn();
        long nanos = System.nanoTime() - sentNanos;
        if (!finish(kind, payload, arrays)) {
          ahead.took(1, nanos);
        }
      }
      case Kind.RESULTS -> {
        beginTurn();
        finishedUpTo(payload.readVarlong());
        ahead.took(payload.readVarint(), payload.readVarlong());
      }
      case Kind.LEDGER -> {
        beginTurn();
        ahead.opened(payload.readBoolean(), link());
        writer.wake();
      }
      case Kind.WANT_SLOTS -> {
        ahead.wantsSlots();
        writer.wake();
      }
      case Kind.SLOTS -> ahead.openedSlots(payload.readBoolean(), payload.readBoolean());
      case Kind.READY -> {
        WorkerProcess.checkVersion(payload);
        beginTurn();
        ready();
      }
      case Kind.OUTPUT -> output.print(payload.readByte(), payload.readBytes(payload.remaining()));
      case Kind.CLASS -> outcomes.serveClass(payload, writer::wake);
      case Kind.STACK -> sent.stackHasCome(payload.readVarint(), TaskForm.readFrames(payload));
      case Kind.EXITING -> killAfterGrace("it did not end after System.exit");
      default -> throw new WireFormatException("a message of unknown kind: " + kind);
    }
  }

  private void up(@Nullable Throwable failure) {
    if (stage == STARTING) {
      initialized(failure);
      if (failure == null) {
        stage = UP;
        backend.hasStarted();
        writer.wake(); // it has an eye on keepAlive from now on
      } else {
        leave();
      }
    }
  }

  /** Takes an outcome; true if its task was written ahead. */
  private boolean finish(int kind, WireInput payload, List<Object> arrays) throws IOException {
    long seq = payload.readVarlong();
    if (seq == 0) {
      up(kind == Kind.RESULT ? null : outcomes.initializerFailure(payload, arrays));
      return true;
    }
    SentTasks.Sent done = sent.remove(seq);
    if (done == null) {
      throw new WireFormatException("an outcome of no task: " + seq);
    }
    Ahead place = done.ahead();
    if (place != null) {
      done.task().startedAhead(place);
    }
    if (!arrays.isEmpty()) {
      ahead.sawArrays();
    }
    Object value = null;
    Throwable failure = null;
    boolean suspect = kind == Kind.FAILURE && payload.readBoolean();
    boolean foreign = kind == Kind.FAILURE || !CompactValues.isNext(payload);
    if (foreign) { // it may run code that can be interrupted
      sent.decoding(done.task());
    }
    try {
      if (kind == Kind.RESULT) {
        value = outcomes.value(done, payload, arrays);
      } else {
        failure = outcomes.failure(done, payload, arrays);
      }
    } catch (DecodeException e) {
      failure = outcomes.decoder().cannotBeRead(e);
    } catch (Throwable t) { // such as: no memory for it; of this task only, whatever it is
      failure = t;
    } finally {
      if (foreign) {
        sent.decoded();
      }
    }
    report(done, value, failure, suspect);
    return place != null;
  }

  /** The outcomes up to that one have come; what is left of them was taken back. */
  private void finishedUpTo(long seq) throws WireFormatException {
    sent.remove(seq);
    long first = sent.firstSeq();
    if (first > 0 && first <= seq) {
      throw new WireFormatException("the end of task " + first + " without an outcome");
    }
    aheadChanged();
  }

  private void report(
      SentTasks.Sent done, @Nullable Object value, @Nullable Throwable failure, boolean last) {
    Task<?> task = done.task();
    tasks++;
    backend.hasWorked();
    boolean enough =
        tasks == backend.settings.maxTasksPerWorker()
            || (sent.isEmpty() && memory.isTooMuch(pid(), ahead.slotsBytes()));
    boolean leaving = last || enough;
    if (!leaving) {
      aheadChanged(); // without a current task this worker may be idle when the outcome is seen
    }
    if (failure == null) {
      succeed(task, value);
    } else if (task.callOrNull() instanceof Calls.Executed) {
      Failure unseen = new Failure(failure);
      unseen.seen(); // nobody has its future
      fail(task, unseen, true);
      Log.error("a call that was given to execute failed", failure);
    } else {
      fail(task, failure);
    }
    if (leaving) {
      setCurrent(null);
      leave();
    }
  }

  @Override
  public void drained() {
    if (turn.isHeldByCurrentThread()) {
      try {
        handOn();
      } finally {
        endTurn();
      }
    }
  }

  @Override
  public boolean isQuick(int kind, WireInput payload) throws IOException {
    return kind == Kind.RESULTS || (kind == Kind.RESULT && isCompact(payload.copy()));
  }

  private static boolean isCompact(WireInput result) throws IOException {
    result.readVarlong();
    return CompactValues.isNext(result);
  }

  @Override
  public void wantsToBeDrained() {
    writer.wake();
  }

  /** Somebody is about to block until one of this worker's tasks is done. */
  @Override
  void attend(BooleanSupplier enough) {
    WorkerProcess now = process;
    boolean quiet = !engine.listeners.present() && memory.isUnlimited();
    if (now != null && quiet && !isVirtual(Thread.currentThread())) {
      now.attend(enough);
    }
  }

  /** A virtual thread that gives its processor away may wait long for it, and others for it. */
  private static boolean isVirtual(Thread thread) {
    return thread.getClass() != Thread.class
        && thread.getClass().getName().equals("java.lang.VirtualThread");
  }

  @Override
  public void ended(ExitReport report) {
    beginTurn();
    try {
      int before = stage;
      stage = GONE;
      cancel(kill.getAndSet(null)); // a timer that waits would keep the JVM from exiting
      if (before == UP) {
        engine.lost(); // before anybody can see what has failed
      }
      backend.flood.ends(this); // before its tasks wait again
      boolean lostTask = failLost(report);
      setCurrent(null);
      ahead.forget();
      boolean wasLeftIdle = before == UP && listed; // it could have done something
      boolean needed = !finished() || !engine.queue.isEmpty();
      if (lostTask) {
        backend.hasWorked(); // that task is to blame, not the way in which workers are started
      } else if (before <= UP && tasks == 0 && needed && !wasLeftIdle && backend.startFailed()) {
        ExitReport why = before == STARTING ? report.beforeReady() : report;
        unusable("worker processes end before they do anything", outcomes.crash(why, 0));
      }
      if (busy) {
        busy = false;
        backend.notBusy();
      }
      backend.gone(this);
      ended();
    } finally {
      turn.unlock();
      writer.wake();
    }
  }

  /**
   * What has started there fails, and then this returns true; what was only written ahead starts
   * elsewhere.
   */
  private boolean failLost(ExitReport report) {
    boolean lostTask = false;
    List<Task<?>> back = new ArrayList<>();
    for (SentTasks.Sent lost : sent.removeAll()) {
      Ahead place = lost.ahead();
      if (place != null && lost.task().takeBack(place)) {
        back.add(lost.task());
      } else if (place == null || place.hasStarted()) {
        if (place != null) {
          lost.task().startedAhead(place);
        }
        lostTask = true;
        fail(lost.task(), outcomes.crash(report, lost.task().attempt()));
      }
    }
    back.addAll(waiting());
    slow = waitsNoMore(slow);
    held = null;
    engine.putBack(back);
    return lostTask;
  }
}
