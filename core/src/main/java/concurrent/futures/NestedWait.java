package concurrent.futures;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A worker that waits for futures (CONTRACT S5). Before it blocks, it runs those that are queued
 * tasks of its own pool itself; only these, never unrelated ones, so that what lies on its stack
 * waits for what lies above. What is left to block on is checked for a circle.
 *
 * <p><b>The circle.</b> A future is <i>endless</i> for this worker if it cannot complete before
 * this worker returns:
 *
 * <ul>
 *   <li>it runs on this worker (somewhere down its stack), or
 *   <li>it runs on a worker that is blocked on endless futures: on one such if it waits for all of
 *       them, on nothing else if it waits for any, or
 *   <li>it is queued in a pool whose workers are all blocked so.
 * </ul>
 *
 * <p>Two workers that close a circle at the same moment cannot miss it, since each publishes its
 * own wait before it looks at the others'. What one worker reads of the others may be stale, so
 * every observation is made twice: if the second round finds all of the first unchanged, all held
 * at once in between. Waits with a timeout end by themselves and are not published.
 */
final class NestedWait {
  private final Worker worker;
  private final List<? extends Watchable> on;
  private final boolean any;
  private final boolean timed;
  private int cursor;

  private NestedWait(Worker worker, List<? extends Watchable> on, boolean any, boolean timed) {
    this.worker = worker;
    this.on = on;
    this.any = any;
    this.timed = timed;
  }

  /** The wait of the current thread for one future, or null if this thread is not a worker. */
  static @Nullable NestedWait of(Watchable future, boolean timed) {
    Worker worker = Worker.current();
    return worker == null ? null : new NestedWait(worker, List.of(future), false, timed);
  }

  /** The same for several futures: for any of them, or for all. */
  static @Nullable NestedWait of(List<? extends Watchable> futures, boolean any, boolean timed) {
    Worker worker = Worker.current();
    return worker == null ? null : new NestedWait(worker, futures, any, timed);
  }

  /** Runs one of the awaited tasks, if one is queued in this worker's pool. */
  boolean help() {
    for (; cursor < on.size(); cursor++) {
      if (on.get(cursor) instanceof Task && worker.help((Task<?>) on.get(cursor))) {
        return true;
      }
    }
    return false;
  }

  /** True if {@link #help} has something to do by now. */
  boolean canHelp() {
    for (Watchable future : on) {
      if (future instanceof Task && worker.canHelp((Task<?>) future)) {
        return true;
      }
    }
    return false;
  }

  /** Called before each block; the waiter is registered by then. */
  void blocking() {
    cursor = 0; // something may have been queued again
    if (!timed) {
      worker.blockedOn = this;
      List<Object> circle = findCircle();
      if (!circle.isEmpty() && circle.equals(findCircle())) {
        throw new IllegalStateException(describe(circle));
      }
    }
  }

  void unblocked() {
    worker.blockedOn = null;
  }

  /**
   * What was observed on the way round (tasks, workers, waits), or nothing if there is no circle.
   */
  private List<Object> findCircle() {
    Search search = new Search(worker);
    return search.endless(this) ? search.seen : List.of();
  }

  /**
   * One round of observations. A wait that is met again while it is being searched counts as
   * endless: it is, unless something else says otherwise.
   */
  private static final class Search {
    private final Worker self;
    private final List<Object> seen = new ArrayList<>();
    private final Set<NestedWait> searching = new HashSet<>();
    private final Set<NestedWait> ending = new HashSet<>();

    Search(Worker self) {
      this.self = self;
    }

    /** Assumes of every wait that it is endless until it is found not to be. */
    boolean endless(NestedWait root) {
      int known;
      boolean endless;
      do {
        known = ending.size();
        seen.clear();
        searching.clear();
        endless = explore(root, 0);
      } while (endless && ending.size() > known);
      return endless;
    }

    private boolean explore(NestedWait wait, int depth) {
      if (ending.contains(wait) || depth > ThreadWorker.MAX_DEPTH) {
        return false; // a longer circle is not found, so that the search needs no more stack
      }
      if (!searching.add(wait)) {
        return true;
      }
      seen.add(wait);
      boolean endless = wait.any;
      for (Watchable future : wait.on) {
        if (endless(future, wait.worker, depth) != wait.any) {
          endless = !wait.any;
          break;
        }
      }
      if (!endless) {
        ending.add(wait);
      }
      return endless;
    }

    private boolean endless(Watchable future, Worker waiter, int depth) {
      if (!(future instanceof Task)) {
        return false;
      }
      Task<?> task = (Task<?>) future;
      Object state = task.state();
      if (state instanceof Worker) {
        if (task.options().timeout() != null) {
          return false;
        }
        seen.add(task);
        return endless((Worker) state, depth);
      }
      boolean waits = state == null && !task.isDelayed() && task.options().queueTimeout() == null;
      if (!waits || waiter.canHelp(task)) {
        return false;
      }
      List<Worker> busy = task.engine().roster.ifSaturated();
      seen.add(task);
      for (Worker worker : busy) {
        if (!endless(worker, depth)) {
          return false;
        }
      }
      return !busy.isEmpty();
    }

    private boolean endless(Worker worker, int depth) {
      NestedWait wait = worker.blockedOn;
      seen.add(worker);
      return worker == self || (wait != null && explore(wait, depth + 1));
    }
  }

  private String describe(List<Object> circle) {
    StringBuilder text =
        new StringBuilder("tasks wait for each other in a circle and could never go on: ");
    Task<?> current = worker.currentTask();
    text.append(current == null ? worker + " (in a callback)" : current);
    for (Object seen : circle) {
      if (seen instanceof Task) {
        text.append(" waits for ").append(seen);
      }
    }
    return text.append(", which waits for the first").toString();
  }
}
