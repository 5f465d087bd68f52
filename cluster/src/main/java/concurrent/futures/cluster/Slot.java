package concurrent.futures.cluster;

import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.CallRunner;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place at which the tasks of one submitter execute, one at a time and in order, by whichever
 * thread of the host is free.
 *
 * <p>Outcomes of short tasks are told together. The clock tells what is late: outcomes that nobody
 * has told yet, the start of a task that goes on for some time; and it gives back what waits behind
 * one that takes long.
 */
final class Slot implements Runnable {
  private static final long TELL_NANOS = 100_000;
  private static final long STARTED_NANOS = 1_000_000;
  private static final long LONG_NANOS = 10_000_000;

  private final Host host;
  private final Guest guest;
  private final int number;
  private final CallRunner runner;
  private final @Nullable SlotProcess process; // null: threads execute
  private final @Nullable TaskOutput output; // null: what tasks print stays here

  private final ArrayDeque<Item> queue = new ArrayDeque<>(); // guarded by this
  private boolean scheduled; // guarded by this
  private @Nullable Item running; // guarded by this
  private @Nullable Thread thread; // guarded by this; of what is running
  private long since; // guarded by this
  private boolean closed; // or its worker JVM has ended; guarded by this
  private long told; // by the thread that executes

  /** A task that has come. */
  private static final class Item {
    final long seq;
    final WireInput task;
    final List<Object> arrays;
    boolean tell; // its start; guarded by the slot

    Item(long seq, WireInput task, List<Object> arrays, boolean tell) {
      this.seq = seq;
      this.task = task;
      this.arrays = arrays;
      this.tell = tell;
    }
  }

  Slot(Host host, Guest guest, int number, SlotProcess.WorkerName worker) {
    this.host = host;
    this.guest = guest;
    this.number = number;
    this.runner = new CallRunner(guest.functions, guest.shipping, host.limits, worker.name());
    WorkerJvms jvms = host.jvms;
    this.process =
        jvms == null ? null : new SlotProcess(jvms, guest, number, worker, this::crashed);
    this.output = host.forwardsOutput ? new TaskOutput(guest, number, worker) : null;
  }

  // ---- what the submitter says

  void add(WireInput task, List<Object> arrays) throws IOException {
    boolean tell = task.readBoolean();
    schedule(List.of(new Item(task.readVarlong(), task, arrays, tell)));
  }

  void addAll(WireInput tasks) throws IOException {
    List<Item> items = new ArrayList<>();
    while (tasks.remaining() > 0) {
      WireInput task = tasks.readSlice(tasks.readVarint());
      items.add(new Item(task.readVarlong(), task, List.of(), false));
    }
    schedule(items);
  }

  private void schedule(List<Item> items) {
    synchronized (this) {
      queue.addAll(items);
      if (!closed && (scheduled || host.execute(this))) {
        scheduled = true;
        return;
      }
    }
    giveBack(); // the submitter has no use for them if it has closed the slot
  }

  /** Gives back what has not started. */
  void giveBack() {
    List<Long> back = new ArrayList<>();
    synchronized (this) {
      queue.forEach(item -> back.add(item.seq));
      queue.clear();
    }
    if (!back.isEmpty()) {
      tellReturned(back);
    }
  }

  /** Takes a task back, or says that it executes. If neither, its outcome is on its way. */
  void cancel(long seq) {
    boolean taken;
    synchronized (this) {
      taken = queue.removeIf(item -> item.seq == seq);
      Item now = running;
      if (now != null && now.seq == seq) {
        tellStarted(now);
        guest.link.flush();
      }
    }
    if (taken) {
      tellReturned(List.of(seq));
    }
  }

  void interrupt(long seq) {
    if (process != null && process.interrupt(seq)) {
      return;
    }
    synchronized (this) {
      Item now = running;
      if (now != null && now.seq == seq && thread != null && process == null) {
        thread.interrupt();
        return;
      }
    }
    cancel(seq);
  }

  /** Has the worker JVM answer; false if the task does not execute there. */
  boolean askForStack(int request, long seq) {
    return process != null && process.askForStack(request, seq);
  }

  StackTraceElement[] stackOf(long seq) {
    synchronized (this) {
      Item now = running;
      Thread by = thread;
      boolean here = process == null && now != null && now.seq == seq && by != null;
      return here ? Objects.requireNonNull(by).getStackTrace() : new StackTraceElement[0];
    }
  }

  /** The submitter has gone, or has closed it. */
  void close(boolean interrupt) {
    synchronized (this) {
      closed = true;
      queue.clear();
      if (interrupt && thread != null && process == null) {
        thread.interrupt();
      }
    }
    if (process != null) {
      process.close(interrupt);
    }
  }

  // ---- execution

  @Override
  public void run() {
    told = System.nanoTime();
    if (process != null) {
      runInProcess(process);
      return;
    }
    for (Item next; (next = next()) != null; ) {
      Throwable failure = null;
      int kind = Kind.FAILURE;
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

  private void runInProcess(SlotProcess jvm) {
    jvm.begin();
    for (Item next; (next = next()) != null; ) {
      try {
        SlotProcess.Reply reply = jvm.run(next.seq, next.task, next.arrays);
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
    Item first = null;
    synchronized (this) {
      if (beforeReady != null) {
        first = queue.poll();
      }
    }
    ended(true);
    if (first != null) {
      guest.fail(number, first.seq, TaskForm.IN_TASK, true, Objects.requireNonNull(beforeReady));
    }
  }

  /** There is no more for this slot: it is for the submitter to open it again. */
  private void ended(boolean crash) {
    synchronized (this) {
      closed = true;
    }
    WireOutput message = new WireOutput(6);
    message.writeVarint(number);
    message.writeBoolean(crash);
    guest.link.append(Message.ENDED, message);
    giveBack();
    guest.link.flush();
  }

  private synchronized @Nullable Item next() {
    Item next = queue.poll();
    if (next == null) {
      scheduled = false;
      host.idle(this);
      guest.link.flush();
      return null;
    }
    running = next;
    thread = Thread.currentThread();
    since = System.nanoTime();
    if (next.tell) {
      tellStarted(next);
      guest.link.flush();
    }
    return next;
  }

  private synchronized void over() {
    running = null;
    thread = null;
    Thread.interrupted(); // whoever interrupted this task has done so by now
  }

  private void answer(long seq, int kind, WireOutput reply, List<Object> arrays) {
    int type = kind == Kind.RESULT ? Message.RESULT : Message.FAILURE;
    WireOutput message = new WireOutput(reply.size() + 5);
    message.writeVarint(number);
    message.writeBytes(reply.array(), 0, reply.size());
    guest.link.send(type, message, arrays, reason -> guest.notArrived(number, seq, reason));
    long now = System.nanoTime();
    if (now - told > TELL_NANOS) {
      told = now;
      guest.link.flush();
    }
  }

  private void fail(long seq, Throwable failure) {
    try {
      guest.notArrived(number, seq, failure);
    } catch (Throwable t) {
      ClusterBackend.warn("the failure of a task could not be told: " + t);
    }
  }

  // ---- the clock

  void look(long now) {
    boolean isLong;
    synchronized (this) {
      Item current = running;
      if (current != null && !current.tell && now - since > STARTED_NANOS) {
        tellStarted(current);
      }
      isLong = current != null && now - since > LONG_NANOS;
    }
    if (isLong) {
      giveBack();
    }
    guest.link.flush();
  }

  private void tellStarted(Item item) {
    item.tell = true;
    WireOutput message = new WireOutput(12);
    message.writeVarint(number);
    message.writeVarlong(item.seq);
    guest.link.append(Message.STARTED, message);
  }

  private void tellReturned(List<Long> numbers) {
    WireOutput message = new WireOutput(8 + 8 * numbers.size());
    message.writeVarint(number);
    message.writeVarint(numbers.size());
    numbers.forEach(message::writeVarlong);
    guest.link.append(Message.RETURNED, message);
    guest.link.flush();
  }
}
