package concurrent.futures.cluster;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Short tasks that are written to a worker JVM ahead of time, in order. This side takes one back,
 * or the worker starts it: both claim it in the {@link Ledger}, so exactly one of them has it.
 */
final class AheadItems {
  private final Supplier<@Nullable Ledger> ledger;
  private final Pace pace; // guarded by this
  private final ArrayDeque<Slot.Item> items = new ArrayDeque<>(); // guarded by this

  /**
   * None yet.
   *
   * @param ledger what the worker has too, before anything is added
   */
  AheadItems(Supplier<@Nullable Ledger> ledger, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.pace = new Pace(nanoTime);
  }

  /** Adds a task that is about to be written; false if there is no room for it. */
  synchronized boolean add(Slot.Item item) {
    if (items.isEmpty()) {
      pace.sent();
    } else if (items.size() >= pace.window() || !hasClaim(item.seq)) {
      return false;
    }
    ledger().write(item.seq);
    items.add(item);
    return true;
  }

  /** Writes tasks that were added. May block. */
  static void write(FrameOutput out, List<Slot.Item> tasks) throws IOException {
    WireOutput batch = new WireOutput(64 * tasks.size());
    WireOutput one = new WireOutput(64);
    for (Slot.Item item : tasks) {
      byte[] task = item.task.readBytes(item.task.remaining());
      one.reset();
      one.writeVarlong(item.seq);
      one.writeBytes(task, 0, task.length);
      batch.writeVarint(one.size());
      batch.writeBytes(one.array(), 0, one.size());
    }
    out.send(Kind.TASKS, batch);
  }

  private Ledger ledger() {
    return Objects.requireNonNull(ledger.get());
  }

  /** A claim has room for one task at a time. */
  private boolean hasClaim(long seq) {
    return seq > items.getLast().seq && seq - items.getFirst().seq < Ledger.SLOTS;
  }

  synchronized boolean isEmpty() {
    return items.isEmpty();
  }

  /** True if it is worth while to write more, beginning with that one. */
  synchronized boolean isWorthMore(long seq) {
    return items.isEmpty() || (2 * items.size() <= pace.window() && hasClaim(seq));
  }

  /** True if the worker has it, and its outcome is not told. */
  synchronized boolean contains(long seq) {
    for (Slot.Item item : items) {
      if (item.seq == seq) {
        return true;
      }
    }
    return false;
  }

  /** The outcome of a task has been told. */
  synchronized void remove(long seq) {
    for (Iterator<Slot.Item> all = items.iterator(); all.hasNext(); ) {
      if (all.next().seq == seq) {
        all.remove();
        pace.finished();
        return;
      }
    }
  }

  /** Takes a task back; false if it has started, or is none of these. */
  synchronized boolean takeBack(long seq) {
    return items.removeIf(item -> item.seq == seq && ledger().revoke(seq));
  }

  /** Takes back what has not started. */
  synchronized List<Slot.Item> takeBackAll() {
    List<Slot.Item> back = new ArrayList<>();
    for (Iterator<Slot.Item> all = items.iterator(); all.hasNext(); ) {
      Slot.Item next = all.next();
      if (ledger().revoke(next.seq)) {
        all.remove();
        back.add(next);
      }
    }
    return back;
  }

  /** Takes all out: the worker has ended, and these have started without an outcome. */
  synchronized List<Slot.Item> removeAll() {
    List<Slot.Item> started = new ArrayList<>(items);
    items.clear();
    return started;
  }

  /** The task that executes; null if none has started. Those before it are over. */
  synchronized Slot.@Nullable Item executing() {
    Slot.Item last = null;
    for (Slot.Item item : items) {
      if (!ledger().hasStarted(item.seq)) {
        break;
      }
      last = item;
    }
    return last;
  }

  /** True if that task executes. */
  boolean isExecuting(long seq) {
    Slot.Item now = executing();
    return now != null && now.seq == seq;
  }
}
