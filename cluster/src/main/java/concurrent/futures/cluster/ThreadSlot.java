package concurrent.futures.cluster;

import concurrent.futures.internal.worker.CallRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slot whose tasks execute in a thread of this JVM. */
final class ThreadSlot extends Slot {
  private final CallRunner runner;
  private final @Nullable TaskOutput output; // null: what tasks print stays here
  private @Nullable Thread thread; // whose turn it is, or was; guarded by this

  ThreadSlot(
      Host host, Guest guest, int number, SlotProcess.WorkerName worker, boolean forwardsOutput) {
    super(host, guest, number);
    this.runner = new CallRunner(guest.functions, guest.shipping, host.limits, worker.name());
    this.output = forwardsOutput ? new TaskOutput(guest, number, worker) : null;
  }

  @Override
  boolean interrupt(long seq) {
    synchronized (this) {
      if (isRunning(seq) && thread != null) {
        thread.interrupt();
        return true;
      }
    }
    cancel(seq);
    return false;
  }

  @Override
  void tellStack(int request, long seq) {
    StackTraceElement[] frames = {};
    synchronized (this) {
      if (isRunning(seq) && thread != null) {
        frames = thread.getStackTrace();
      }
    }
    guest.tellStack(request, frames);
  }

  @Override
  void close(boolean interrupt) {
    super.close(interrupt);
    synchronized (this) {
      if (interrupt && executing() != null && thread != null) {
        thread.interrupt();
      }
    }
  }

  @Override
  public void run() {
    synchronized (this) {
      thread = Thread.currentThread(); // before it has a task, which may be interrupted at once
    }
    begin();
    for (Item next; (next = next()) != null; ) {
      Throwable failure = null;
      int kind = 0;
      try {
        kind = execute(next);
      } catch (Throwable t) { // our own: no memory, as good as always
        failure = t;
      } finally {
        over();
      }
      try {
        if (failure == null) {
          List<Object> arrays = MemberLink.copies(runner.arrays()); // the next task may change them
          answer(next.seq, kind, runner.reply(), arrays);
        }
      } catch (Throwable t) { // such as: no memory for it
        failure = t;
      }
      if (failure != null) {
        fail(next.seq, failure);
      }
    }
  }

  private int execute(Item task) {
    if (output == null) {
      return runner.run(task.seq, task.task, task.arrays);
    }
    output.begin();
    try {
      return runner.run(task.seq, task.task, task.arrays);
    } finally {
      output.end();
    }
  }

  @Override
  synchronized void over() {
    super.over();
    Thread.interrupted(); // whoever interrupted this task has done so by now
  }
}
