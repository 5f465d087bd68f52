package concurrent.futures;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, and which of them are idle. The last to become idle is the first to be
 * given work, so that those who are not needed reach their keep-alive time.
 *
 * <p>The lock is the only one of the engine. It is held for a few instructions; no foreign code
 * runs and no other lock is taken under it.
 */
final class Roster {
  private volatile int maxWorkers;

  /** How many were taken out of the idle list and have not polled since: listed, but not idle. */
  private final AtomicInteger woken = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>(); // guarded by lock
  private final Set<Worker> workers = new LinkedHashSet<>(); // guarded by lock
  private final Set<Worker> ended =
      Collections.newSetFromMap(new WeakHashMap<>()); // guarded by lock
  private int made; // guarded by lock
  private int reserved; // guarded by lock
  private boolean closed; // guarded by lock

  // written under the lock, read by every submit
  private volatile int idleCount;
  private volatile int count;

  Roster(int maxWorkers) {
    this.maxWorkers = maxWorkers;
  }

  void maxWorkers(int now) {
    maxWorkers = now;
  }

  /** True if a new task may be of interest to a worker that is idle or could be made. */
  boolean canTakeMore() {
    return idleCount != 0 || count < maxWorkers;
  }

  /**
   * Takes an idle worker out of the idle list, to be given work, if there still is any. Without
   * that question, asked under the lock, an idle worker that has just done the work by itself would
   * be taken for busy, and another one started in its place (CONTRACT T3).
   */
  @Nullable Worker takeIdle(BooleanSupplier thereIsWork) {
    if (idleCount == 0) {
      return null;
    }
    lock.lock();
    try {
      Worker worker = thereIsWork.getAsBoolean() ? idle.pollLast() : null;
      if (worker != null) {
        worker.idle = false;
        idleCount = idle.size();
        woken.incrementAndGet();
      }
      return worker;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reserves a place for another worker, which the caller makes without the lock and brings to
   * {@link #fill}.
   *
   * @return the worker's number, or -1 if there are enough, or the pool has terminated
   */
  int reserve() {
    lock.lock();
    try {
      if (count >= maxWorkers || closed) {
        return -1;
      }
      reserved++;
      count = workers.size() + reserved;
      return made++;
    } finally {
      lock.unlock();
    }
  }

  /** Fills a reserved place, or gives it back if there is no worker to be had. */
  void fill(@Nullable Worker worker) {
    lock.lock();
    try {
      reserved--;
      if (worker != null) {
        workers.add(worker);
      }
      count = workers.size() + reserved;
    } finally {
      lock.unlock();
    }
  }

  void enterIdle(Worker worker) {
    lock.lock();
    try {
      if (!worker.idle) {
        if (worker.listed) {
          looks(worker);
        }
        worker.listed = true;
        worker.idle = true;
        idle.addLast(worker);
        idleCount = idle.size();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A worker that was woken is about to poll, or has something to do. */
  void looks(Worker worker) {
    worker.listed = false;
    woken.decrementAndGet();
  }

  /**
   * True if as many workers as tasks are waiting are sure to poll, and have not done so yet. None
   * is woken for a later task meanwhile, as that takes the lock; and a worker {@link #looks} before
   * it polls.
   */
  boolean enoughWillPoll(IntSupplier waiting) {
    if (woken.get() == 0) {
      return false;
    }
    lock.lock();
    try {
      return waiting.getAsInt() <= woken.get();
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
      worker.listed = false;
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
      woken.addAndGet(taken.size());
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
      } else if (worker.listed) {
        looks(worker); // it was woken, and ends instead
      }
      if (workers.remove(worker)) {
        ended.add(worker);
        counters.retire(worker);
        count = workers.size() + reserved;
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
      if (closed || count > 0 || !condition.getAsBoolean()) {
        return false;
      }
      closed = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Reads something that must fit the workers of one moment. */
  <R> R locked(Function<Set<Worker>, R> reader) {
    lock.lock();
    try {
      return reader.apply(workers);
    } finally {
      lock.unlock();
    }
  }

  /** Those whose last steps may still be under way. */
  List<Worker> ended() {
    lock.lock();
    try {
      return new ArrayList<>(ended);
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

  /** All workers, if there can be no more and none is idle or being made; otherwise none. */
  List<Worker> ifSaturated() {
    lock.lock();
    try {
      return canTakeMore() || reserved > 0 ? List.of() : new ArrayList<>(workers);
    } finally {
      lock.unlock();
    }
  }
}
