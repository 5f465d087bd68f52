package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireInput;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who reads the link: the thread that runs tasks while it has none, so that a short task costs no
 * change of threads; and a second thread as soon as a task takes longer, so that somebody always
 * learns of interrupts, of classes that were asked for, and of the parent's end.
 *
 * <pre>
 *            ┌─ no task ──▶ reads ── a task ──▶ runs it ─┐
 *  runner    └────────────────────◀─────────────────────-┘
 *  standby   sleeps ── the same task runs since the last look ──▶ reads ── a task for a runner
 *              └──────────────────────◀──────────────────────────────────── that waits ──┘
 * </pre>
 *
 * <p>The standby looks every millisecond while there are tasks, and sleeps when there are none:
 * {@link #runs} wakes it then.
 */
final class LinkReader {
  private static final long LOOK_NANOS = 1_000_000;

  private final FrameInput in;
  // of kinds without VarHandles, which would make the first task wait
  private final AtomicInteger readers = new AtomicInteger(1); // at most one: who has made this
  private final Queue<Received> queue = new LinkedBlockingQueue<>();
  private final Thread standby;

  private final AtomicLong runs = new AtomicLong(); // how many tasks have begun; by the runner
  private volatile boolean running;
  private volatile boolean runnerWaits;
  private volatile boolean asleep;
  private volatile boolean atOnce; // the runner waits for a message
  private volatile boolean stopped;

  /** A message for the runner: one task or several. */
  static final class Received {
    final int kind;
    final byte[] message;
    final List<Object> arrays;

    Received(int kind, byte[] message, List<Object> arrays) {
      this.kind = kind;
      this.message = message;
      this.arrays = arrays;
    }
  }

  /** The calling thread has the link, and becomes the standby with {@link #standBy}. */
  LinkReader(FrameInput in) {
    this.in = in;
    this.standby = Thread.currentThread();
  }

  // ---- the runner

  /** Waits for the next task; null if the runner is to end, and main with it. */
  @Nullable Received next(TaskThread self) throws IOException {
    running = false;
    for (; ; ) {
      Received next = queue.poll();
      if (next == null && readers.compareAndSet(0, 1)) {
        try {
          next = queue.poll(); // the standby may have left one with the link
          if (next == null && !stopped) {
            next = read(self, false);
          }
        } finally {
          readers.set(0);
        }
      }
      if (next != null) {
        begin();
        return next;
      }
      if (stopped) {
        return null;
      }
      runnerWaits = true;
      if (queue.isEmpty() && readers.get() != 0 && !stopped) {
        LockSupport.park(this);
      }
      runnerWaits = false;
      Thread.interrupted(); // nobody's business: there is no task that it could be for
    }
  }

  private void begin() {
    running = true;
    runs.set(runs.getPlain() + 1); // only this thread writes it
    if (asleep) {
      LockSupport.unpark(standby);
    }
  }

  /** The runner begins another one of several tasks. */
  void step() {
    runs.set(runs.getPlain() + 1);
  }

  /** The runner is about to wait for a message: the standby reads from now on. */
  void needed() {
    atOnce = true;
    LockSupport.unpark(standby);
  }

  // ---- the standby

  /** Returns when main has to: the JVM ends otherwise with the link. */
  void standBy(TaskThread runner) throws IOException {
    readers.set(0);
    runner.start();
    long seen = -1;
    while (!stopped) {
      boolean tooLong = running && runs.get() == seen;
      boolean wanted = tooLong || atOnce;
      atOnce = false;
      if (wanted && readers.compareAndSet(0, 1)) {
        read(runner, true);
        readers.set(0);
        LockSupport.unpark(runner);
      }
      long now = runs.get();
      if (running || now != seen) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      } else {
        sleepUntilNext(now);
      }
      seen = now;
      runner.tellResults();
    }
  }

  /** There was nothing for a while. */
  private void sleepUntilNext(long now) {
    asleep = true;
    if (!running && runs.get() == now && !atOnce) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  // ---- both, one at a time

  /**
   * Reads until there is a task: the runner returns with it, the standby leaves it in the queue,
   * and returns when the runner waits for it. Or until it is to stop.
   */
  private @Nullable Received read(TaskThread runner, boolean asStandby) throws IOException {
    for (; ; ) {
      int kind = in.next();
      if (kind < 0) {
        Runtime.getRuntime().halt(WorkerMain.ORPHANED);
      } else if (kind == Kind.STOP) {
        stop(runner);
        return null;
      } else if (kind == Kind.RING) {
        in.continueWith(runner.ledger().toWorker(), true);
      } else if (kind != Kind.TASK && kind != Kind.TASKS) {
        runner.handle(kind, in.payload());
      } else {
        WireInput message = in.payload();
        byte[] copy = message.readBytes(message.remaining()); // the buffer is used again
        Received task = new Received(kind, copy, in.arrays());
        if (!asStandby) {
          return task;
        }
        queue.add(task);
        if (runnerWaits) {
          return null;
        }
      }
    }
  }

  /**
   * Ends the JVM. Since JDK 21 {@code System.exit} makes a logger first, which takes it as long as
   * all the rest of its end, so the threads return, if there is none that the JVM would wait for.
   */
  private void stop(TaskThread runner) {
    boolean executes = running && Thread.currentThread() == standby;
    if (executes || othersLive(runner)) {
      System.exit(0);
    }
    stopped = true;
    LockSupport.unpark(standby);
    LockSupport.unpark(runner);
  }

  private boolean othersLive(TaskThread runner) {
    ThreadGroup all = standby.getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[all.activeCount() + 8];
    int count = all.enumerate(threads);
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (!thread.isDaemon() && thread != standby && thread != runner) {
        return true;
      }
    }
    return count == threads.length; // there may be more
  }
}
