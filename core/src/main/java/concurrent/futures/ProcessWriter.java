package concurrent.futures;

import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link ProcessWorker} that may block: starts the process, writes tasks whose
 * values are large or run foreign code while they are serialized, and whatever others have enqueued
 * for the link; takes outcomes that a waiting thread has left there; ends a worker that is idle for
 * long.
 */
final class ProcessWriter implements Runnable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long LEAST_NANOS = 1_000_000;

  /** So long the first task of a worker has the processors for itself. */
  private static final long SETTLE_NANOS = 50_000_000;

  private final ProcessWorker worker;
  private final @Nullable Action initializer;
  private final long keepAliveNanos;
  private final Thread thread;
  private final ValueCodec codec;
  private @Nullable WorkerProcess adopted;
  private long startDeadline;
  private long upSince;
  private boolean settled;

  ProcessWriter(ProcessWorker worker, @Nullable Action initializer, long keepAliveNanos) {
    this.worker = worker;
    this.initializer = initializer;
    this.keepAliveNanos = keepAliveNanos;
    this.codec = new ValueCodec(worker.outcomes.decoder().names(), worker.backend.limits);
    this.thread = new Thread(this, worker.name());
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param process a spare that the caller hands over; null if this is to get a process
   */
  void start(@Nullable WorkerProcess process) {
    adopted = process;
    thread.start();
  }

  /** Nothing before it has started, but it looks at everything before it parks. */
  void wake() {
    LockSupport.unpark(thread);
  }

  void join(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
  }

  @Override
  public void run() {
    WorkerProcess process = adopted;
    boolean begins = process == null;
    Rehearsal spare = null;
    if (process == null) {
      try {
        spare = worker.backend.takeSpare(true);
        process = spare == null ? worker.backend.launch(worker.name()) : spare.process();
      } catch (Throwable t) {
        worker.notStarted(t);
        return;
      }
      worker.started(process, spare == null ? worker.backend.newEncoder(process) : spare.encoder());
    }
    startDeadline = System.nanoTime() + START_LIMIT.toNanos();
    try {
      if (begins) {
        begin(process, spare != null);
      }
      serve(process);
    } catch (IOException e) {
      // the process has ended, as the reader is about to see
    } catch (Throwable t) {
      process.kill("its tasks could not be written: " + t);
    } finally {
      process.tell(worker);
    }
    if (worker.ready && !settled) {
      worker.backend.hasSettled(worker.engine.isShutdown()); // its successor may need a spare
    }
  }

  private void begin(WorkerProcess process, boolean isSpare) throws IOException {
    if (isSpare) {
      Rehearsal.rename(process, worker.name());
    } else {
      process.greet(
          worker.name(),
          WorkerOutput.charsetOfOut().name(),
          WorkerOutput.charsetOfErr().name(),
          worker.backend.limits);
    }
    sendInitializer(process);
    process.tell(worker);
    if (isSpare) {
      worker.takenOver();
    }
  }

  private void serve(WorkerProcess process) throws IOException {
    while (worker.stage() != ProcessWorker.GONE) {
      process.out().flush();
      process.drainIfWanted();
      worker.outcomes.sendClasses(process.out());
      Thread.interrupted(); // it would close what is about to be opened
      worker.ahead.open(process);
      Task<?> task = worker.slow();
      if (task != null) {
        send(task, process);
      } else {
        LockSupport.parkNanos(this, nanosToNextLook(process));
        Thread.interrupted(); // left over from a task that was interrupted
      }
    }
  }

  private void sendInitializer(WorkerProcess process) throws IOException {
    Action action = initializer;
    if (action == null) {
      return;
    }
    WireOutput message = new WireOutput(256);
    List<Object> arrays = new ArrayList<>(0);
    try {
      worker.encoder().writeInitializer(message, 0, action, codec, arrays);
    } catch (EncodeException e) {
      worker.badInitializer(worker.outcomes.decoder().cannotTravel("the initializer", e));
      return;
    }
    process.out().send(Kind.TASK, message, arrays);
  }

  /** How long there is nothing to do unless somebody says so. */
  private long nanosToNextLook(WorkerProcess process) {
    if (worker.isBooting()) {
      long left = startDeadline - System.nanoTime();
      if (left < 0) {
        process.kill("it was not ready after " + START_LIMIT);
      }
      return Math.max(left, LEAST_NANOS);
    }
    long left = worker.idleNanosLeft();
    if (left == 0) {
      worker.leaveIfIdle();
    }
    long look = left < 0 ? keepAliveNanos : left;
    return Math.max(settled ? look : Math.min(look, settle()), LEAST_NANOS);
  }

  /** What is done for other workers is done when this one has settled; how long until then. */
  private long settle() {
    if (!worker.ready) {
      return Long.MAX_VALUE;
    }
    long now = System.nanoTime();
    upSince = upSince == 0 ? now : upSince;
    long left = upSince + SETTLE_NANOS - now;
    if (left <= 0) {
      settled = true;
      worker.backend.hasSettled(worker.engine.isShutdown());
    }
    return left;
  }

  /** Sends a task that may be large, or whose values run foreign code while they are written. */
  private void send(Task<?> task, WorkerProcess process) throws IOException {
    long seq = worker.startSlow(task);
    if (seq < 0) {
      return;
    }
    WireOutput message = new WireOutput(1 << 10);
    List<Object> arrays = new ArrayList<>(0);
    Throwable failure = null;
    worker.sent.encoding(task, thread);
    try {
      Callable<?> call = task.callOrNull();
      if (call == null) {
        failure = new CancellationException("it was cancelled before it was sent");
      } else {
        worker.encoder().write(message, seq, call, task.attempt(), task.name(), codec, arrays);
      }
    } catch (EncodeException e) {
      failure = worker.outcomes.decoder().cannotTravel("the call", e);
    } catch (Throwable t) {
      failure = t; // such as: no memory for it
    } finally {
      if (!worker.sent.encoded()) {
        failure = new CancellationException("it was interrupted before it was sent");
      }
    }
    if (failure == null) {
      worker.slowIsEncoded();
      process.out().send(Kind.TASK, message, arrays);
      if (!arrays.isEmpty()) {
        worker.ahead.sawArrays();
      }
      worker.slowIsSent();
    } else {
      worker.slowFailed(seq, Objects.requireNonNull(failure));
    }
  }
}
