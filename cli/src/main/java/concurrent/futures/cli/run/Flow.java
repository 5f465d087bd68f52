package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way: from the reader into the executor, and on to the one thread that settles
 * them; in the order of the input they line up when they are submitted, otherwise when they are
 * done.
 */
final class Flow {
  private static final int RECORD_BYTES = 128;
  private static final Batch WAKE =
      new Batch(new Source("", InputFormat.LINES, List.of()), 0, new Object[0], new long[0], 0);

  private final Executor pool;
  private final Executor tasks; // the pool, with timeout and retries
  private final Window window;
  private final RunOptions options;
  private final BlockingQueue<Batch> ready = new LinkedBlockingQueue<>();
  private final Set<Batch> underWay = ConcurrentHashMap.newKeySet();

  private long settled; // only the settling thread
  private volatile long submitted; // guarded by this for writing; final once stopped
  private volatile boolean fed; // the reader has ended
  private volatile @Nullable Stop stop; // guarded by this for writing

  private @Nullable Calls calls; // written before anything is submitted
  private @Nullable RunControl control;

  Flow(Executor pool, Window window, RunOptions options) {
    this.pool = pool;
    this.tasks = pool.with(options.task());
    this.window = window;
    this.options = options;
  }

  /** Starts reading. */
  void start(BatchReader reader, Pace pace, Calls theCalls, RunControl runControl) {
    calls = theCalls;
    control = runControl;
    Thread thread = new Thread(() -> feed(reader, pace), "futures-input");
    thread.setDaemon(true); // a read from a terminal may never return
    thread.start();
  }

  private void feed(BatchReader reader, Pace pace) {
    try {
      Batch batch;
      while (stop == null && (batch = reader.next(pace.size())) != null) {
        if (!window.take(batch.size(), weight(batch)) || !submit(batch)) {
          break;
        }
        if (options.ordered()) {
          ready.add(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      control().readerFailed(e);
    } finally {
      fed = true;
      ready.add(WAKE);
    }
  }

  /** Submits a batch; false if the run was stopped. */
  private synchronized boolean submit(Batch batch) {
    if (stop != null) {
      return false;
    }
    try {
      batch.submitted(calls().submit(tasks, batch));
    } catch (RejectedExecutionException e) {
      control().readerFailed(e);
      return false;
    }
    submitted++;
    underWay.add(batch);
    Future<?> future = batch.future();
    if (options.halt().when() != Halt.When.NEVER) {
      future.addDoneCallback(done -> control().finished(batch));
    }
    if (!options.ordered()) {
      future.addDoneCallback(done -> ready.add(batch));
    } else if (!batch.isAlone()) {
      future.addDoneCallback(done -> batch.finished());
    }
    return true;
  }

  /** The next batch, if there is one already. */
  @Nullable Batch poll() {
    Batch batch;
    do {
      batch = ready.poll();
    } while (batch == WAKE);
    return batch;
  }

  /** The next batch, or null if all are settled. */
  @Nullable Batch take() {
    while (true) {
      Batch batch = poll();
      if (batch != null) {
        return batch;
      }
      if ((fed || stop != null) && settled == submitted) {
        return null;
      }
      try {
        batch = ready.take();
      } catch (InterruptedException e) {
        continue; // nobody has a reason to interrupt this thread
      }
      if (batch != WAKE) {
        return batch;
      }
    }
  }

  /** Gives back the room of a batch. */
  void settled(Batch batch) {
    settled++;
    underWay.remove(batch);
    int stolen = batch.size() - batch.ownSize(); // each of them gives its own room back
    window.give(batch.ownSize(), weight(batch) - (long) RECORD_BYTES * stolen + batch.close());
  }

  /** Lets other workers have the records that wait behind one that already runs for long. */
  synchronized void unblock(long nanos) {
    if (stop != null) {
      return;
    }
    for (Batch batch : underWay) {
      if (batch.isAlone()) {
        batch.look();
      } else if (batch.runNanos() > nanos) {
        unblock(batch);
      }
    }
  }

  private synchronized void unblock(Batch batch) {
    synchronized (batch) { // nobody may see a part of this
      List<Batch> stolen = batch.steal();
      stolen.forEach(this::submit);
      if (batch.notice(stolen) && !options.ordered()) {
        ready.add(batch);
      }
    }
  }

  boolean isStopped() {
    return stop != null;
  }

  @Nullable Stop stop() {
    return stop;
  }

  /**
   * Ends the run early: reads no more, cancels what has not started.
   *
   * @return false if it was stopped before
   */
  boolean stop(Stop why) {
    synchronized (this) {
      if (stop != null) {
        return false;
      }
      stop = why;
    }
    window.close();
    pool.shutdown(false, true);
    ready.add(WAKE);
    if (why.interrupts()) {
      interrupt();
    }
    return true;
  }

  /** Cancels what runs, too. */
  void interrupt() {
    for (Batch batch : underWay) {
      batch.future().cancel(true);
    }
  }

  /** Ends everything because nobody wants the results. */
  void abandon() {
    stop(new Stop(0, "", true, 0));
  }

  /** What is under way now, in the order of the input. */
  List<Batch> underWay() {
    List<Batch> batches = new ArrayList<>(underWay);
    batches.sort(Comparator.comparingLong(b -> b.index(0)));
    return batches;
  }

  /** What the task of a record that travels alone has returned. */
  Chunk result(Batch batch) {
    return calls().chunk(batch, Objects.requireNonNull(batch.future().result()));
  }

  private Calls calls() {
    if (calls == null) {
      throw new IllegalStateException("not started");
    }
    return calls;
  }

  private RunControl control() {
    if (control == null) {
      throw new IllegalStateException("not started");
    }
    return control;
  }

  private static long weight(Batch batch) {
    return batch.bytes() + (long) RECORD_BYTES * batch.size();
  }
}
