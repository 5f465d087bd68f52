package concurrent.futures.cluster;

import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slot whose tasks execute in a worker JVM. If that cannot be started, its tasks are given back,
 * and this member has no slots for a while.
 */
final class ProcessSlot extends Slot {
  final SlotProcess process;
  private final SlotProcess.WorkerName worker;
  private final WorkerJvms jvms;

  ProcessSlot(Host host, Guest guest, int number, SlotProcess.WorkerName worker, WorkerJvms jvms) {
    super(host, guest, number);
    this.worker = worker;
    this.jvms = jvms;
    this.process = new SlotProcess(jvms, guest, number, worker, new Events());
  }

  @Override
  boolean interrupt(long seq) {
    boolean next;
    synchronized (this) {
      next = isRunning(seq); // its worker JVM may not have it yet
    }
    boolean interrupted = process.interrupt(seq, next);
    if (!interrupted) {
      cancel(seq);
    }
    return interrupted;
  }

  @Override
  void tellStack(int request, long seq) {
    if (!process.askForStack(request, seq)) {
      guest.tellStack(request, new StackTraceElement[0]);
    }
  }

  @Override
  void close(boolean interrupt) {
    super.close(interrupt);
    process.close(interrupt);
  }

  // ---- execution

  @Override
  public void run() {
    begin();
    for (Item next; (next = nextWhenReady()) != null; ) {
      try {
        if (next.tell || !process.writesAhead() || !executeAhead()) {
          executeAlone(next);
        }
      } catch (Throwable t) { // our own: no memory, as good as always
        over();
        fail(next.seq, t);
        giveBack();
      }
    }
  }

  private @Nullable Item nextWhenReady() {
    try {
      process.begin(); // or it has ended: then there is no next one
    } catch (Throwable t) { // our own: no memory, as good as always
      process.close(true);
      ended(false);
    }
    return next();
  }

  private void executeAlone(Item task) throws IOException {
    SlotProcess.Reply reply = process.run(task.seq, task.task, task.arrays);
    over();
    if (reply.last() && reply.crash() == null) {
      ended(false);
    }
    tell(task.seq, reply);
  }

  private void tell(long seq, SlotProcess.Reply reply) {
    if (reply.message() == null) {
      guest.fail(number, seq, TaskForm.IN_TASK, true, Objects.requireNonNull(reply.crash()));
    } else {
      answer(seq, reply.kind(), reply.message(), reply.arrays());
    }
  }

  /** Executes the next task and short ones behind it, written ahead; false if it must be alone. */
  private boolean executeAhead() {
    List<Item> tasks = moveTo(process.ahead);
    if (tasks.isEmpty()) {
      return false;
    }
    for (; ; tasks = moveTo(process.ahead)) {
      process.write(tasks);
      awaitRoom(process.ahead, process::hasEnded);
      if (process.ahead.isEmpty() || process.hasEnded()) {
        break;
      }
    }
    if (process.hasEnded()) {
      giveBack();
      for (Item lost : process.ahead.removeAll()) { // the one that executed
        tell(lost.seq, process.crashed());
      }
    }
    return true;
  }

  @Override
  @Nullable Item executing() {
    Item task = process.ahead.executing();
    return task == null ? super.executing() : task;
  }

  @Override
  boolean takeBack(long seq) {
    return process.ahead.takeBack(seq);
  }

  @Override
  List<Item> takeBackAll() {
    return process.ahead.takeBackAll();
  }

  /** What the worker JVM says, by the thread that reads. */
  private final class Events implements SlotProcess.Listener {
    private boolean told;

    @Override
    public void finished(long seq, SlotProcess.Reply reply) {
      if (reply.last()) {
        ended(false);
      }
      tell(seq, reply);
      told = true;
    }

    @Override
    public void drained() {
      if (told) {
        told = false;
        guest.link.flush();
        changed();
      }
    }

    @Override
    public void over(@Nullable Throwable beforeReady) {
      if (beforeReady != null) { // before its tasks are given back, or they would come again
        host.withdrawal.begin(String.valueOf(beforeReady.getMessage()), ProcessSlot.this::canStart);
      }
      ended(true);
    }

    @Override
    public void hasEnded() {
      changed();
    }
  }

  /** A worker that gets no task. */
  private static final class Attempt implements SlotProcess.Listener {
    @Override
    public void finished(long seq, SlotProcess.Reply reply) {}

    @Override
    public void drained() {}

    @Override
    public void over(@Nullable Throwable beforeReady) {}

    @Override
    public void hasEnded() {}
  }

  /** Whether a worker JVM can be started. Waits for it to be ready. */
  private boolean canStart() {
    SlotProcess attempt = new SlotProcess(jvms, guest, number, worker, new Attempt());
    boolean ready = attempt.begin();
    attempt.close(false);
    return ready;
  }

  /** There is no more for this slot: it is for the submitter to open it again. */
  private void ended(boolean crash) {
    WireOutput message = new WireOutput(6);
    message.writeVarint(number);
    message.writeBoolean(crash);
    closeWith(message);
  }
}
