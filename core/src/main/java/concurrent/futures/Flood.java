package concurrent.futures;

import concurrent.futures.internal.process.Processors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Leaves a flood of tasks that take microseconds to as many worker processes as there are
 * processors. More would only take these away from each other, and each would have its own JVM
 * compile the same. The others are left out: they stay idle, whatever waits.
 *
 * <pre>
 *             eight batches of short tasks while others wait
 *   no flood ─────────────────────────────────────────────────▶ flood: a look every 10 ms
 *            ◀─────────────────────────────────────────────────
 *             no such batch for 100 ms, or nobody gets anything done
 * </pre>
 *
 * <p>A look counts those out that get nothing done, so that others take their place, and raises the
 * limit while processors are idle, as more workers are of use then. The one that ends the flood has
 * all look at what waits. So whoever relies on others loses a moment at most, and no task.
 *
 * <p>Thread-safe. The lock is held for a few instructions, and no other is taken under it.
 */
final class Flood {
  /** For tests: how many workers have a part in a flood, whether processors are idle or not. */
  static final String WORKERS = "concurrent.futures.floodWorkers";

  private static final long SHORT_NANOS = 30_000; // a JVM that has just started needs that for none
  private static final int BATCHES = 8;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** So long may be nothing but the want of a processor. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The system tells idle time in units of ten milliseconds. */
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int BUSY_SAMPLES = 8; // with no idle processors, and the limit is lowered

  private final int maxWorkers;
  private final int processors;
  private final LongSupplier idleNanos;
  private final LongSupplier clock;

  /** Those at work, and when each began or has last got something done. Guarded by this. */
  private final Map<Worker, Long> working = new HashMap<>();

  private final Set<Worker> leftOut = new HashSet<>(); // guarded by this
  private int batches; // of short tasks; guarded by this
  private long lastBatch; // guarded by this
  private boolean looking; // guarded by this

  // written under the lock, read by every submit
  private volatile boolean on;
  private volatile int count;
  private volatile int limit;

  // by looks only
  private boolean sampling;
  private long sampledAt;
  private long sampledIdle;
  private int busySamples;

  /**
   * Creates one for a pool that does nothing yet.
   *
   * @param maxWorkers how many workers the pool can have
   * @param processors how many there are
   * @param idleNanos how long they have been idle, all together; negative if nobody knows
   * @param clock the time in nanoseconds
   */
  Flood(int maxWorkers, int processors, LongSupplier idleNanos, LongSupplier clock) {
    this.maxWorkers = maxWorkers;
    this.processors = processors;
    this.idleNanos = idleNanos;
    this.clock = clock;
    this.limit = processors;
  }

  static Flood of(int maxWorkers) {
    Integer fixed = Integer.getInteger(WORKERS);
    int processors = Runtime.getRuntime().availableProcessors();
    return fixed == null
        ? new Flood(maxWorkers, processors, Processors::idleNanos, System::nanoTime)
        : new Flood(maxWorkers, fixed, () -> 0, System::nanoTime);
  }

  private boolean isPossible() {
    return maxWorkers > processors;
  }

  // ---- what workers tell

  /** The worker has something to do. */
  void begins(Worker worker) {
    if (isPossible()) {
      synchronized (this) {
        add(worker, clock.getAsLong());
      }
    }
  }

  /** The worker has executed tasks: whatever was thought of it, it gets something done. */
  void executed(Worker worker, int tasks, long nanos) {
    if (!isPossible()) {
      return;
    }
    boolean counts = nanos / tasks < SHORT_NANOS && !worker.engine.queue.isEmpty();
    boolean begins;
    synchronized (this) {
      long now = clock.getAsLong();
      add(worker, now);
      if (counts) {
        batches = now - lastBatch < PATIENCE_NANOS ? batches + 1 : 1;
        lastBatch = now;
        on |= batches >= BATCHES;
      }
      begins = on && !looking;
      looking |= begins;
    }
    if (begins) {
      lookLater(worker.engine);
    }
  }

  private void add(Worker worker, long now) {
    leftOut.remove(worker);
    if (working.put(worker, now) == null) {
      count = working.size();
    }
  }

  /** The worker has nothing to do; true if somebody may have relied on it until now. */
  boolean ends(Worker worker) {
    if (!isPossible()) {
      return false;
    }
    synchronized (this) {
      leftOut.remove(worker);
      boolean was = working.remove(worker) != null;
      count = working.size();
      return was && on;
    }
  }

  // ---- who is left out

  boolean isOn() {
    return on;
  }

  /** True if no other worker need look at what waits: those at work do. */
  boolean suffices() {
    return on && count >= limit;
  }

  /** True if that will be so with those that are being started. */
  boolean suffices(int starting) {
    return on && count + starting >= limit;
  }

  /**
   * True if the worker, which has nothing to do, had better not look at what waits. It is woken
   * when the flood is over, if not before.
   */
  boolean leavesOut(Worker worker) {
    if (!on) {
      return false;
    }
    synchronized (this) {
      boolean works = working.containsKey(worker);
      boolean tooMany = on && count >= (works ? limit + 1 : limit);
      if (tooMany) {
        ends(worker); // or two would leave at once, for each other
        leftOut.add(worker);
      }
      return tooMany;
    }
  }

  // ---- looks

  private void lookLater(Engine engine) {
    try {
      engine.timer.schedule(LOOK_NANOS, () -> look(engine));
    } catch (OutOfMemoryError e) { // there was no thread to be had
      end(engine);
    }
  }

  /** By the timer's thread. */
  void look(Engine engine) {
    boolean goesOn = true;
    try {
      long now = clock.getAsLong();
      boolean waits = !engine.queue.isEmpty();
      sampling &= waits; // the time without is not that of a flood
      long patience = waits && areProcessorsIdle(now) ? LOOK_NANOS : PATIENCE_NANOS;
      int missing;
      synchronized (this) {
        if (!looking) {
          goesOn = false; // it could not be scheduled, and was all the same
          return;
        }
        working.values().removeIf(last -> now - last >= patience);
        count = working.size();
        missing = limit - count;
        goesOn = now - lastBatch < PATIENCE_NANOS && (count > 0 || !waits);
      }
      if (goesOn) {
        engine.signalWork(Math.min(missing, engine.queue.atMost()));
      } else {
        end(engine);
      }
    } finally {
      if (goesOn) {
        lookLater(engine);
      }
    }
  }

  /** It is no flood any more. */
  private void end(Engine engine) {
    List<Worker> out;
    synchronized (this) {
      out = new ArrayList<>(leftOut);
      leftOut.clear();
      on = false;
      looking = false;
      batches = 0;
    }
    out.forEach(Worker::wake);
    engine.signalWork(engine.queue.atMost());
  }

  /** Whether they were since the last sample; the limit follows that. */
  private boolean areProcessorsIdle(long now) {
    long idle = idleNanos.getAsLong();
    long nanos = now - sampledAt;
    boolean first = !sampling;
    boolean areIdle = idle < 0 || (!first && idle - sampledIdle > nanos / 8 * processors);
    if (first || nanos >= SAMPLE_NANOS) {
      sampling = true;
      sampledAt = now;
      sampledIdle = idle;
    }
    if (!first && nanos >= SAMPLE_NANOS) {
      busySamples = areIdle ? 0 : busySamples + 1;
      if (areIdle) {
        limit = Math.max(processors, (int) Math.min(4L * limit, maxWorkers));
      } else if (busySamples % BUSY_SAMPLES == 0) {
        limit = Math.max(processors, limit / 2);
      }
    }
    return areIdle;
  }
}
