package concurrent.futures.cluster;

import concurrent.futures.OutcomeDecoder;
import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.process.SharedLink;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker JVM of a slot. What submitter and worker say to each other is passed on as it is: the
 * worker speaks with the numbers that the submitter gave to functions, loaders and tasks, and no
 * value or class of a task is ever read in this JVM.
 *
 * <pre>
 *   (none) ── first task ──▶ starting ── READY ──▶ up ── the slot is closed: STOP ──▶ ended
 *                                └── a crash: its task fails, and the slot is over ────▶
 * </pre>
 *
 * <p>Longer than 400 lines because this is one state machine, between what the slot asks for and
 * what the worker says.
 */
final class SlotProcess implements WorkerProcess.Events {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final long STOP_NANOS = GRACE.plusSeconds(1).toNanos();
  private static final long START_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long NONE = -1;

  /** After so many short tasks they are written ahead. */
  private static final int SHORT_TASKS = 16;

  /**
   * What became of a task.
   *
   * @param message its number and what follows, or null after a crash
   * @param crash the end of the worker, which executed it, or null
   * @param last whether the worker ends
   */
  record Reply(
      int kind,
      @Nullable WireOutput message,
      List<Object> arrays,
      @Nullable Throwable crash,
      boolean last) {}

  private final WorkerJvms jvms;
  private final Guest guest;
  private final int slot;
  private final WorkerName worker;
  private final Listener listener;
  private final SharedLink shared = new SharedLink();
  final AheadItems ahead;
  private int shortTasks; // before it is ready; by the thread that executes
  private final Object classes = new Object(); // one long message of a kind at a time

  private final Relay.Reader reader = new Relay.Reader(this::answer);
  private int functions; // that it has been told; by the thread that executes
  private @Nullable WorkerProcess process; // guarded by this
  private boolean ready; // guarded by this
  private long executing = NONE; // guarded by this
  private @Nullable Reply reply; // guarded by this
  private int attempt; // guarded by this
  private boolean closed; // guarded by this
  private boolean over; // guarded by this
  private @Nullable ExitReport end; // guarded by this
  private volatile boolean gone; // and all that is to be said of it has been

  /** Who is told, by the thread that reads. */
  interface Listener {
    /** The outcome of a task that was written ahead. */
    void finished(long seq, Reply reply);

    /** There are no more of them for now. */
    void drained();

    /** The worker ends by itself; the reason if it never was ready. */
    void over(@Nullable Throwable beforeReady);

    /** The last event. */
    void hasEnded();
  }

  /** What the submitter calls its worker, and the charsets of its output. */
  record WorkerName(String name, String outCharset, String errCharset) {
    static WorkerName read(WireInput in) throws WireFormatException {
      return new WorkerName(in.readText(), in.readText(), in.readText());
    }
  }

  /** None yet. */
  SlotProcess(WorkerJvms jvms, Guest guest, int slot, WorkerName worker, Listener listener) {
    this.jvms = jvms;
    this.guest = guest;
    this.slot = slot;
    this.worker = worker;
    this.listener = listener;
    this.ahead = new AheadItems(shared::ledger, jvms::nanoTime);
  }

  // ---- what the slot asks for

  /**
   * Starts the worker if there is none, and waits until it can be given a task, or has ended and
   * that has been told; false if it gets no more tasks.
   */
  boolean begin() {
    synchronized (this) {
      if (process != null || over) {
        return awaitReady();
      }
    }
    WorkerProcess started = null;
    try {
      started = jvms.start(worker.name(), guest.limits(), bytes -> output(2, bytes));
      started.greet(worker.name(), worker.outCharset(), worker.errCharset(), guest.limits());
      started.out().flush();
    } catch (IOException | RuntimeException | Error e) { // such as: no memory for its threads
      if (started == null) {
        ended(notStarted(e));
        return false;
      }
      if (!(e instanceof IOException)) { // then it has ended, as its reader is about to see
        started.kill("it could not be greeted: " + e);
      }
    }
    boolean kill;
    synchronized (this) {
      process = started;
      kill = closed;
    }
    if (kill) {
      started.kill("its slot was closed");
    }
    started.tell(this);
    WorkerProcess young = started;
    jvms.later(START_NANOS, () -> killUnlessReady(young));
    return awaitReady();
  }

  private synchronized boolean awaitReady() {
    awaitNews(() -> takesTasks() || gone);
    return !over;
  }

  /** Not one that is killed for the task before: it would take the next one with it. */
  private boolean takesTasks() {
    return ready && end == null && !running().isDoomed();
  }

  private synchronized void killUnlessReady(WorkerProcess started) {
    if (!ready) {
      started.kill("it was not ready after " + Duration.ofNanos(START_NANOS));
    }
  }

  /** With the lock. Who interrupts this thread has the process killed. */
  private void awaitNews(BooleanSupplier come) {
    while (!come.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // the end of the process is the news
      }
    }
  }

  /** Executes a task, behind its number. */
  Reply run(long seq, WireInput task, List<Object> arrays) throws WireFormatException {
    byte[] bytes = task.readBytes(task.remaining());
    WorkerProcess to;
    synchronized (this) {
      to = process;
      attempt = TaskForm.attempt(new WireInput(bytes, 0, bytes.length));
      if (end != null || to == null) {
        return crashed();
      }
      executing = seq;
    }
    WireOutput message = new WireOutput(bytes.length + 10);
    message.writeVarlong(seq);
    message.writeBytes(bytes, 0, bytes.length);
    functions = guest.relay().tellFunctions(to.out(), functions);
    try {
      to.out().send(Kind.TASK, message, arrays);
      if (shared.isReady()) {
        shared.step(to); // it may have slots for large arrays
      }
    } catch (IOException e) {
      // the process has ended, as its reader is about to see
    }
    synchronized (this) {
      awaitNews(() -> reply != null);
      Reply now = Objects.requireNonNull(reply);
      reply = null;
      return now;
    }
  }

  private synchronized void finished(Reply outcome) {
    executing = NONE;
    over = over || outcome.last();
    reply = outcome;
    notifyAll();
  }

  // ---- short tasks

  /** There is a short task: true if it can be written ahead, as the first ones cannot. */
  boolean writesAhead() {
    WorkerProcess to;
    synchronized (this) {
      to = process;
    }
    if (!shared.isReady() && to != null && ++shortTasks >= SHORT_TASKS) {
      shared.want();
      try {
        shared.step(to);
      } catch (IOException e) {
        // the process has ended, as its reader is about to see
      }
    }
    return shared.isReady();
  }

  /** Writes tasks that were added to those ahead. */
  void write(List<Slot.Item> tasks) {
    WorkerProcess to = running();
    synchronized (this) {
      attempt = 1; // others come alone
    }
    functions = guest.relay().tellFunctions(to.out(), functions);
    try {
      AheadItems.write(to.out(), tasks);
    } catch (IOException e) {
      // the process has ended, as its reader is about to see
    }
  }

  /** True once it has ended, and all that it has said is known. */
  boolean hasEnded() {
    return gone;
  }

  /** True if that task executes. */
  private synchronized boolean isExecuting(long seq) {
    return executing == seq || ahead.isExecuting(seq);
  }

  private static ExitReport notStarted(Throwable e) {
    return new ExitReport(
        ExitReport.Kind.START,
        -1,
        -1,
        null,
        "",
        null,
        List.of(),
        "the worker process could not be started: " + e);
  }

  /**
   * Interrupts a task, and kills the process if it goes on. False if it does not execute.
   *
   * @param next true for the task that executes next: the worker remembers it until that has come
   */
  boolean interrupt(long seq, boolean next) {
    WorkerProcess now;
    synchronized (this) {
      if (!next && !isExecuting(seq)) {
        return false;
      }
      now = process;
    }
    if (now != null) {
      WireOutput message = new WireOutput(10);
      message.writeVarlong(seq);
      now.out().enqueue(Kind.INTERRUPT, message);
      flush(now);
    }
    jvms.later(GRACE.toNanos(), () -> killIfExecuting(seq));
    return true;
  }

  private void killIfExecuting(long seq) {
    synchronized (this) {
      if (!isExecuting(seq) || process == null) {
        return;
      }
      process.doom();
      process.kill("its task went on for " + GRACE + " after it was interrupted");
    }
  }

  /** Asks where a task is; false if it does not execute. */
  boolean askForStack(int request, long seq) {
    WorkerProcess now;
    synchronized (this) {
      now = process;
      if (!isExecuting(seq) || now == null) {
        return false;
      }
    }
    WireOutput message = new WireOutput(16);
    message.writeVarint(request);
    message.writeVarlong(seq);
    now.out().enqueue(Kind.STACK, message);
    flush(now);
    return true;
  }

  /** Answers a question for a class. */
  private void answer(int request, byte[] found) {
    WorkerProcess now;
    synchronized (this) {
      now = process;
    }
    if (now == null) {
      return;
    }
    WireOutput answer = new WireOutput(found.length + 5);
    answer.writeVarint(request);
    answer.writeBytes(found, 0, found.length);
    jvms.run(
        () -> {
          try {
            synchronized (classes) {
              now.out().send(Kind.CLASS, answer);
            }
          } catch (IOException e) {
            // the process has ended, as its reader is about to see
          }
        });
  }

  private void flush(WorkerProcess to) {
    jvms.run(
        () -> {
          try {
            to.out().flush();
          } catch (IOException e) {
            // as above
          }
        });
  }

  /** There are no more tasks for it. */
  void close(boolean now) {
    WorkerProcess last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    if (last == null) {
      return;
    } else if (now) {
      last.kill("who submitted its tasks has gone");
    } else {
      last.out().enqueue(Kind.STOP, new WireOutput(1));
      flush(last);
      killLater(last, "it did not end when it was told to");
    }
  }

  private void killLater(WorkerProcess last, String because) {
    jvms.later(
        STOP_NANOS,
        () -> {
          if (last.isAlive()) {
            last.kill(because);
          }
        });
  }

  // ---- what the worker says, by the thread that reads

  @Override
  public void message(int kind, WireInput payload, List<Object> arrays) throws IOException {
    switch (kind) {
      case Kind.RESULT, Kind.FAILURE -> {
        WireOutput message = copy(payload);
        boolean last = kind == Kind.FAILURE && isLast(message);
        finished(seqOf(message), new Reply(kind, message, arrays, null, last));
      }
      case Kind.RESULTS -> {} // they have come
      case Kind.LEDGER -> {
        shared.answered(payload.readBoolean(), running());
      }
      case Kind.WANT_SLOTS -> shared.wantsSlots();
      case Kind.SLOTS -> shared.slotsAnswered(payload.readBoolean(), payload.readBoolean());
      case Kind.READY -> {
        WorkerProcess.checkVersion(payload);
        synchronized (this) {
          ready = true;
          notifyAll();
        }
      }
      case Kind.OUTPUT -> output(payload.readByte(), payload.readBytes(payload.remaining()));
      case Kind.CLASS -> guest.relay().ask(reader, payload);
      case Kind.STACK -> {
        guest.link.append(Message.STACK, copy(payload));
        guest.link.flush();
      }
      case Kind.EXITING -> {
        killLater(running(), "it did not end after System.exit");
      }
      default -> throw new WireFormatException("a message of unknown kind: " + kind);
    }
  }

  /** Who says something. */
  synchronized WorkerProcess running() {
    return Objects.requireNonNull(process);
  }

  private void finished(long seq, Reply outcome) {
    if (!ahead.contains(seq)) {
      finished(outcome);
      return;
    }
    if (outcome.last()) {
      synchronized (this) {
        over = true;
      }
    }
    listener.finished(seq, outcome);
    synchronized (this) { // it is doomed before this, or not at all
      ahead.remove(seq); // from now on this member may leave
    }
  }

  private static long seqOf(WireOutput outcome) throws WireFormatException {
    return new WireInput(outcome.array(), 0, outcome.size()).readVarlong();
  }

  private static boolean isLast(WireOutput failure) throws WireFormatException {
    WireInput in = new WireInput(failure.array(), 0, failure.size());
    in.readVarlong();
    return in.readBoolean();
  }

  private static WireOutput copy(WireInput payload) throws WireFormatException {
    byte[] bytes = payload.readBytes(payload.remaining());
    WireOutput copy = new WireOutput(bytes.length);
    copy.writeBytes(bytes, 0, bytes.length);
    return copy;
  }

  private void output(int stream, byte[] bytes) {
    guest.output(slot, stream, bytes, 0, bytes.length);
    boolean idle;
    synchronized (this) {
      idle = executing == NONE && ahead.isEmpty();
    }
    if (idle) {
      guest.link.flush(); // otherwise the outcome or the clock does
    }
  }

  @Override
  public void drained() {
    listener.drained();
  }

  @Override
  public void ended(ExitReport report) {
    WorkerProcess last;
    boolean told;
    boolean started;
    synchronized (this) {
      last = process;
      started = ready;
      end = ready || last == null ? report : report.beforeReady();
      told = !closed && !over;
      over = true;
    }
    if (last != null) {
      jvms.ended(last);
    }
    if (told) {
      listener.over(started ? null : crashed().crash());
    }
    synchronized (this) {
      if (executing != NONE) {
        finished(crashed());
      }
      gone = true;
      notifyAll();
    }
    listener.hasEnded();
    try {
      shared.forget();
    } catch (IOException e) {
      // it goes with its directory
    }
  }

  /** What becomes of the task that executed when the worker ended. */
  synchronized Reply crashed() {
    String where = worker.name() + " at the member " + guest.hostAddress();
    ExitReport how = Objects.requireNonNull(end);
    Throwable crash = OutcomeDecoder.crash(how, where, attempt);
    return new Reply(Kind.FAILURE, null, List.of(), crash, true);
  }
}
