package concurrent.futures.cluster;

import concurrent.futures.Action;
import concurrent.futures.OutcomeDecoder;
import concurrent.futures.Pool;
import concurrent.futures.Task;
import concurrent.futures.Worker;
import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.wire.CompactValues;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a member: it has no thread here.
 *
 * <p>A task is sent when the slot has none, and pending until the member has started it. Several
 * short ones are sent together, as many as take a millisecond or two by what the last ones took; if
 * the first one takes long after all, the member gives the others back.
 *
 * <pre>
 *   queue ── poll, send ──▶ sent, PENDING ── STARTED, or an outcome ──▶ RUNNING ──▶ outcome
 *     ▲                       │      └── cancelled: CANCEL is sent
 *     └────── RETURNED ───────┘
 * </pre>
 *
 * <p>Everything but what the engine asks for happens in turns of the {@link Peer}.
 *
 * <p>Longer than 400 lines because this is one state machine, with what drives it.
 */
final class ClusterWorker extends Worker {
  private static final int MOST_BYTES = 32 << 10;
  private static final int MOST_BYTES_EACH = 512;
  private static final long NO_TASK = 0; // the initializer's number

  /** The member has a clock for a task's timeout; this side's is for one that does not answer. */
  private static final long TIMEOUT_SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Peer peer;
  final int slot;
  final WorkerOutput output;
  private final @Nullable Action initializer;
  private final long keepAliveNanos;

  private final SentTasks sent = new SentTasks(); // changed in turns

  // in turns
  private final WireOutput one = new WireOutput(MOST_BYTES_EACH);
  private final WireOutput batch = new WireOutput(1 << 10);
  private volatile boolean begun; // before that, the member has no slot for it, and its end
  // would be that of nobody; but it may be woken
  private boolean up;
  private boolean over;
  private boolean memberLost;
  private boolean worn; // a task has broken it, perhaps
  private boolean encoding; // a task is being written by a thread of the service
  private final Pace pace;
  private int decoding; // outcomes that are being read by threads of the service
  private boolean busy;
  private long idleSince;

  ClusterWorker(Pool pool, Peer peer, int slot, int number) {
    super(pool, pool.name() + "_" + number);
    this.peer = peer;
    this.slot = slot;
    this.pace = new Pace(peer.backend.background::nanoTime);
    this.output = new WorkerOutput(peer.backend.prefixesOutput() ? "[" + name() + "] " : null);
    this.initializer = pool.initializer();
    this.keepAliveNanos = TimeUnit.NANOSECONDS.convert(pool.keepAlive());
  }

  // ---- what the engine asks for: without waiting for a turn, as the caller may hold a lock that
  // an outcome waits for

  @Override
  protected void begin() {
    WireOutput message = new WireOutput(64);
    message.writeVarint(slot);
    message.writeString(name());
    message.writeString(WorkerOutput.charsetOfOut().name());
    message.writeString(WorkerOutput.charsetOfErr().name());
    peer.link.append(Message.OPEN, message);
    begun = true;
    Action action = initializer;
    if (action != null) {
      peer.backend.background.execute(() -> sendInitializer(action));
    }
    peer.wake(this); // not in a turn: this may be in that of another member
  }

  private void sendInitializer(Action action) {
    peer.inTurn(
        () -> {
          if (!over) {
            becomeBusy();
          }
        });
    WireOutput message = head(0);
    List<Object> arrays = new ArrayList<>(0);
    try {
      peer.encoder.writeInitializer(message, NO_TASK, action, peer.newCodec(), arrays);
    } catch (EncodeException e) {
      peer.inTurn(() -> cannotBegin(peer.decoder.cannotTravel("the initializer", e)));
      return;
    } catch (RuntimeException | Error e) {
      peer.inTurn(() -> cannotBegin(e));
      return;
    }
    peer.link.send(
        Message.TASK, message, arrays, e -> peer.inTurn(() -> cannotBegin(peer.notArrived(e))));
    peer.link.flush();
  }

  @Override
  protected void wake() {
    peer.wake(this);
  }

  @Override
  protected void interrupt(Task<?> task) {
    long seq = sent.seqOf(task);
    if (seq > 0) {
      peer.tell(Message.INTERRUPT, slot, seq);
    }
  }

  @Override
  protected long timeoutSlackNanos() {
    return TIMEOUT_SLACK_NANOS;
  }

  @Override
  protected void interruptAll() {
    Task<?> task = currentTask();
    if (task != null) {
      interrupt(task);
    }
  }

  @Override
  protected void awaitEnd(long nanos) {}

  @Override
  protected Supplier<List<Task<?>>> takeBackAhead() {
    List<Sent> asked = sent.all();
    asked.forEach(each -> each.place.ask());
    return () -> {
      List<Task<?>> back = new ArrayList<>();
      for (Sent each : asked) {
        if (takeBack(each.task, each.place)) {
          back.add(each.task);
        }
      }
      return back;
    };
  }

  @Override
  protected StackTraceElement[] stackTrace(Task<?> task) {
    long seq = sent.seqOf(task);
    return seq > 0
        ? peer.stacks.of(slot, seq, () -> sent.find(seq) == null)
        : new StackTraceElement[0];
  }

  Background background() {
    return peer.backend.background;
  }

  /** False for a thread that the member's answer waits for. */
  boolean mayWait() {
    return peer.backend.mayWait();
  }

  /** Asks the member to give a task back; it answers that, or that it has started. */
  void askBack(long seq) {
    peer.tell(Message.CANCEL, slot, seq);
  }

  // ---- its life, in turns

  private void up() {
    if (!over) {
      up = true;
      initialized(null);
      look();
    }
  }

  private void cannotBegin(Throwable failure) {
    if (!over && !up) {
      initialized(failure);
      leave();
    }
  }

  private void leave() {
    WireOutput message = new WireOutput(5);
    message.writeVarint(slot);
    peer.link.append(Message.CLOSE, message);
    end();
  }

  private void end() {
    over = true;
    becomeIdle();
    setCurrent(null);
    peer.ended(this);
    ended();
  }

  /** The member has gone. */
  void lost() {
    if (over || memberLost) {
      return;
    }
    memberLost = true;
    countAsLost(); // before anybody can see what has failed
    List<Task<?>> back = new ArrayList<>();
    for (Sent each : sent.removeAll()) {
      peer.stacks.noMore(slot, each.seq);
      if (each.place.withdraw()) {
        if (takeBack(each.task, each.place)) {
          back.add(each.task);
        }
      } else if (markStarted(each)) { // it may have
        fail(each.task, peer.lost(each.task));
      }
    }
    if (!back.isEmpty()) {
      putBack(back);
    }
    endIfLost();
  }

  private void endIfLost() {
    if (memberLost && begun && decoding == 0 && !over) { // an ended worker must not report any more
      end();
    }
  }

  private void becomeBusy() {
    if (!busy) {
      busy = true;
      peer.backend.busy();
    }
  }

  private void becomeIdle() {
    if (busy) {
      busy = false;
      peer.backend.notBusy();
    }
  }

  // ---- sending, in turns

  /** Sends tasks if there are any and the slot has room for them. */
  void look() {
    endIfLost();
    if (initializer == null && begun && !up && !over) {
      up = true;
      initialized(null);
    }
    boolean more = true;
    while (more && up && !over && !memberLost && !encoding && hasRoom()) {
      Task<?> task = sent.isEmpty() ? pollIfAllowed() : pollAhead();
      if (task == null) {
        lookedInVain();
        return;
      }
      becomeBusy();
      more = send(task);
    }
  }

  private void lookedInVain() {
    if (!sent.isEmpty() || decoding > 0) {
      return;
    }
    if (finished() || worn || peer.takesNone()) {
      leave();
    } else {
      becomeIdle();
      idleSince = peer.backend.background.nanoTime();
      peer.backend.idle(keepAliveNanos);
    }
  }

  /** Ends if it has been idle for the keep-alive time; otherwise how long it has left. */
  long leaveIfIdle(long now) {
    long left = idleSince + keepAliveNanos - now;
    if (over || busy || !up || peer.backend.isPaused()) {
      return Long.MAX_VALUE; // or it will be woken, and be idle again
    } else if (left <= 0 && leaveIdle()) {
      leave();
      return Long.MAX_VALUE;
    }
    return Math.max(left, 0);
  }

  private @Nullable Task<?> pollIfAllowed() {
    boolean mayNot = peer.backend.isPaused() || worn || peer.takesNone();
    return mayNot ? null : poll();
  }

  private boolean hasRoom() {
    return sent.isEmpty() || (pace.isWorthMore(sent.size()) && !peer.takesNone());
  }

  private WireOutput head(long timeoutNanos) {
    WireOutput head = new WireOutput(256);
    head.writeVarint(slot);
    head.writeBoolean(true);
    head.writeVarlong(timeoutNanos);
    return head;
  }

  /** 0 for none. */
  private static long timeoutNanos(Task<?> task) {
    Duration timeout = task.options().timeout();
    return timeout == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /** Sends a task, and others with it; false if there are more, but not now. */
  private boolean send(Task<?> first) {
    batch.reset();
    batch.writeVarint(slot);
    int start = batch.size();
    Task<?> task = first;
    while (task != null && !task.isTracked() && tryAdd(task)) {
      boolean room = sent.size() < pace.window() && batch.size() < MOST_BYTES;
      task = room ? pollAhead() : null;
    }
    if (batch.size() > start) {
      pace.sent();
      peer.link.append(Message.TASKS, batch);
    }
    boolean waits = task != null && !sent.isEmpty();
    if (waits) {
      putBack(List.of(task)); // it would wait behind the others
    } else if (task != null) {
      sendAlone(task);
    }
    executingChanged();
    return !waits;
  }

  /** Adds a task to those that are sent together; false if it is not fit for that. */
  private boolean tryAdd(Task<?> task) {
    Callable<?> call = task.callOrNull();
    if (call == null) {
      return true; // it was cancelled
    }
    one.reset();
    long seq = peer.lastSeq + 1;
    if (!peer.encoder.tryWrite(one, seq, call, 1, task.name()) || one.size() > MOST_BYTES_EACH) {
      return false;
    }
    if (add(seq, task, call) != null) {
      batch.writeVarint(one.size());
      batch.writeBytes(one.array(), 0, one.size());
    }
    return true;
  }

  /** Sends one task, whose start the member is to tell. */
  private void sendAlone(Task<?> task) {
    Callable<?> call = task.callOrNull();
    long seq = peer.lastSeq + 1;
    int attempt = task.nextAttempt();
    WireOutput message = head(timeoutNanos(task));
    if (call == null) {
      return;
    }
    boolean isShort =
        peer.encoder.tryWrite(message, seq, call, attempt, task.name())
            && !MemberLink.isLarge(message, List.of());
    Sent added = isShort ? add(seq, task, call) : addUnwritten(seq, task, call);
    if (added == null) {
      return;
    }
    pace.sent();
    if (isShort) {
      peer.link.append(Message.TASK, message);
    } else {
      encoding = true;
      peer.window.write(() -> encode(added, call, attempt));
    }
  }

  /** Null if the task was cancelled. */
  private @Nullable Sent add(long seq, Task<?> task, Callable<?> call) {
    Sent added = addUnwritten(seq, task, call);
    if (added != null && !added.place.write()) {
      sent.remove(seq);
      return null;
    }
    return added;
  }

  private @Nullable Sent addUnwritten(long seq, Task<?> task, Callable<?> call) {
    peer.lastSeq = seq;
    Sent added = new Sent(seq, task, peer.encoder.context(call), new Place(this, seq));
    sent.add(added);
    if (handedOver(task, added.place)) {
      return added;
    }
    sent.remove(seq);
    return null;
  }

  /** Writes a task that is large, or whose values run foreign code. Not in a turn. */
  private void encode(Sent added, Callable<?> call, int attempt) {
    if (!added.place.write()) { // it was taken back while it waited
      peer.window.written(0);
      noLongerEncoding(
          () -> {
            sent.remove(added.seq);
            executingChanged();
          });
      return;
    }
    long seq = added.seq;
    WireOutput message = head(timeoutNanos(added.task));
    List<Object> arrays = new ArrayList<>(0);
    Throwable failure = null;
    try {
      peer.encoder.write(message, seq, call, attempt, added.task.name(), peer.newCodec(), arrays);
    } catch (EncodeException e) {
      failure = peer.decoder.cannotTravel("the call", e);
    } catch (Throwable t) {
      failure = t; // such as: no memory for it
    }
    long bytes = failure == null ? MemberLink.largeBytes(message, arrays) : 0;
    peer.window.written(bytes);
    if (failure == null) {
      peer.link.send(
          Message.TASK,
          message,
          arrays,
          () -> peer.window.arrived(bytes),
          e -> {
            peer.window.arrived(bytes);
            notSent(seq, peer.notArrived(e));
          });
      noLongerEncoding(() -> {}); // the outcome may have come already
    } else {
      notSent(seq, failure);
    }
  }

  private void noLongerEncoding(Runnable before) {
    peer.inTurn(
        () -> {
          encoding = false;
          before.run();
          look();
        });
  }

  /** It could not be sent. */
  private void notSent(long seq, Throwable reason) {
    noLongerEncoding(
        () -> {
          Sent failed = sent.remove(seq);
          executingChanged();
          if (failed != null && markStarted(failed)) {
            fail(failed.task, reason);
          }
        });
  }

  private void executingChanged() {
    setCurrent(sent.first());
  }

  // ---- what the member says, in turns

  /** The task executes. */
  void started(long seq) {
    Sent found = sent.find(seq);
    if (found != null && (!markStarted(found) || isStopped())) {
      peer.tell(Message.INTERRUPT, slot, seq); // it was cancelled meanwhile
    }
  }

  /** It has run for its time. Its stack trace is asked for, and then it is interrupted. */
  void timedOut(long seq) {
    Sent found = sent.find(seq);
    if (found != null && markStarted(found)) {
      found.timedOut = true;
      int attempt = found.task.attempt();
      peer.backend.background.execute(() -> timedOut(found.task, attempt));
    }
  }

  /** False if it was cancelled meanwhile. */
  private boolean markStarted(Sent each) {
    if (each.place.start()) {
      startedAhead(each.task, each.place);
    }
    return each.place.hasStarted();
  }

  /** These have not started, and will not. */
  void returned(List<Long> numbers) {
    List<Task<?>> back = new ArrayList<>();
    for (long seq : numbers) {
      if (seq == NO_TASK && !up && !over) {
        leave(); // what it was to begin with has not executed: the next one begins anew
        return;
      }
      Sent each = sent.remove(seq);
      if (each == null) {
        continue;
      }
      if (each.place.hasStarted()) { // no member does that, but a future must not stay open
        fail(each.task, peer.lost(each.task));
      } else if (each.place.returned() && takeBack(each.task, each.place)) {
        back.add(each.task); // otherwise it would be sent again before who has asked can cancel it
      }
    }
    pace.slow();
    executingChanged();
    if (!back.isEmpty()) {
      putBack(back);
    }
    look();
  }

  /** The member has no more use for this slot until it is opened again. */
  void slotEnded(boolean crash) {
    if (over || memberLost) {
      return;
    }
    if (crash) {
      countAsLost(); // before anybody can see what has failed
    }
    worn = true;
    if (!up && peer.takesNone()) { // it could not be started: its initializer has not failed
      leave();
    } else {
      look();
    }
  }

  /** An outcome has come. */
  void finished(boolean succeeded, WireInput payload, List<Object> arrays) throws IOException {
    long seq = payload.readVarlong();
    if (seq == NO_TASK) {
      initializerFinished(succeeded, payload, arrays);
      return;
    }
    Sent done = sent.remove(seq);
    if (done == null) {
      return; // it is told twice
    }
    peer.stacks.noMore(slot, seq);
    pace.finished();
    if (done.timedOut) {
      timedOut(done.task, done.task.attempt()); // whatever came of it when it was interrupted
    }
    if (!markStarted(done)) {
      executingChanged();
      look();
    } else if (succeeded && CompactValues.isNext(payload)) {
      report(done, Outcome.result(done, peer.newDecoder(), payload, arrays));
      look();
    } else { // the classes are the user's, whose code takes its time
      WireInput copy = MemberLink.copy(payload);
      decoding++;
      peer.backend.background.execute(() -> decode(done, succeeded, copy, arrays));
    }
  }

  private void initializerFinished(boolean succeeded, WireInput payload, List<Object> arrays)
      throws IOException {
    if (succeeded) {
      up();
      return;
    }
    WireInput copy = MemberLink.copy(payload);
    peer.backend.background.execute(
        () -> {
          Outcome failure = Outcome.failure(0, peer.newDecoder(), copy, arrays);
          peer.inTurn(() -> cannotBegin(failure.reason()));
        });
  }

  private void decode(Sent done, boolean succeeded, WireInput in, List<Object> arrays) {
    OutcomeDecoder decoder = peer.newDecoder();
    Outcome outcome =
        succeeded
            ? Outcome.result(done, decoder, in, arrays)
            : Outcome.failure(done.context, decoder, in, arrays);
    peer.inTurn(
        () -> {
          decoding--;
          report(done, outcome);
          endIfLost();
          look();
        });
  }

  private void report(Sent done, Outcome outcome) {
    executingChanged(); // without a current task this worker may be idle when the outcome is seen
    if (outcome.failure() == null) {
      succeed(done.task, outcome.value());
    } else {
      fail(done.task, outcome.reason());
      worn = worn || outcome.last();
    }
  }
}
