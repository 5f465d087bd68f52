package concurrent.futures.cluster;

import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A slot whose tasks execute in a worker JVM. */
final class ProcessSlot extends Slot {
  private final SlotProcess process;

  ProcessSlot(Host host, Guest guest, int number, SlotProcess.WorkerName worker, WorkerJvms jvms) {
    super(host, guest, number);
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
    Item first = beforeReady == null ? null : pollWaiting();
    ended(true);
    if (first != null) {
      guest.fail(number, first.seq, TaskForm.IN_TASK, true, Objects.requireNonNull(beforeReady));
    }
  }

  /** There is no more for this slot: it is for the submitter to open it again. */
  private void ended(boolean crash) {
    WireOutput message = new WireOutput(6);
    message.writeVarint(number);
    message.writeBoolean(crash);
    closeWith(message);
  }
}
