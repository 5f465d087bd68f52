package concurrent.futures;

import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A spare process that does typical calls until it is needed: a JVM is slow at what it does for the
 * first time. One call after the other is under way, whose outcome nobody sees.
 */
final class Rehearsal implements WorkerProcess.Events {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final WorkerProcess process;
  private final String name;
  private final ProcessBackend backend;
  private final ValueCodec codec;
  private final List<Call<?>> once = new ArrayList<>(TypicalCalls.once()); // before the others
  private final List<Call<?>> calls = TypicalCalls.all();

  private TaskEncoder encoder; // by the thread that reads

  private Set<LambdaShape> functions = Set.of(); // by the thread that reads
  private int sent; // by the thread that reads
  private @Nullable TaskEncoder told; // guarded by this
  private boolean wanted; // guarded by this, as are the following
  private boolean finished; // nothing is under way
  private boolean ended;
  private boolean handedOver;

  private Rehearsal(WorkerProcess process, String name, ProcessBackend backend) {
    this.process = process;
    this.backend = backend;
    this.name = name;
    this.encoder = newEncoder();
    this.codec =
        new ValueCodec(
            new OutcomeDecoder(backend.loaders, backend.limits, "a worker process").names(),
            backend.limits);
  }

  /** To it the process knows no function yet, as at the hand-over. */
  private TaskEncoder newEncoder() {
    return backend.newEncoder(process);
  }

  static Rehearsal begin(WorkerProcess process, String name, ProcessBackend backend) {
    Rehearsal rehearsal = new Rehearsal(process, name, backend);
    process.tell(rehearsal);
    return rehearsal;
  }

  WorkerProcess process() {
    return process;
  }

  /** What to encode for it with, once it has been handed over. */
  synchronized TaskEncoder encoder() {
    TaskEncoder last = told;
    return last == null ? newEncoder() : last;
  }

  /** True if nothing is under way: {@link #handOver} does not wait. */
  synchronized boolean isOver() {
    return finished || ended;
  }

  /**
   * Waits until nothing is under way; then the process belongs to the caller, who is to {@link
   * #rename} it and to {@link WorkerProcess#tell}.
   *
   * @return false if it has ended
   */
  synchronized boolean handOver() {
    wanted = true;
    long end = System.nanoTime() + START_LIMIT.toNanos();
    boolean interrupted = false;
    while (!finished && !ended) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        process.kill("it was not ready after " + START_LIMIT);
        left = START_LIMIT.toNanos();
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      handedOver = true;
      process.tell(null); // what comes waits for the caller
    }
    return !ended;
  }

  @Override
  public void message(int kind, WireInput payload, List<Object> arrays) throws IOException {
    if (kind == Kind.READY) {
      WorkerProcess.checkVersion(payload);
      process.greet(
          name,
          WorkerOutput.charsetOfOut().name(),
          WorkerOutput.charsetOfErr().name(),
          backend.limits);
      rename(process, name); // as it will be when it is needed
      functions = backend.used.all();
      functions.forEach(function -> once.add(TypicalCalls.preparing(function)));
      next();
    } else if (kind == Kind.RESULT || kind == Kind.FAILURE) {
      next();
    }
  }

  /** Tells a process what it is called from now on, to which it does not answer. */
  static void rename(WorkerProcess process, String name) {
    WireOutput message = new WireOutput(64);
    message.writeString(name);
    process.out().enqueue(Kind.NAME, message);
  }

  private void next() throws IOException {
    int repeated = sent - once.size();
    if (repeated == 2 * TypicalCalls.ROUNDS * calls.size()) {
      tellFunctions();
      return;
    }
    synchronized (this) {
      finished = wanted;
      if (finished) {
        notifyAll();
        return;
      }
    }
    if (repeated >= 0 && repeated % (2 * calls.size()) == 0) { // each is new, and then known
      encoder = newEncoder();
    }
    Call<?> call = repeated < 0 ? once.get(sent) : calls.get(repeated % calls.size());
    sent++;
    WireOutput message = new WireOutput(256);
    List<Object> arrays = new ArrayList<>(0);
    try {
      encoder.write(message, sent, call, 1, null, codec, arrays);
    } catch (EncodeException e) {
      throw new IOException(e); // these are calls of ours
    }
    process.out().send(Kind.TASK, message, arrays);
  }

  /** The last that it does: the worker knows them, and by which numbers is in this encoder. */
  private void tellFunctions() throws IOException {
    TaskEncoder last = newEncoder();
    functions.forEach(last::tell);
    process.out().flush();
    synchronized (this) {
      told = last;
      finished = true;
      notifyAll();
    }
  }

  @Override
  public void drained() {}

  @Override
  public void ended(ExitReport report) {
    synchronized (this) {
      ended = true;
      notifyAll();
      if (!handedOver) {
        return;
      }
    }
    process.listener().ended(report); // it ended while it was handed over
  }
}
