package concurrent.futures;

import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.process.ProcessMemory;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a JVM of its own.
 *
 * <pre>
 *  STARTING ── READY, or INITIALIZED after an initializer ──▶ UP ── enough tasks, idle ──▶ LEAVING
 *     └───────────────────── the process has ended ───────────┴──────────▶ GONE ◀───────────┘
 * </pre>
 *
 * <p><b>Threads.</b> The <i>writer</i> starts the process, and does all that may block or run the
 * user's serialization. The <i>reader</i> is {@link WorkerProcess}'s: it reports outcomes and hands
 * on the next task. A submitter that wakes an idle worker writes to its link itself if the call is
 * so short that it cannot block, and holds nothing but JDK values.
 *
 * <p><b>Turns.</b> What must happen one at a time for a worker, from {@code poll} to {@code ended},
 * happens in somebody's {@link #turn}. {@link #wake} never waits for it: who has the turn looks
 * once more after it.
 */
final class ProcessWorker extends Worker implements WorkerProcess.Events {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STACK_LIMIT = Duration.ofMillis(250);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** What fits into an empty pipe at any time. */
  private static final int QUICK_BYTES = 4 << 10;

  private static final int STARTING = 0;
  private static final int UP = 1;
  private static final int LEAVING = 2;
  private static final int GONE = 3;

  private final ProcessBackend backend;
  private final @Nullable Action initializer;
  private final long keepAliveNanos;
  private final WorkerOutput output;
  private final SentTasks sent;
  private final Thread writer;
  private final OutcomeReader outcomes;

  private volatile @Nullable WorkerProcess process; // by the writer

  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean wanted;
  private volatile int stage = STARTING; // changed in turns, forward only

  /** A task that only the writer may write. Set in turns, taken by the writer. */
  private volatile @Nullable Task<?> slow;

  // changed in turns
  private @Nullable TaskEncoder encoder;
  private final WireOutput quick = new WireOutput(256);
  private long nextSeq = 1;
  private int tasks;
  private final AheadWindow window = new AheadWindow();
  private final WireOutput ahead = new WireOutput(QUICK_BYTES);
  private volatile boolean ledgerWanted;
  private long sentNanos;
  private boolean looking;
  private long firstSeq; // when somebody looked
  private boolean busy = true; // as the backend's keeper knows
  private volatile long idleSince;
  private final MemoryGrowth memory;

  ProcessWorker(Pool pool, ProcessBackend backend, String name) {
    super(pool, name);
    this.backend = backend;
    this.initializer = pool.initializer();
    this.keepAliveNanos = Deadline.toNanos(pool.keepAlive());
    this.output = new WorkerOutput(backend.settings.prefixOutput() ? "[" + name + "] " : null);
    this.outcomes = new OutcomeReader(backend, name);
    this.sent = new SentTasks(engine.timer, Deadline.toNanos(backend.settings.killGrace()));
    this.memory = new MemoryGrowth(backend.settings.maxMemoryGrowth());
    this.writer = new Thread(this::write, name);
    writer.setDaemon(true);
  }

  // ---- what the engine asks for

  @Override
  protected void begin() {
    backend.busy();
    boolean begun = false;
    try {
      writer.start();
      begun = true;
    } finally {
      if (!begun) {
        backend.notBusy();
        backend.gone(this);
      }
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

  private void endTurn() {
    turn.unlock();
    takeTurns();
  }

  @Override
  protected void interrupt(Task<?> task) {
    sent.interrupt(task);
    LockSupport.unpark(writer);
  }

  @Override
  protected void interruptAll() {
    Task<?> task = currentTask();
    if (task != null) {
      interrupt(task);
    }
  }

  @Override
  protected StackTraceElement[] stackTrace(Task<?> task) {
    return sent.stackOf(task, writer, STACK_LIMIT);
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
  protected void awaitEnd() throws InterruptedException {
    writer.join();
    WorkerProcess last = process;
    if (last != null) {
      last.awaitEnd();
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
    }
  }

  // ---- handing tasks on, in turns

  private void handOn() {
    if (slow != null && sent.isEmpty()) {
      LockSupport.unpark(writer);
    }
    boolean more = window.isHalfEmpty(sent.size());
    while (stage == UP && slow == null && (sent.isEmpty() || more)) {
      Task<?> task = sent.isEmpty() ? poll() : pollAhead();
      if (task != null) {
        becomeBusy();
        if (!writeAhead(task) && !(sent.isEmpty() && trySend(task))) {
          slow = task;
          LockSupport.unpark(writer);
        }
        more = window.hasRoom(sent.size(), sent.bytes());
      } else if (!sent.isEmpty()) {
        more = false;
      } else if (!finished()) {
        becomeIdle();
        break;
      } else if (engine.roster.leaveIdle(this)) {
        leave();
        break;
      }
    }
    flushAhead();
    if (window.wantsLedger(!engine.queue.isEmpty())) {
      ledgerWanted = true;
      LockSupport.unpark(writer);
    }
  }

  /** Adds a task to those that are written ahead; false if it is not fit for that. */
  private boolean writeAhead(Task<?> task) {
    Ledger ledger = window.ledger();
    boolean first = sent.isEmpty();
    boolean fit =
        window.isReady()
            && ledger != null
            && task.attempts() == null
            && backend.settings.maxTasksPerWorker() == 0
            && task.options().priority() == 0
            && !(first && engine.queue.isEmpty());
    Callable<?> call = task.callOrNull();
    if (!fit || call == null) {
      return false;
    }
    long seq = nextSeq;
    quick.reset();
    if (!encoder().tryWrite(quick, seq, call, 1, task.name())
        || sent.bytes() + quick.size() > QUICK_BYTES) {
      return false;
    }
    nextSeq = seq + 1;
    ledger.write(seq);
    Ahead place = new Ahead(this, ledger, seq);
    if (first) {
      setCurrent(task);
    }
    sent.add(new SentTasks.Sent(seq, task, link(), encoder().context(call), place, quick.size()));
    if (task.writtenAhead(place)) {
      ahead.writeVarint(quick.size());
      ahead.writeBytes(quick.array(), 0, quick.size());
    } else {
      sent.removeLast(); // it was cancelled
      if (first) {
        setCurrent(null);
      }
    }
    return true;
  }

  private void flushAhead() {
    if (ahead.size() > 0) {
      FrameOutput out = link().out();
      out.append(Kind.TASKS, ahead);
      ahead.reset();
      sentNanos = System.nanoTime();
      flush(out);
      lookLater(nextSeq);
    }
  }

  /** Whoever was given tasks ahead must be seen to get on, or they are taken back. */
  private void lookLater(long seen) {
    if (!looking) {
      looking = true;
      engine.timer.schedule(LOOK_NANOS, () -> look(seen));
    }
  }

  private void look(long seen) {
    turn.lock();
    try {
      looking = false;
      if (stage != UP || sent.size() < 2) {
        return;
      }
      if (firstSeq != sent.firstSeq()) {
        firstSeq = sent.firstSeq();
      } else {
        putBackAhead();
      }
      lookLater(seen);
    } finally {
      endTurn();
    }
  }

  private void putBackAhead() {
    List<Task<?>> back = sent.takeBack();
    Task<?> waiting = slow;
    if (waiting != null && waiting.isPending()) {
      slow = null;
      back.add(waiting);
    }
    engine.putBack(back);
  }

  @Override
  List<Task<?>> takeBackAhead() {
    List<Task<?>> back = sent.takeBack();
    Task<?> waiting = slow;
    if (waiting != null) {
      back.add(waiting);
    }
    return back;
  }

  private void becomeIdle() {
    if (busy) {
      busy = false;
      idleSince = System.nanoTime();
      backend.notBusy();
      if (keepAliveNanos < TimeUnit.MILLISECONDS.toNanos(10)) {
        LockSupport.unpark(writer);
      }
    }
  }

  private void becomeBusy() {
    if (!busy) {
      busy = true;
      backend.busy();
    }
  }

  /** Sends a task if that neither blocks nor runs foreign code; false if it might. */
  private boolean trySend(Task<?> task) {
    Callable<?> call = task.callOrNull();
    if (engine.listeners.present() || call == null) {
      return false;
    }
    long seq = nextSeq;
    quick.reset();
    boolean written = encoder().tryWrite(quick, seq, call, task.nextAttempt(), task.name());
    if (!written || quick.size() > QUICK_BYTES) {
      return false;
    }
    if (startAs(seq, task, call)) {
      FrameOutput out = link().out();
      out.append(Kind.TASK, quick);
      flush(out);
    }
    return true;
  }

  private static void flush(FrameOutput out) {
    try {
      out.flush();
    } catch (IOException e) {
      // the process has ended, as the reader is about to see
    }
  }

  /** False if the task must not run. */
  private boolean startAs(long seq, Task<?> task, Callable<?> call) {
    nextSeq = seq + 1;
    setCurrent(task);
    sent.add(new SentTasks.Sent(seq, task, link(), encoder().context(call), null, quick.size()));
    sentNanos = System.nanoTime();
    if (!start(task)) {
      sent.remove(seq);
      setCurrent(null);
      return false;
    }
    if (engine.isStopped()) {
      interruptAll(); // shutdownNow may have looked before this task was current
    }
    return true;
  }

  private WorkerProcess link() {
    return Objects.requireNonNull(process);
  }

  private TaskEncoder encoder() {
    return Objects.requireNonNull(encoder);
  }

  /** No more tasks: the process ends by itself, or is killed. */
  private void leave() {
    stage = LEAVING;
    link().out().enqueue(Kind.STOP, new WireOutput(1));
    killAfterGrace("it did not end when it was told to");
    LockSupport.unpark(writer);
  }

  private void killAfterGrace(String because) {
    WorkerProcess leaving = link();
    engine.timer.schedule(
        Deadline.toNanos(backend.settings.killGrace().plusSeconds(1)),
        () -> {
          if (leaving.isAlive()) {
            leaving.kill(because);
          }
        });
  }

  // ---- the writer

  private void write() {
    WorkerProcess started;
    try {
      started = backend.start(name());
    } catch (Throwable t) {
      stage = GONE;
      backend.notBusy();
      backend.gone(this);
      cannotStart(t);
      return;
    }
    process = started;
    encoder = new TaskEncoder(backend.loaders, started.out());
    ValueCodec codec = new ValueCodec(outcomes.names(), backend.limits);
    try {
      started.out().enqueue(Kind.HELLO, outcomes.hello(backend.limits));
      sendInitializer(codec, started);
      started.tell(this);
      long startDeadline = System.nanoTime() + START_LIMIT.toNanos();
      while (stage != GONE) {
        started.out().flush();
        outcomes.sendClasses(started.out());
        if (ledgerWanted) {
          ledgerWanted = false;
          window.open(backend.directory(), started);
        }
        Task<?> task = slow;
        if (task != null && sent.isEmpty()) {
          send(task, codec, started);
        } else {
          LockSupport.parkNanos(this, nanosToNextLook(startDeadline));
          Thread.interrupted(); // left over from a task that was interrupted
        }
      }
    } catch (IOException e) {
      started.tell(this); // the process has ended, perhaps before its initializer was written
    } catch (Throwable t) {
      started.kill("its tasks could not be written: " + t);
      started.tell(this);
    }
  }

  private void sendInitializer(ValueCodec codec, WorkerProcess started) throws IOException {
    Action action = initializer;
    if (action == null) {
      return;
    }
    WireOutput message = new WireOutput(256);
    List<Object> arrays = new ArrayList<>(0);
    try {
      encoder().write(message, 0, Calls.withoutResult(action), 1, null, codec, arrays);
    } catch (EncodeException e) {
      initialized(outcomes.cannotTravel("the initializer", e));
      stage = LEAVING;
      started.kill("its initializer cannot travel");
      return;
    }
    started.out().send(Kind.TASK, message, arrays);
  }

  /** How long there is nothing to do unless somebody says so. */
  private long nanosToNextLook(long startDeadline) {
    long now = System.nanoTime();
    if (stage == STARTING) {
      if (now - startDeadline > 0) {
        link().kill("it was not ready after " + START_LIMIT);
      }
      return Math.max(startDeadline - now, 1_000_000);
    }
    if (busy || stage != UP) {
      return Math.max(keepAliveNanos, 1_000_000);
    }
    long left = idleSince + keepAliveNanos - now;
    if (left <= 0) {
      leaveIfIdle();
      return 1_000_000;
    }
    return left;
  }

  private void leaveIfIdle() {
    turn.lock();
    try {
      if (stage == UP && slow == null && sent.isEmpty() && engine.roster.leaveIdle(this)) {
        leave();
      }
    } finally {
      endTurn();
    }
  }

  /** Sends a task that may be large, or whose values run foreign code while they are written. */
  private void send(Task<?> task, ValueCodec codec, WorkerProcess to) throws IOException {
    Callable<?> call = task.callOrNull();
    WireOutput message = new WireOutput(1 << 10);
    List<Object> arrays = new ArrayList<>(0);
    long seq;
    turn.lock();
    try {
      seq = nextSeq;
      if (call == null || !startAs(seq, task, call)) {
        slow = null;
        handOn();
        return;
      }
    } finally {
      endTurn();
    }
    Throwable failure = null;
    sent.encoding(task, writer);
    try {
      encoder().write(message, seq, call, task.attempt(), task.name(), codec, arrays);
    } catch (EncodeException e) {
      failure = outcomes.cannotTravel("the call", e);
    } catch (Throwable t) {
      failure = t; // such as: no memory for it
    } finally {
      if (!sent.encoded() && failure == null) {
        failure = new CancellationException("interrupted before it was sent");
      }
    }
    if (failure == null) {
      slow = null; // once it is sent, its outcome may come before this thread goes on
      to.out().send(Kind.TASK, message, arrays);
      return;
    }
    turn.lock();
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

  // ---- the reader

  @Override
  public void message(int kind, WireInput payload, List<Object> arrays) throws IOException {
    switch (kind) {
      case Kind.RESULT:
      case Kind.FAILURE:
        beginTurn();
        finish(kind, payload, arrays);
        break;
      case Kind.RESULTS:
        beginTurn();
        finishUpTo(payload.readVarlong());
        window.took(payload.readVarint(), payload.readVarlong());
        break;
      case Kind.LEDGER:
        beginTurn();
        window.opened(payload.readBoolean());
        break;
      case Kind.READY:
        outcomes.checkVersion(payload);
        beginTurn();
        if (initializer == null) {
          up(null);
        }
        break;
      case Kind.OUTPUT:
        output.print(payload.readByte(), payload.readBytes(payload.remaining()));
        break;
      case Kind.CLASS:
        outcomes.serveClass(payload, writer);
        break;
      case Kind.STACK:
        sent.stackHasCome(payload.readVarint(), TaskForm.readFrames(payload));
        break;
      case Kind.EXITING:
        killAfterGrace("it did not end after System.exit");
        break;
      default:
        throw new WireFormatException("a message of unknown kind: " + kind);
    }
  }

  /** The reader keeps its turn until there are no more messages. */
  private void beginTurn() {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
    }
  }

  private void up(@Nullable Throwable failure) {
    if (stage != STARTING) {
      return;
    }
    initialized(failure);
    if (failure == null) {
      stage = UP;
    } else {
      leave();
    }
  }

  private void finish(int kind, WireInput payload, List<Object> arrays) throws IOException {
    long seq = payload.readVarlong();
    SentTasks.Sent done = sent.remove(seq);
    if (done != null && done.ahead() != null) {
      done.task().startedAhead(done.ahead());
    } else {
      window.took(1, System.nanoTime() - sentNanos);
    }
    if (seq == 0) {
      up(kind == Kind.RESULT ? null : outcomes.initializerFailure(payload, arrays));
      return;
    } else if (done == null) {
      throw new WireFormatException("an outcome of no task: " + seq);
    }
    Object value = null;
    Throwable failure = null;
    boolean suspect = kind == Kind.FAILURE && payload.readBoolean();
    sent.decoding(done.task(), link());
    try {
      if (kind == Kind.RESULT) {
        value = outcomes.value(done, payload, arrays);
      } else {
        failure = outcomes.failure(done, payload, arrays);
      }
    } catch (DecodeException e) {
      failure = outcomes.cannotBeRead(e);
    } finally {
      sent.decoded();
    }
    report(done, value, failure, suspect);
  }

  /** Outcomes of tasks that were written ahead; others up to the same one were taken back. */
  private void finishUpTo(long seq) throws IOException {
    Ledger ledger = window.ledger();
    if (ledger != null) {
      finishAll(ledger.take());
      sent.remove(seq);
      setCurrent(sent.first());
    }
  }

  private void finishAll(WireInput records) throws IOException {
    while (records.remaining() > 0) {
      int length = records.readInt();
      byte[] record = records.readBytes(length);
      finish(record[length - 1], new WireInput(record, 0, length - 1), List.of());
    }
  }

  private void report(
      SentTasks.Sent done, @Nullable Object value, @Nullable Throwable failure, boolean last) {
    Task<?> task = done.task();
    tasks++;
    backend.hasWorked();
    boolean enough =
        tasks == backend.settings.maxTasksPerWorker()
            || (sent.isEmpty() && memory.isTooMuch(pid()));
    boolean leaving = last || enough;
    if (!leaving) {
      setCurrent(
          sent.first()); // a worker without a current task may be idle when its outcome is seen
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
  public void ended(ExitReport report) {
    beginTurn();
    try {
      int before = stage;
      stage = GONE;
      failLost(report);
      setCurrent(null);
      window.forget();
      if (before == STARTING && !finished() && backend.startFailed()) {
        unusable("worker processes cannot be started", outcomes.crash(report.beforeReady(), 0));
      } else if (before == UP) {
        engine.lost();
        if (tasks == 0 && !finished() && backend.startFailed()) {
          unusable("worker processes end before they do anything", outcomes.crash(report, 0));
        }
      }
      if (busy) {
        busy = false;
        backend.notBusy();
      }
      backend.gone(this);
      ended();
    } finally {
      turn.unlock();
      LockSupport.unpark(writer);
    }
  }

  /** What has started there fails; what was only written ahead starts elsewhere. */
  private void failLost(ExitReport report) {
    try {
      Ledger ledger = window.ledger();
      if (ledger != null && window.isReady()) {
        finishAll(ledger.take()); // results outlive the process
      }
    } catch (IOException | RuntimeException e) {
      Log.error("the last results of a worker could not be read: " + name(), e);
    }
    List<Task<?>> back = new ArrayList<>();
    for (SentTasks.Sent lost : sent.removeAll()) {
      Ahead place = lost.ahead();
      if (place == null || place.hasStarted()) {
        if (place != null) {
          lost.task().startedAhead(place);
        }
        fail(lost.task(), outcomes.crash(report, lost.task().attempt()));
      } else if (lost.task().takeBack(place)) {
        back.add(lost.task());
      }
    }
    Task<?> waiting = slow;
    slow = null;
    if (waiting != null && waiting.isPending()) {
      back.add(waiting);
    }
    engine.putBack(back);
  }
}
