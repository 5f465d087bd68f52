package concurrent.futures;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, and which of them are idle. The last to become idle is the first to be
 * given work, so that those who are not needed reach their keep-alive time.
 *
 * <p>The lock is the only one of the engine. It is held for a few instructions; no foreign code
 * runs and no other lock is taken under it.
 */
final class Roster {
  private final int maxWorkers;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>(); // guarded by lock
  private final Set<Worker> workers = new LinkedHashSet<>(); // guarded by lock
  private int made; // guarded by lock
  private boolean closed; // guarded by lock

  // written under the lock, read by every submit
  private volatile int idleCount;
  private volatile int count;

  Roster(int maxWorkers) {
    this.maxWorkers = maxWorkers;
  }

  /** True if a new task may be of interest to a worker that is idle or could be made. */
  boolean canTakeMore() {
    return idleCount != 0 || count < maxWorkers;
  }

  /** Takes an idle worker out of the idle list, to be given work. */
  @Nullable Worker takeIdle() {
    if (idleCount == 0) {
      return null;
    }
    lock.lock();
    try {
      Worker worker = idle.pollLast();
      if (worker != null) {
        worker.idle = false;
        idleCount = idle.size();
      }
      return worker;
    } finally {
      lock.unlock();
    }
  }

  /** Makes another worker, unless there are enough, or the pool has terminated. */
  @Nullable Worker add(IntFunction<Worker> maker) {
    lock.lock();
    try {
      if (count >= maxWorkers || closed) {
        return null;
      }
      Worker worker = maker.apply(made++);
      workers.add(worker);
      count = workers.size();
      return worker;
    } finally {
      lock.unlock();
    }
  }

  void enterIdle(Worker worker) {
    lock.lock();
    try {
      if (!worker.idle) {
        worker.idle = true;
        idle.addLast(worker);
        idleCount = idle.size();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the worker out of the idle list; false if somebody has done so, to give it work. */
  boolean leaveIdle(Worker worker) {
    lock.lock();
    try {
      if (!worker.idle) {
        return false;
      }
      worker.idle = false;
      idle.removeLastOccurrence(worker);
      idleCount = idle.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Empties the idle list. */
  List<Worker> takeAllIdle() {
    lock.lock();
    try {
      List<Worker> taken = new ArrayList<>(idle);
      taken.forEach(worker -> worker.idle = false);
      idle.clear();
      idleCount = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a worker that has ended, with its counts, and returns how many there are left. */
  int remove(Worker worker, Counters counters) {
    lock.lock();
    try {
      if (worker.idle) {
        worker.idle = false;
        idle.removeLastOccurrence(worker);
        idleCount = idle.size();
      }
      if (workers.remove(worker)) {
        counters.retire(worker);
        count = workers.size();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Lets no worker be added any more, if there is none and the condition holds; true only once. */
  boolean closeIfEmpty(BooleanSupplier condition) {
    lock.lock();
    try {
      if (closed || !workers.isEmpty() || !condition.getAsBoolean()) {
        return false;
      }
      closed = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  List<Worker> now() {
    lock.lock();
    try {
      return new ArrayList<>(workers);
    } finally {
      lock.unlock();
    }
  }

  /** All workers, if there can be no more and none is idle; otherwise none. */
  List<Worker> ifSaturated() {
    lock.lock();
    try {
      return canTakeMore() ? List.of() : new ArrayList<>(workers);
    } finally {
      lock.unlock();
    }
  }
}
