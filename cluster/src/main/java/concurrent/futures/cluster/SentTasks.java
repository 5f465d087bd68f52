package concurrent.futures.cluster;

import concurrent.futures.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member has of one slot's tasks, in the order of execution. Any thread may ask. */
final class SentTasks {
  private final ArrayDeque<Sent> sent = new ArrayDeque<>(4); // guarded by this

  synchronized void add(Sent added) {
    sent.add(added);
  }

  synchronized @Nullable Sent remove(long seq) {
    for (Iterator<Sent> all = sent.iterator(); all.hasNext(); ) {
      Sent next = all.next();
      if (next.seq == seq) {
        all.remove();
        return next;
      }
    }
    return null;
  }

  synchronized List<Sent> removeAll() {
    List<Sent> all = new ArrayList<>(sent);
    sent.clear();
    return all;
  }

  synchronized List<Sent> all() {
    return new ArrayList<>(sent);
  }

  synchronized @Nullable Sent find(long seq) {
    for (Sent each : sent) {
      if (each.seq == seq) {
        return each;
      }
    }
    return null;
  }

  /** The number of a task, or 0. */
  synchronized long seqOf(Task<?> task) {
    for (Sent each : sent) {
      if (each.task == task) {
        return each.seq;
      }
    }
    return 0;
  }

  /** The task that executes, or is next. */
  synchronized @Nullable Task<?> first() {
    Sent first = sent.peek();
    return first == null ? null : first.task;
  }

  synchronized int size() {
    return sent.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }
}
