package concurrent.futures;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a worker: higher priority first, then in order of submission. Any thread
 * may add and poll; neither blocks.
 *
 * <p>A task that is cancelled, or run by the worker that waits for it, stays in its place until it
 * is polled; whoever polls skips it. It holds no captured data any more (CONTRACT T7).
 */
final class TaskQueue {
  /** Priority 0, as good as always the only one in use. */
  private final SegmentedQueue<Task<?>> ordinary = new SegmentedQueue<>();

  /** Of the same priority, but from before: they have been at a worker, and did not start. */
  private final ConcurrentLinkedQueue<Task<?>> putBack = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Ranked urgent; // created with the first priority above 0
  private volatile @Nullable Ranked leisurely; // created with the first priority below 0

  /** A queue of entries with a priority and an arrival number. */
  private static final class Ranked {
    private final PriorityBlockingQueue<Entry> entries = new PriorityBlockingQueue<>();
    private final AtomicLong arrivals = new AtomicLong();

    void add(Task<?> task, int priority) {
      // two submitters may number and add in different order; for one submitter the order is strict
      entries.add(new Entry(task, priority, arrivals.getAndIncrement()));
    }

    @Nullable Task<?> poll() {
      Entry first = entries.poll();
      return first == null ? null : first.task;
    }
  }

  private record Entry(Task<?> task, int priority, long arrival) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byPriority = Integer.compare(other.priority, priority);
      return byPriority != 0 ? byPriority : Long.compare(arrival, other.arrival);
    }
  }

  void add(Task<?> task) {
    int priority = task.options().priority();
    if (priority == 0) {
      ordinary.add(task);
    } else if (priority > 0) {
      ranked(true).add(task, priority);
    } else {
      ranked(false).add(task, priority);
    }
  }

  private synchronized Ranked ranked(boolean above) {
    Ranked existing = above ? urgent : leisurely;
    if (existing != null) {
      return existing;
    }
    Ranked created = new Ranked();
    if (above) {
      urgent = created;
    } else {
      leisurely = created;
    }
    return created;
  }

  void putBack(List<Task<?>> tasks) {
    putBack.addAll(tasks);
  }

  /** The next task that is still pending, or null if there is none. */
  @Nullable Task<?> poll() {
    for (; ; ) {
      Task<?> task = urgent == null ? null : urgent.poll();
      if (task == null) {
        task = putBack.poll();
      }
      if (task == null) {
        task = ordinary.poll();
      }
      if (task == null && leisurely != null) {
        task = leisurely.poll();
      }
      if (task == null || (task.isPending() && !task.isDelayed())) {
        return task; // a delayed one has left an entry of an earlier attempt, and will be added
        // again
      }
    }
  }

  /** Forgets tasks at the head that others have run, with what they returned. */
  void dropDone() {
    ordinary.dropWhile(Task::done);
  }

  /** How many tasks wait at most; cheap, so it may not know. */
  int atMost() {
    long others = (long) putBack.size() + sizeOf(urgent) + sizeOf(leisurely);
    return (int) Math.min(others + ordinary.atMost(), Integer.MAX_VALUE);
  }

  private static int sizeOf(@Nullable Ranked ranked) {
    return ranked == null ? 0 : ranked.entries.size();
  }

  /** True if nothing waits; tasks that are no longer pending may make it false. */
  boolean isEmpty() {
    return ordinary.isEmpty()
        && putBack.isEmpty()
        && (urgent == null || urgent.entries.isEmpty())
        && (leisurely == null || leisurely.entries.isEmpty());
  }
}
