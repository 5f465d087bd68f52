package concurrent.futures.cluster;

import concurrent.futures.internal.wire.Limits;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Executes the tasks that others submit to this member, and its own: the threads, and a clock that
 * looks after what executes.
 */
final class Host {
  private static final long LOOK_NANOS = 2_000_000;
  private static final long IDLE_SECONDS = 10;

  final Limits limits;
  final String name;
  private final ThreadPoolExecutor threads;
  private final Set<Slot> busy = ConcurrentHashMap.newKeySet();
  private final Thread clock;
  private volatile boolean asleep;
  private volatile boolean closed;

  /** What executes tasks in JVMs of their own; null for threads. */
  final @Nullable WorkerJvms jvms;

  /** Whether what tasks print in threads goes to who has submitted them. */
  final boolean forwardsOutput;

  private final ClusterBackend backend;

  Host(
      ClusterBackend backend,
      String name,
      int slots,
      @Nullable WorkerJvms jvms,
      boolean forwardsOutput) {
    this.backend = backend;
    this.name = name;
    this.limits = backend.limits;
    this.jvms = jvms;
    this.forwardsOutput = forwardsOutput && jvms == null; // or it goes there anyway
    if (this.forwardsOutput) {
      TaskOutput.install();
    }
    this.threads =
        new ThreadPoolExecutor(
            Math.max(1, slots),
            Math.max(1, slots),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, name + "-slot", 16L << 20);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    this.clock = new Thread(this::look, name + "-slots-clock");
    clock.setDaemon(true);
    clock.start();
  }

  /** Where this member is, for messages. */
  String address() {
    return backend.address();
  }

  /** A slot has tasks; false if this member is about to leave. */
  boolean execute(Slot slot) {
    busy.add(slot);
    try {
      threads.execute(slot);
    } catch (RejectedExecutionException e) {
      busy.remove(slot);
      return false;
    }
    if (asleep) {
      LockSupport.unpark(clock);
    }
    return true;
  }

  /** It has none any more. */
  void idle(Slot slot) {
    busy.remove(slot);
  }

  private void look() {
    while (!closed) {
      long now = System.nanoTime();
      for (Slot slot : busy) {
        look(slot, now);
      }
      if (busy.isEmpty()) {
        asleep = true;
        if (busy.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        asleep = false;
      } else {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }
  }

  private static void look(Slot slot, long now) {
    try {
      slot.look(now);
    } catch (Throwable t) { // no memory, as good as always; it looks again
      ClusterBackend.warn("a slot could not be looked after: " + t);
    }
  }

  /**
   * Gives back what has not started, and waits until nothing executes any more; false if the time
   * has passed.
   */
  boolean drain(long nanos) throws InterruptedException {
    threads.shutdown();
    busy.forEach(Slot::giveBack);
    return threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  void close() {
    closed = true;
    LockSupport.unpark(clock);
    threads.shutdownNow();
  }

  /** Waits until no thread and no JVM is left, but not for a task that does not end in a thread. */
  void awaitEnd(long nanos) throws InterruptedException {
    if (jvms != null) {
      jvms.close();
    }
    threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    clock.join();
  }
}
