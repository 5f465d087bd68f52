package concurrent.futures;

import concurrent.futures.internal.process.SharedLink;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Writes short tasks to a worker process ahead of time: as many as take it about a millisecond, by
 * what the last ones took. So a long task has none behind it, and short ones do not wait for each
 * other's way. They are pending until the process has started them: both sides claim them in the
 * {@link Ledger}. If the first one takes long after all, the others are taken back.
 *
 * <p>For that the link's messages go through shared memory (the {@link SharedLink}): after 16 short
 * tasks, or a large array. In turns of the worker, but for {@link #open}.
 */
final class AheadTasks {
  private static final long WINDOW_NANOS = 1_000_000;
  private static final long SHORT_NANOS = 300_000;
  private static final int SHORT_TASKS = 16;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** No more than that is in the link's pipe, so that writing to it never blocks. */
  private static final int MOST_BYTES = 4 << 10;

  private static final int MOST_BYTES_EACH = 256;

  /**
   * For tests: {@code pipe} never shares memory, {@code rings} does so before the first task, and
   * with {@code slots} large arrays go through slots: results, if the worker has it as well.
   */
  static final String LINK = "concurrent.futures.link";

  private final ProcessWorker worker;
  private final WireOutput one = new WireOutput(MOST_BYTES_EACH);
  private final WireOutput batch = new WireOutput(MOST_BYTES);
  private final boolean first;
  private volatile boolean large;
  private final SharedLink shared = new SharedLink();
  private int shortTasks;
  private long meanNanos = WINDOW_NANOS;
  private boolean looking;
  private long seenFirst; // the number of the first task when somebody looked

  AheadTasks(ProcessWorker worker) {
    this.worker = worker;
    String link = System.getProperty(LINK, "");
    this.first = link.equals("rings") || link.equals("slots");
    if (first) {
      shared.want();
    } else if (link.equals("pipe")) {
      shared.giveUp();
    }
  }

  /** True if tasks wait until it is known whether memory can be shared. */
  boolean isAwaited() {
    return first && !shared.isSettled();
  }

  // ---- how many

  /** Tasks have been executed. */
  void took(int tasks, long nanos) {
    if (tasks == 0 || worker.stage() != ProcessWorker.UP) {
      return; // they had been taken back, or there will be no more
    }
    worker.backend.flood.executed(worker, tasks, nanos);
    long each = nanos / tasks;
    meanNanos = (3 * meanNanos + each) / 4;
    shortTasks = each < SHORT_NANOS ? shortTasks + tasks : 0;
  }

  private int window() {
    return (int) Math.max(1, Math.min(Ledger.SLOTS / 2, WINDOW_NANOS / (meanNanos + 1)));
  }

  private boolean isPossible() {
    return shared.isReady() && worker.backend.settings.maxTasksPerWorker() == 0;
  }

  /** True if the worker may have another task besides those that it has. */
  boolean hasRoom() {
    return isPossible()
        && worker.sent.size() < window()
        && worker.sent.bytes() + MOST_BYTES_EACH < MOST_BYTES;
  }

  /** Worth a message only if there is room for some. */
  boolean isHalfEmpty() {
    return isPossible()
        && 2 * worker.sent.size() <= window()
        && 2 * worker.sent.bytes() <= MOST_BYTES;
  }

  // ---- the ledger

  /** A large array has gone this way or that: the next one had better go through shared memory. */
  void sawArrays() {
    large = true;
  }

  /** True once, when it is worth while to have a ledger. */
  boolean wantsLedger() {
    return (large || shortTasks >= SHORT_TASKS) && shared.want();
  }

  /** The next step towards a ledger. By the writer, since it takes some time. */
  void open(WorkerProcess process) throws IOException {
    if (worker.stage() == ProcessWorker.UP && shared.step(process)) {
      worker.wake();
    }
  }

  /** The worker has opened it, and uses it from now on, or cannot. */
  void opened(boolean usable, WorkerProcess process) {
    deleting(() -> shared.answered(usable, process));
  }

  /** The worker wants to have slots: {@link #open} is to be called. */
  void wantsSlots() {
    shared.wantsSlots();
  }

  /** The worker has opened slots, or cannot. */
  void openedSlots(boolean toParent, boolean usable) {
    deleting(() -> shared.slotsAnswered(toParent, usable));
  }

  /** So many bytes of the worker's memory are slots. */
  long slotsBytes() {
    return shared.slotsBytes();
  }

  /** Deletes files that nobody has opened. */
  void forget() {
    deleting(shared::forget);
  }

  private interface Deletion {
    void run() throws IOException;
  }

  private static void deleting(Deletion deletion) {
    try {
      deletion.run();
    } catch (IOException e) {
      Log.warning("a file of a worker could not be deleted (" + e + ")");
    }
  }

  // ---- tasks

  /** Adds a task to those that are written ahead; false if it is not fit for that. */
  boolean tryAdd(Task<?> task) {
    Ledger ledger = shared.ledger();
    Callable<?> call = task.callOrNull();
    boolean alone = worker.sent.isEmpty() && worker.engine.queue.isEmpty();
    boolean fit = task.attempts() == null && task.options().priority() == 0 && !alone;
    if (!isPossible() || ledger == null || call == null || !fit) {
      return false;
    }
    long seq = worker.nextSeq();
    one.reset();
    boolean written = worker.encoder().tryWrite(one, seq, call, 1, task.name());
    if (!written || one.size() > MOST_BYTES_EACH) {
      return false;
    }
    ledger.write(seq);
    LedgerAhead place = new LedgerAhead(worker, ledger, seq);
    worker.sent.add(
        new SentTasks.Sent(
            seq, task, worker.link(), worker.encoder().context(call), place, one.size()));
    if (task.writtenAhead(place)) {
      batch.writeVarint(one.size());
      batch.writeBytes(one.array(), 0, one.size());
    } else {
      worker.sent.removeLast(); // it was cancelled
    }
    worker.aheadChanged();
    return true;
  }

  /** Writes what was added. */
  void flush() {
    if (batch.size() > 0) {
      FrameOutput out = worker.link().out();
      out.append(Kind.TASKS, batch);
      batch.reset();
      worker.flush();
      lookLater();
    }
  }

  /** Whoever has tasks behind another one must be seen to get on, or they are taken back. */
  void lookLater() {
    if (!looking) {
      looking = true;
      seenFirst = worker.sent.firstSeq();
      worker.engine.timer.schedule(LOOK_NANOS, this::look);
    }
  }

  private void look() {
    if (!worker.tryTurn()) { // the timer's thread must not wait: somebody is at it
      worker.engine.timer.schedule(LOOK_NANOS, this::look);
      return;
    }
    try {
      looking = false;
      if (worker.stage() != ProcessWorker.UP || !worker.isAnyBehind()) {
        return;
      }
      if (seenFirst == worker.sent.firstSeq()) {
        worker.putBack();
      }
      lookLater();
    } finally {
      worker.endTurn();
    }
  }
}
