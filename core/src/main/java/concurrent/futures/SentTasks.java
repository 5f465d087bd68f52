package concurrent.futures;

import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireOutput;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process has been given and not answered yet, and how it is made to stop. What is
 * there changes in turns of the worker, which may ask for it without the lock; any thread may
 * interrupt, or ask for a stack. Nothing here blocks, and no foreign code runs, but for {@link
 * #stackOf}.
 */
final class SentTasks {
  /**
   * A task at a process.
   *
   * @param context the loader of its code
   * @param ahead what both sides claim it by, or null if it was started when it was sent
   * @param bytes what it takes in the link
   */
  record Sent(
      long seq,
      Task<?> task,
      WorkerProcess process,
      int context,
      @Nullable LedgerAhead ahead,
      int bytes) {}

  private static final StackTraceElement[] UNKNOWN = {};

  private final Timer timer;
  private final long killGraceNanos;

  // changed in turns
  private int count;
  private int bytes;
  private @Nullable Sent head;

  // guarded by this
  private final ArrayDeque<Sent> sent = new ArrayDeque<>(4); // in the order of execution
  private @Nullable Task<?> encoding;
  private @Nullable Thread encoder;
  private boolean interrupted;
  private @Nullable Task<?> decoding;
  private @Nullable Thread decoder;
  private @Nullable Future<?> kill; // of the process of an interrupted task
  private @Nullable Sent stubborn; // that task
  private int stackRequests;
  private @Nullable CompletableFuture<StackTraceElement[]> stack;

  SentTasks(Timer timer, long killGraceNanos) {
    this.timer = timer;
    this.killGraceNanos = killGraceNanos;
  }

  int size() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** What may lie in the link's pipe. */
  int bytes() {
    return bytes;
  }

  synchronized void add(Sent added) {
    sent.add(added);
    bytes += added.bytes;
    if (++count == 1) {
      head = added;
    }
  }

  synchronized void removeLast() {
    changed(-sent.removeLast().bytes);
  }

  private void changed(int byBytes) {
    bytes += byBytes;
    count = sent.size();
    head = sent.peek();
  }

  /** The number of the first, or 0. */
  long firstSeq() {
    return head == null ? 0 : head.seq;
  }

  /**
   * The last task that has started: those before it have ended, though that may not be told yet.
   */
  synchronized @Nullable Task<?> lastStarted() {
    Task<?> last = null;
    for (Sent each : sent) {
      last = each.ahead == null || each.ahead.hasStarted() ? each.task : last;
    }
    return last;
  }

  /** The task that executes, or is about to. */
  @Nullable Task<?> first() {
    return head == null ? null : head.task;
  }

  /**
   * Takes a task out that has ended, and those before it that were taken back; null if it is not
   * there.
   */
  synchronized @Nullable Sent remove(long seq) {
    noStack();
    Sent first = sent.peek();
    if (first != null && first.seq == seq) { // as nearly always
      sent.remove();
      removed(first);
      return first;
    }
    for (Iterator<Sent> all = sent.iterator(); all.hasNext(); ) {
      Sent next = all.next();
      boolean found = next.seq == seq;
      if (found || (next.seq < seq && next.ahead != null && next.ahead.isTakenBack())) {
        all.remove();
        removed(next);
      }
      if (found) {
        return next;
      }
    }
    return null;
  }

  private void removed(Sent task) {
    changed(-task.bytes);
    if (stubborn != null && task.seq == stubborn.seq) { // of another one the kill is still needed
      noKill();
    }
  }

  /** Takes everything out: the process has ended. */
  synchronized List<Sent> removeAll() {
    noStack();
    noKill();
    List<Sent> all = new ArrayList<>(sent);
    sent.clear();
    changed(-bytes);
    return all;
  }

  /** Takes back, as pending tasks, those that have not started. */
  synchronized List<Task<?>> takeBack() {
    List<Task<?>> back = new ArrayList<>();
    for (Sent each : sent) {
      if (each.ahead != null && each.task.takeBack(each.ahead)) {
        back.add(each.task);
      }
    }
    return back;
  }

  // ---- the user's serialization, which is interrupted here instead of in the process

  /** The writer begins to encode a task. */
  synchronized void encoding(Task<?> task, Thread by) {
    encoding = task;
    encoder = by;
    interrupted = false;
  }

  /** It has done so; false if the task was to be interrupted meanwhile. */
  synchronized boolean encoded() {
    encoding = null;
    encoder = null;
    Thread.interrupted();
    return !interrupted;
  }

  /** The calling thread, which is no user's, begins to decode an outcome. */
  synchronized void decoding(Task<?> task) {
    decoding = task;
    decoder = Thread.currentThread();
  }

  /** It has done so. */
  synchronized void decoded() {
    decoding = null;
    decoder = null;
    Thread.interrupted();
  }

  // ---- interrupts

  /** Interrupts the task, wherever it is, and kills the process if that does not help in time. */
  synchronized void interrupt(Task<?> task) {
    if (encoding == task && encoder != null) {
      interrupted = true;
      encoder.interrupt();
    } else if (decoding == task && decoder != null) {
      decoder.interrupt();
    } else {
      Sent found = find(task);
      if (found == null) {
        return;
      }
      WireOutput message = new WireOutput(12);
      message.writeVarlong(found.seq);
      found.process.out().enqueue(Kind.INTERRUPT, message);
      noKill();
      stubborn = found;
      kill = timer.schedule(killGraceNanos, () -> killIfStill(found));
    }
  }

  /** What is over needs no kill: a timer that waits would keep the JVM from exiting. */
  private void noKill() {
    if (kill != null) {
      kill.cancel(false);
      kill = null;
      stubborn = null;
    }
  }

  private @Nullable Sent find(Task<?> task) {
    for (Sent each : sent) {
      if (each.task == task) {
        return each;
      }
    }
    return null;
  }

  private void killIfStill(Sent stubborn) {
    synchronized (this) {
      if (!sent.contains(stubborn)) {
        return;
      }
      stubborn.process.doom(); // before this task can end, and another one take its place
    }
    stubborn.process.kill(
        "its task went on for " + Duration.ofNanos(killGraceNanos) + " after it was interrupted");
  }

  // ---- stacks

  /** Asks the process where the task is; waits for the answer, but not for long. */
  StackTraceElement[] stackOf(Task<?> task, Runnable wakeWriter, Duration limit) {
    CompletableFuture<StackTraceElement[]> answer = new CompletableFuture<>();
    synchronized (this) {
      Sent asked = find(task);
      if (asked == null) {
        return UNKNOWN;
      }
      stack = answer;
      FrameOutput out = asked.process.out();
      WireOutput message = new WireOutput(12);
      message.writeVarint(++stackRequests);
      message.writeVarlong(asked.seq);
      out.enqueue(Kind.STACK, message);
    }
    wakeWriter.run();
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  /** The task is over: who asks holds a lock that its outcome may be waiting for. */
  private void noStack() {
    if (stack != null) {
      stack.complete(UNKNOWN);
      stack = null;
    }
  }

  /** The answer. */
  synchronized void stackHasCome(int request, StackTraceElement[] frames) {
    if (request == stackRequests && stack != null) {
      stack.complete(frames);
      stack = null;
    }
  }
}
