package concurrent.futures.cluster;

import concurrent.futures.internal.wire.Limits;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Executes the tasks that others submit to this member, and its own: as many slots at a time as it
 * has, all submitters by turns. A clock looks after what executes.
 */
final class Host {
  private static final long LOOK_NANOS = 2_000_000;

  final Limits limits;
  private final ClusterBackend backend;
  private final Executions executions;
  private final int most;
  private final Background background;
  final Withdrawal withdrawal;

  private final Set<Slot> busy = ConcurrentHashMap.newKeySet(); // those that execute or wait
  private final ArrayDeque<Slot> waiting = new ArrayDeque<>(); // guarded by this
  private int executing; // guarded by this
  private boolean looking; // guarded by this
  private @Nullable CompletableFuture<Void> drained; // guarded by this; null until it is to drain

  /**
   * A host.
   *
   * @param most how many slots may execute at a time
   */
  Host(ClusterBackend backend, Executions executions, int most) {
    this.backend = backend;
    this.limits = backend.limits;
    this.executions = executions;
    this.most = most;
    this.background = backend.background;
    this.withdrawal = new Withdrawal(background, backend::guests);
  }

  /** Where this member is, for messages. */
  String address() {
    return backend.address();
  }

  long nanoTime() {
    return background.nanoTime();
  }

  /** True if tasks are passed on as they came. */
  boolean relays() {
    return executions.relays();
  }

  Slot newSlot(Guest guest, int number, SlotProcess.WorkerName worker) {
    return executions.newSlot(this, guest, number, worker);
  }

  /** How many slots execute now. */
  synchronized int running() {
    return executing;
  }

  // ---- turns

  /** A slot has tasks; false if this member is about to leave. */
  synchronized boolean execute(Slot slot) {
    if (drained != null) {
      return false;
    }
    busy.add(slot);
    waiting.add(slot);
    giveTurns();
    lookSoon();
    return true;
  }

  /** The slot that has its turn has nothing more to do. */
  synchronized void idle(Slot slot) {
    busy.remove(slot);
    executing--;
    giveTurns();
    CompletableFuture<Void> end = drained;
    if (end != null && busy.isEmpty()) {
      background.execute(() -> end.complete(null));
    }
  }

  /** Ends the turn of a slot if others wait for theirs; it will have another one. */
  synchronized boolean letOthers(Slot slot) {
    if (waiting.isEmpty()) {
      return false;
    }
    executing--;
    waiting.add(slot);
    giveTurns();
    return true;
  }

  /** True if others wait for their turn. */
  synchronized boolean hasOthers() {
    return !waiting.isEmpty();
  }

  private void giveTurns() {
    while (executing < most && !waiting.isEmpty()) {
      try {
        executions.execute(waiting.getFirst());
      } catch (Throwable t) { // no thread to be had, as good as always: the clock tries again
        ClusterBackend.warn("tasks wait, as there is no thread for them: " + t);
        return;
      }
      waiting.removeFirst();
      executing++;
    }
  }

  /** Gives back what has not started; done when nothing executes any more. */
  CompletableFuture<Void> drain() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    withdrawal.close();
    synchronized (this) {
      drained = end;
      if (busy.isEmpty()) {
        end.complete(null);
      }
    }
    busy.forEach(Slot::giveBack);
    return end;
  }

  // ---- the clock

  private void lookSoon() {
    if (!looking) {
      background.after(LOOK_NANOS, this::look);
      looking = true;
    }
  }

  private void look() {
    long now = nanoTime();
    for (Slot slot : busy) {
      try {
        slot.look(now);
      } catch (Throwable t) { // no memory, as good as always; it looks again
        ClusterBackend.warn("a slot could not be looked after: " + t);
      }
    }
    synchronized (this) {
      looking = false;
      giveTurns();
      if (!busy.isEmpty()) {
        lookSoon();
      }
    }
  }
}
