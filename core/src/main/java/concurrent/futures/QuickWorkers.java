package concurrent.futures;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The worker processes that get through tasks of a few microseconds, written ahead to them. Once
 * there are as many of them as processors, others would only take these away from them: they stay
 * idle, whatever waits, since the quick ones are about to poll it.
 *
 * <pre>
 *                  ┌─── a report of short tasks, or work soon after it was quick ───┐
 *   a worker:  (unknown)                                                          quick
 *                  └─── nothing waits, one too many, or too few tasks at a look ◀───┘
 * </pre>
 *
 * <p><b>Nothing is forgotten.</b> A quick worker that becomes idle leaves the set, and then looks
 * at the queue once more; an idle one is woken after a task was added, and then looks at the set.
 * So either the one sees the task, or the other sees that it is needed. Whoever relies on the set
 * has a {@link #look} follow. If that finds one that is stuck, it leaves the set. And unless that
 * may be for want of a processor, tasks are not all short: then no worker counts as quick for a
 * while, and for twice as long each time.
 */
final class QuickWorkers {
  private static final long SHORT_NANOS = 30_000; // a JVM that has just started needs that for none
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int LEAST_TASKS = 50; // between two looks, on a processor that others want
  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long MOST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int GOOD_LOOKS = 100; // in a row, and the next pause is short again

  /** What is known of one worker. Changed in its turns, but for what a look has seen. */
  static final class Pace {
    private volatile long tasks;
    private boolean wasQuick;
    private long idleSince;

    // guarded by this
    private long seenTasks;
    private long seenAt;

    private synchronized void begin(long now) {
      seenTasks = tasks;
      seenAt = now;
    }

    /** True if it is too slow, as far as can be told by now. */
    private synchronized boolean isStuck(long now) {
      if (now - seenAt < LOOK_NANOS / 2) {
        return false;
      }
      boolean stuck = tasks - seenTasks < LEAST_TASKS;
      seenTasks = tasks;
      seenAt = now;
      return stuck;
    }
  }

  private final int enough;
  private final BooleanSupplier scarce;
  private final LongSupplier clock;
  private final Set<Pace> quick = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long pauseEnds;

  // by looks only
  private long pauseNanos = LEAST_PAUSE_NANOS;
  private int goodLooks;

  /**
   * Creates an empty set.
   *
   * @param enough how many quick workers are enough
   * @param scarce whether who gets nothing done may just have no processor
   * @param clock the time in nanoseconds
   */
  QuickWorkers(int enough, BooleanSupplier scarce, LongSupplier clock) {
    this.enough = enough;
    this.scarce = scarce;
    this.clock = clock;
    this.pauseEnds = clock.getAsLong();
  }

  /** A worker has executed tasks that were written ahead. */
  void report(Pace pace, int tasks, long nanos) {
    long executed = pace.tasks + tasks; // one thread at a time
    pace.tasks = executed;
    if (nanos / Math.max(1, tasks) < SHORT_NANOS) {
      add(pace);
    }
  }

  /** A worker that was idle has something to do. */
  void begins(Pace pace) {
    if (pace.wasQuick) {
      pace.wasQuick = false;
      if (clock.getAsLong() - pace.idleSince < MEMORY_NANOS) {
        add(pace);
      }
    }
  }

  /**
   * A worker is idle, as nothing waits. It must look once more if this returns true: until now
   * others have relied on it.
   */
  boolean isIdle(Pace pace) {
    boolean was = leave(pace);
    if (was) {
      pace.wasQuick = true;
      pace.idleSince = clock.getAsLong();
    }
    return was;
  }

  /** True if a worker is known to be quick now. */
  boolean contains(Pace pace) {
    return quick.contains(pace);
  }

  /** True if this worker had better be idle, whatever waits: there are enough without it. */
  boolean sufficeWithout(Pace pace, Engine engine) {
    if (count.get() < enough) {
      return false;
    }
    if (quick.contains(pace)) {
      if (count.get() == enough || !leave(pace)) {
        return false;
      }
      if (count.get() < enough) { // another one has left, too
        add(pace);
        return false;
      }
    }
    lookLater(engine);
    return true;
  }

  private void add(Pace pace) {
    if (!quick.contains(pace) && clock.getAsLong() - pauseEnds >= 0) {
      pace.begin(clock.getAsLong());
      if (quick.add(pace)) {
        count.incrementAndGet();
      }
    }
  }

  /** It is not known to be quick any more; false if it was not. */
  boolean leave(Pace pace) {
    boolean was = quick.remove(pace);
    if (was) {
      count.decrementAndGet();
    }
    return was;
  }

  private void lookLater(Engine engine) {
    if (!looking.get() && looking.compareAndSet(false, true)) {
      engine.timer.schedule(LOOK_NANOS, () -> look(engine));
    }
  }

  /** Who gets little done may be stuck. By the timer's thread. */
  void look(Engine engine) {
    looking.set(false); // before the rest: who relies on the set from now on has another one follow
    long now = clock.getAsLong();
    List<Pace> stuck = quick.stream().filter(pace -> pace.isStuck(now)).toList();
    stuck.forEach(this::leave);
    if (stuck.isEmpty()) {
      if (++goodLooks >= GOOD_LOOKS) {
        pauseNanos = LEAST_PAUSE_NANOS;
      }
    } else if (!scarce.getAsBoolean()) {
      goodLooks = 0;
      pauseEnds = now + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, MOST_PAUSE_NANOS);
      quick.forEach(this::leave);
    }
    if (count.get() < enough) {
      engine.signalAll();
    } else if (!engine.queue.isEmpty()) { // otherwise whoever adds a task has somebody look
      lookLater(engine);
    }
  }
}
