package concurrent.futures.cluster;

import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A place at which the tasks of one submitter execute, one at a time and in order. It gets its turn
 * from the host, and lets others have theirs after some milliseconds.
 *
 * <pre>
 *   nothing to do ── tasks ──▶ waits for its turn ──▶ executes: next(), over(), next() ... null
 *         ▲                          ▲                     │                       │
 *         │                          └── others wait ──────┘                       │
 *         └───────────────────────────── no more tasks ────────────────────────────┘
 * </pre>
 *
 * <p>Outcomes of short tasks are told together. The clock tells what is late: outcomes that nobody
 * has told yet, the start of a task that goes on for some time; and it gives back what waits behind
 * one that takes long.
 */
abstract class Slot implements Runnable {
  private static final long TELL_NANOS = 100_000;
  private static final long STARTED_NANOS = 1_000_000;
  private static final long LONG_NANOS = 10_000_000;

  /** How long it goes on while others wait. */
  private static final long TURN_NANOS = 5_000_000;

  /** How long the submitter has to interrupt a task that has timed out; then it is done here. */
  private static final long TIMED_OUT_NANOS = 500_000_000;

  private static final int MOST_REFUSED = 64;

  final Host host;
  final Guest guest;
  final int number;

  private final ArrayDeque<Item> queue = new ArrayDeque<>(); // guarded by this
  private boolean scheduled; // guarded by this
  private @Nullable Item running; // guarded by this
  private @Nullable Item seen; // of those ahead, by the clock; guarded by this
  private long since; // guarded by this
  private boolean closed; // or its worker JVM has ended; guarded by this
  private volatile long told; // when
  private long turn; // since when; guarded by this

  /** Tasks that were cancelled before they came: a large one may be overtaken by that. */
  private final Set<Long> refused = new LinkedHashSet<>(); // guarded by this

  /** A task that has come. */
  static final class Item {
    final long seq;
    final WireInput task;
    final List<Object> arrays;
    final long timeoutNanos; // 0: none
    boolean tell; // its start; guarded by the slot
    boolean timedOut; // the submitter was told; guarded by the slot
    boolean interrupted; // guarded by the slot

    Item(long seq, WireInput task, List<Object> arrays, boolean tell, long timeoutNanos) {
      this.seq = seq;
      this.task = task;
      this.arrays = arrays;
      this.tell = tell;
      this.timeoutNanos = timeoutNanos;
    }

    /** True if it has run for that much longer than it may. */
    boolean isOver(long nanos, long late) {
      return timeoutNanos > 0 && nanos - late >= timeoutNanos;
    }
  }

  Slot(Host host, Guest guest, int number) {
    this.host = host;
    this.guest = guest;
    this.number = number;
  }

  // ---- what the submitter says

  void add(WireInput task, List<Object> arrays) throws IOException {
    boolean tell = task.readBoolean();
    long timeoutNanos = task.readVarlong();
    schedule(List.of(new Item(task.readVarlong(), task, arrays, tell, timeoutNanos)));
  }

  void addAll(WireInput tasks) throws IOException {
    List<Item> items = new ArrayList<>();
    while (tasks.remaining() > 0) {
      WireInput task = tasks.readSlice(tasks.readVarint());
      items.add(new Item(task.readVarlong(), task, List.of(), false, 0));
    }
    schedule(items);
  }

  private void schedule(List<Item> items) {
    List<Long> back = new ArrayList<>();
    boolean accepted;
    synchronized (this) {
      for (Item item : items) {
        if (refused.remove(item.seq)) {
          back.add(item.seq);
        } else {
          queue.add(item);
        }
      }
      accepted = !closed && (scheduled || queue.isEmpty() || host.execute(this));
      scheduled = accepted && (scheduled || !queue.isEmpty());
      notifyAll();
    }
    if (!back.isEmpty()) {
      tellReturned(back);
    }
    if (!accepted) {
      giveBack(); // the submitter has no use for them if it has closed the slot
    }
  }

  /** Gives back what has not started. */
  void giveBack() {
    List<Long> back = new ArrayList<>();
    synchronized (this) {
      takeBackAll().forEach(item -> back.add(item.seq));
      queue.forEach(item -> back.add(item.seq));
      queue.clear();
      notifyAll();
    }
    if (!back.isEmpty()) {
      tellReturned(back);
    }
  }

  /**
   * Takes a task back, or says that it executes. If neither, its outcome is on its way, or it has
   * not come yet, and will be given back.
   */
  void cancel(long seq) {
    boolean taken;
    synchronized (this) {
      taken = queue.removeIf(item -> item.seq == seq) || takeBack(seq);
      notifyAll();
      Item now = executing();
      if (now != null && now.seq == seq) {
        tellStarted(now);
        guest.link.flush();
      } else if (!taken && refused.add(seq) && refused.size() > MOST_REFUSED) {
        refused.remove(refused.iterator().next()); // it has long been over
      }
    }
    if (taken) {
      tellReturned(List.of(seq));
    }
  }

  /** Interrupts a task, or takes it back; true if it was interrupted. */
  abstract boolean interrupt(long seq);

  /** The same, but once for a task: it may be clearing up when somebody else asks for it. */
  final void interruptOnce(long seq) {
    synchronized (this) {
      if (isRunning(seq) && Objects.requireNonNull(running).interrupted) {
        return;
      }
    }
    if (interrupt(seq)) {
      synchronized (this) {
        if (isRunning(seq)) {
          Objects.requireNonNull(running).interrupted = true;
        }
      }
    }
  }

  /** True if that task executes. With the lock. */
  final boolean isRunning(long seq) {
    Item now = running;
    return now != null && now.seq == seq;
  }

  // ---- tasks that a worker JVM has got already, but may not have started; with the lock

  /** The task that executes. */
  @Nullable Item executing() {
    return running;
  }

  /** Takes such a task back; false if there is none, or if it has started. */
  boolean takeBack(long seq) {
    return false;
  }

  /** Takes all of them back. */
  List<Item> takeBackAll() {
    return List.of();
  }

  /**
   * Moves tasks there: the one that is about to execute, and short ones behind it. None if it has
   * been told that the first executes, as somebody has asked: it must not be taken back any more.
   */
  final synchronized List<Item> moveTo(AheadItems ahead) {
    List<Item> moved = new ArrayList<>();
    Item first = running;
    if (first != null) {
      if (first.tell || !ahead.add(first)) {
        return moved;
      }
      running = null;
      moved.add(first);
    }
    for (Item next; (next = queue.peek()) != null && !next.tell && ahead.add(next); ) {
      queue.remove();
      moved.add(next);
    }
    return moved;
  }

  /** Waits until all of them are over, or until there is room for more, and more. */
  final synchronized void awaitRoom(AheadItems ahead, BooleanSupplier enough) {
    while (!ahead.isEmpty() && !enough.getAsBoolean() && !isWorthMore(ahead)) {
      try {
        wait();
      } catch (InterruptedException e) {
        // who interrupts this thread has the worker JVM killed, and its end is the news
      }
    }
  }

  private boolean isWorthMore(AheadItems ahead) {
    Item next = queue.peek();
    return next != null
        && !next.tell
        && ahead.isWorthMore(next.seq)
        && !(host.nanoTime() - turn > TURN_NANOS && host.hasOthers());
  }

  /** Something has changed that its thread may wait for. */
  final synchronized void changed() {
    notifyAll();
  }

  // ---- what the submitter says about a task

  /** Tells the submitter where that task is, if it executes. */
  abstract void tellStack(int request, long seq);

  /**
   * The submitter has closed it, or has gone.
   *
   * @param interrupt whether what executes is of no use any more
   */
  void close(boolean interrupt) {
    synchronized (this) {
      closed = true;
      queue.clear();
    }
  }

  /** It takes no more tasks. */
  final void closeWith(WireOutput reason) {
    synchronized (this) {
      closed = true;
    }
    guest.link.append(Message.ENDED, reason);
    giveBack();
    guest.link.flush();
  }

  // ---- execution

  /** Executes what there is. */
  @Override
  public abstract void run();

  /** Its turn begins. */
  final synchronized void begin() {
    turn = host.nanoTime();
    told = turn;
  }

  /** The next task; null if there is none, or if it is the turn of others. */
  final synchronized @Nullable Item next() {
    Item next = queue.peek();
    if (next == null) {
      scheduled = false;
      guest.link.flush(); // before this member may leave
      host.idle(this);
      return null;
    }
    since = host.nanoTime();
    if (since - turn > TURN_NANOS && host.letOthers(this)) {
      guest.link.flush();
      return null;
    }
    queue.remove();
    running = next;
    if (next.tell) {
      tellStarted(next);
      guest.link.flush();
    }
    return next;
  }

  /** Whether it has a turn, or waits for one; for tests. */
  synchronized boolean isScheduled() {
    return scheduled;
  }

  /** The task does not execute any more. */
  synchronized void over() {
    running = null;
  }

  /** Tells an outcome. */
  final void answer(long seq, int kind, WireOutput reply, List<Object> arrays) {
    int type = kind == Kind.RESULT ? Message.RESULT : Message.FAILURE;
    WireOutput message = new WireOutput(reply.size() + 5);
    message.writeVarint(number);
    message.writeBytes(reply.array(), 0, reply.size());
    guest.link.send(type, message, arrays, reason -> guest.notArrived(number, seq, reason));
    long now = host.nanoTime();
    if (now - told > TELL_NANOS) {
      told = now;
      guest.link.flush();
    }
  }

  /** The outcome cannot be had, or told. */
  final void fail(long seq, Throwable failure) {
    try {
      guest.notArrived(number, seq, failure);
    } catch (Throwable t) {
      ClusterBackend.warn("the failure of a task could not be told: " + t);
    }
  }

  // ---- the clock

  void look(long now) {
    boolean isLong;
    Item overdue = null; // for so long that it is not left to the submitter
    synchronized (this) {
      Item current = executing();
      if (current != running && current != seen) {
        seen = current;
        since = now; // or a bit before
      }
      if (current != null && !current.tell && now - since > STARTED_NANOS) {
        tellStarted(current);
      }
      if (current != null && !current.timedOut && current.isOver(now - since, 0)) {
        current.timedOut = true;
        tell(Message.TIMED_OUT, current);
      }
      if (current != null && current.isOver(now - since, TIMED_OUT_NANOS)) {
        overdue = current;
      }
      isLong = current != null && now - since > LONG_NANOS;
    }
    if (isLong) {
      giveBack();
    }
    guest.link.flush();
    if (overdue != null) {
      interruptOnce(overdue.seq);
    }
  }

  private void tellStarted(Item item) {
    item.tell = true;
    tell(Message.STARTED, item);
  }

  private void tell(int kind, Item item) {
    WireOutput message = new WireOutput(12);
    message.writeVarint(number);
    message.writeVarlong(item.seq);
    guest.link.append(kind, message);
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
