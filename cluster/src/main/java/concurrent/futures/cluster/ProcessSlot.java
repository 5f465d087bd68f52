package concurrent.futures.cluster;

import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slot whose tasks execute in a worker JVM. If that cannot be started, its tasks are given back,
 * and this member has no slots for a while.
 */
final class ProcessSlot extends Slot {
  private final SlotProcess process;
  private final SlotProcess.WorkerName worker;
  private final WorkerJvms jvms;

  ProcessSlot(Host host, Guest guest, int number, SlotProcess.WorkerName worker, WorkerJvms jvms) {
    super(host, guest, number);
    this.worker = worker;
    this.jvms = jvms;
    this.process = new SlotProcess(jvms, guest, number, worker, this::crashed);
  }

  @Override
  boolean interrupt(long seq) {
    boolean interrupted = process.interrupt(seq);
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

  @Override
  public void run() {
    begin();
    process.begin();
    for (Item next; (next = next()) != null; ) {
      try {
        SlotProcess.Reply reply = process.run(next.seq, next.task, next.arrays);
        over();
        if (reply.last() && reply.crash() == null) {
          ended(false);
        }
        if (reply.message() == null) {
          guest.fail(
              number, next.seq, TaskForm.IN_TASK, true, Objects.requireNonNull(reply.crash()));
        } else {
          answer(next.seq, reply.kind(), reply.message(), reply.arrays());
        }
      } catch (Throwable t) { // our own: no memory, as good as always
        over();
        fail(next.seq, t);
      }
    }
  }

  /** The worker JVM has ended by itself. */
  private void crashed(@Nullable Throwable beforeReady) {
    if (beforeReady != null) { // before its tasks are given back, or they would come again
      host.withdrawal.begin(String.valueOf(beforeReady.getMessage()), this::canStart);
    }
    ended(true);
  }

  /** Whether a worker JVM can be started. Waits for it to be ready. */
  private boolean canStart() {
    SlotProcess attempt = new SlotProcess(jvms, guest, number, worker, again -> {});
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
