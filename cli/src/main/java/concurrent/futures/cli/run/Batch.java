package concurrent.futures.cli.run;

import concurrent.futures.Future;
import concurrent.futures.cli.input.Source;
import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.Item;
import concurrent.futures.cli.output.Utf8Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records that travel as one task: usually one, more if the function is so short that
 * the way would cost more than the call.
 *
 * <p>Of several, results are handed over record by record, so that a slow one holds back neither
 * the results before it nor, since others can {@link #steal} them, the records behind it.
 */
final class Batch {
  /** Results below this do not count as held memory: each record counts as a little anyway. */
  private static final int SMALL = 4096;

  private final Source source;
  private final long firstIndex;
  private final Object[] values;
  private final long[] lines;
  private final long bytes;
  private final AtomicInteger claimed = new AtomicInteger();

  private @Nullable Future<?> future; // written before the batch is shared
  private volatile long startNanos; // 0: it has not started
  private volatile int running; // the record that was claimed last
  private volatile int attempt; // of a record that travels alone

  private int settled; // records; only the settling thread

  // guarded by this
  private @Nullable Chunk results; // of records in company, null if there are none to write
  private List<Batch> rest = List.of();
  private boolean noticed; // that it runs for long
  private boolean worthALook; // there may be results though the task is not done
  private boolean closed;
  private long held; // bytes that the window counts for results

  Batch(Source source, long firstIndex, Object[] values, long[] lines, long bytes) {
    this.source = source;
    this.firstIndex = firstIndex;
    this.values = values;
    this.lines = lines;
    this.bytes = bytes;
  }

  int size() {
    return values.length;
  }

  /** True if its record travels alone: its result is that of the task. */
  boolean isAlone() {
    return values.length == 1;
  }

  /** The bytes of its input. */
  long bytes() {
    return bytes;
  }

  Item item(int k) {
    return new Item(firstIndex + k, source, lines[k], values[k]);
  }

  Object value(int k) {
    return values[k];
  }

  Source source() {
    return source;
  }

  long index(int k) {
    return firstIndex + k;
  }

  /** Its task. */
  Future<?> future() {
    if (future == null) {
      throw new IllegalStateException("not submitted");
    }
    return future;
  }

  void submitted(Future<?> task) {
    future = task;
  }

  // ---- the worker

  /** A worker begins with it. */
  void started(int number) {
    attempt = number;
    startNanos = System.nanoTime() | 1;
  }

  /** The next record for the worker, or -1 if there is none left. */
  int claim() {
    int k = claimed.getAndIncrement();
    if (k >= values.length) {
      return -1;
    }
    running = k;
    return k;
  }

  /** Takes the result of a record in company. */
  synchronized void add(Utf8Buffer lines, @Nullable Failure failure, long nanos) {
    if (closed) {
      return; // cancelled: it counts as that, whatever the worker still does
    }
    if (results == null) {
      results = new Chunk(values.length);
    }
    results.add(lines, failure, nanos);
  }

  /** Counts bytes of results until the batch is settled, if they are worth it. */
  synchronized void hold(long outBytes, Window window) {
    if (!closed && outBytes > SMALL) {
      held = outBytes;
      window.grow(outBytes);
    }
  }

  // ---- the clock

  /** Looks whether it has started, if its worker cannot tell. */
  void look() {
    if (startNanos == 0 && future().running()) {
      startNanos = System.nanoTime() | 1;
    }
  }

  boolean hasStarted() {
    return startNanos != 0;
  }

  /** Nanoseconds since a worker began with it. */
  long runNanos() {
    long start = startNanos;
    return start == 0 ? 0 : System.nanoTime() - start;
  }

  int attempt() {
    return attempt;
  }

  /** The record that is running, as far as anybody can tell from outside. */
  Item current() {
    return item(running);
  }

  /** Takes the records that no worker has claimed, each as a batch of its own. */
  List<Batch> steal() {
    int from = claimed.getAndSet(values.length);
    List<Batch> stolen = new ArrayList<>();
    for (int k = from; k < values.length; k++) {
      stolen.add(
          new Batch(source, firstIndex + k, new Object[] {values[k]}, new long[] {lines[k]}, 0));
    }
    return stolen;
  }

  /** Says what was stolen, and that the results so far are worth a look; true the first time. */
  synchronized boolean notice(List<Batch> stolen) {
    if (noticed || closed) {
      return false;
    }
    noticed = true;
    worthALook = true;
    rest = stolen;
    notifyAll();
    return true;
  }

  // ---- the settling thread

  /** What was stolen from it, and comes after it in the order of the input. */
  synchronized List<Batch> rest() {
    return rest;
  }

  /** Records that are its own, stolen ones not counted. */
  synchronized int ownSize() {
    return values.length - rest.size();
  }

  /** The task of several records is done. */
  synchronized void finished() {
    notifyAll();
  }

  /** Waits until the task is done, or there are results worth a look. */
  synchronized void awaitResults() throws InterruptedException {
    while (!future().done() && !worthALook) {
      wait();
    }
    worthALook = false;
  }

  /** Takes the results of records in company that nobody has taken, if any. */
  synchronized @Nullable Chunk takeResults() {
    Chunk taken = results;
    results = null;
    return taken;
  }

  /** Counts records whose results were taken. */
  void settled(int records) {
    settled += records;
  }

  /** Records whose results were taken. */
  int settled() {
    return settled;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Takes nothing more; returns the bytes that the window counts for it. */
  synchronized long close() {
    closed = true;
    return held;
  }
}
