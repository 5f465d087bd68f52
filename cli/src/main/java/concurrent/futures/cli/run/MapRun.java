package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.function.LineFunction;
import concurrent.futures.cli.input.Inputs;
import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.FailureLog;
import concurrent.futures.cli.output.Stderr;
import concurrent.futures.cli.output.Stdout;
import concurrent.futures.cli.output.Summary;
import concurrent.futures.cli.output.Tally;
import concurrent.futures.cli.output.Utf8Buffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code futures map}.
 *
 * <pre>
 *   reader thread                     executor                 this thread
 *   Inputs ──▶ Batch ──▶ Window ──▶ submit ──▶ RecordCall ──▶ Flow.next() ──▶ Stdout, Tally
 *                          ▲                                                       │
 *                          └──────────────── room for more ◀──────────────────────┘
 * </pre>
 *
 * <p>Reading has a thread of its own, since it may wait for ever (a terminal, {@code tail -f})
 * while results are ready to be written.
 */
public final class MapRun {
  private static final int MOST_TOGETHER = 1000;

  private final LineFunction function;
  private final RunOptions options;
  private final Stdout stdout;
  private final Stderr stderr;
  private final Tally tally = new Tally();
  private final FailureLog failureLog;
  private final Flow flow;
  private final Pace pace;
  private final RunControl control;
  private final BatchReader reader;
  private final Executor pool;
  private final Calls calls;
  private final int workers;

  /**
   * Creates a run.
   *
   * @param inputs what to read; nobody else may read them
   */
  public MapRun(
      LineFunction function, Inputs inputs, RunOptions options, Stdout stdout, Stderr stderr) {
    this.function = function;
    this.options = options;
    this.stdout = stdout;
    this.stderr = stderr;
    this.failureLog = new FailureLog(stderr, options.verbose());
    Window window =
        new Window(options.window(), Runtime.getRuntime().maxMemory() / 8, options.jobs());
    RemoteCalls remote = new RemoteCalls(options.format(), window);
    this.pool = options.engine().open(options, function.form(), remote);
    this.workers = options.engine().workers(pool, options, stderr::message);
    this.pace = new Pace(options.oneByOne() ? 1 : mostTogether(options));
    this.flow = new Flow(pool, window, options);
    this.control = new RunControl(flow, options, tally, inputs, stdout, stderr);
    this.reader = new BatchReader(inputs, options.batch());
    this.calls =
        options.engine().isRemote()
            ? remote
            : new LocalCalls(
                new RecordCall(function, options.format()),
                window,
                flow::isStopped,
                control::broken);
  }

  /** Few enough that each processor has several batches waiting: short calls keep no more busy. */
  private static int mostTogether(RunOptions options) {
    int busy = Math.min(options.jobs(), Runtime.getRuntime().availableProcessors());
    return Math.max(1, Math.min(MOST_TOGETHER, options.window() / (4 * busy)));
  }

  /**
   * Runs to the end.
   *
   * @return the exit code
   */
  public int run() {
    control.start();
    @Nullable CommandException failure = null;
    boolean closedPipe = false;
    try {
      flow.start(reader, pace, calls, control);
      settleAll();
      stdout.flush();
      failure = control.failure();
    } catch (Stdout.ClosedPipeException e) {
      closedPipe = true; // then the end is a quiet one, as with every filter
      flow.abandon();
    } catch (IOException e) {
      flow.abandon();
      failure =
          new CommandException(
              ExitCode.IO,
              "cannot write results to standard output: "
                  + e.getMessage()
                  + ". They are incomplete.",
              e);
    } finally {
      control.end();
    }
    options.engine().close(pool);
    function.close(e -> stderr.message("close() failed: " + e));
    return closedPipe ? ExitCode.PIPE : finish(failure);
  }

  private int finish(@Nullable CommandException failure) {
    failureLog.end();
    Stop stop = flow.stop();
    int exitCode = ExitCode.OK;
    if (failure != null) {
      stderr.message(failure.text());
      exitCode = failure.exitCode();
    } else if (stop != null) {
      exitCode = stop.exitCode();
    } else if (tally.failed() > 0) {
      exitCode = ExitCode.SOME_FAILED;
    }
    if (!options.quiet()) {
      String note = stop == null ? "" : stop.note();
      Summary summary = new Summary(tally, workers, note, exitCode);
      if (options.jsonSummary()) {
        stderr.line(summary.json());
      } else {
        stderr.message(summary.text());
      }
    }
    return exitCode;
  }

  /** Takes batches as they come, those that were taken out of the latest one first. */
  private void settleAll() throws IOException {
    Deque<Batch> stolen = new ArrayDeque<>();
    while (true) {
      Batch batch = stolen.poll();
      if (batch == null) {
        batch = flow.poll();
      }
      if (batch == null || !batch.future().done()) {
        stdout.flush(); // while there is nothing else to do
      }
      if (batch == null) {
        batch = flow.take();
      }
      if (batch == null) {
        return;
      }
      if (batch.isAlone()) {
        settleAlone(batch);
      } else {
        settleCompany(batch);
      }
      if (options.ordered()) {
        List<Batch> rest = batch.rest();
        for (int i = rest.size() - 1; i >= 0; i--) {
          stolen.push(rest.get(i));
        }
      }
    }
  }

  private void settleAlone(Batch batch) throws IOException {
    Future<?> future = batch.future();
    if (!awaitUncancelled(future)) {
      tally.cancelled(1);
    } else {
      Throwable error = future.exception();
      if (error == null) {
        write(batch, flow.result(batch));
      } else if (RunControl.isBroken(error)) {
        control.broken(RunControl.asBroken(error));
        tally.cancelled(1);
      } else {
        write(batch, failed(batch, 0, error));
      }
    }
    tally.bytes(batch.bytes());
    flow.settled(batch);
  }

  /** Takes the results of several records, once or, if one of them runs for long, in parts. */
  private void settleCompany(Batch batch) throws IOException {
    if (batch.isClosed()) {
      return; // it was here for a look at its first results, and was done by then
    }
    Future<?> future = batch.future();
    while (true) {
      if (options.ordered()) {
        awaitResults(batch);
      }
      boolean done = future.done(); // asked before the results are taken, or some might be missed
      Chunk chunk = batch.takeResults();
      if (chunk != null) {
        write(batch, chunk);
      }
      if (done) {
        break;
      }
      stdout.flush();
      if (!options.ordered()) {
        return; // it will come again
      }
    }
    flow.settled(batch);
    Chunk late = batch.takeResults(); // of a cancelled task that went on until now
    if (late != null) {
      write(batch, late);
    }
    settleMissing(batch);
    tally.bytes(batch.bytes());
  }

  /** Records of a batch that were not run, because of a stop or because the task itself failed. */
  private void settleMissing(Batch batch) throws IOException {
    int first = batch.settled();
    int end = batch.ownSize();
    if (first == end) {
      return;
    }
    Throwable error = awaitUncancelled(batch.future()) ? batch.future().exception() : null;
    for (int k = first; k < end; k++) {
      if (error == null) {
        tally.cancelled(1);
      } else {
        write(batch, failed(batch, k, error));
      }
    }
  }

  private void write(Batch batch, Chunk chunk) throws IOException {
    stdout.write(chunk.out);
    for (Failure failure : chunk.failures) {
      tally.failed(failure);
      failureLog.add(failure);
    }
    tally.succeeded(chunk.succeeded());
    batch.settled(chunk.done());
    long sum = 0;
    for (int i = 0; i < chunk.done(); i++) {
      tally.took(chunk.nanos[i]);
      sum += chunk.nanos[i];
    }
    pace.ran(chunk.done(), sum);
  }

  private static void awaitResults(Batch batch) {
    try {
      batch.awaitResults();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody has a reason to; then it is asked more often
    }
  }

  /** Waits until it is done; false if it was cancelled. */
  private static boolean awaitUncancelled(Future<?> future) {
    try {
      future.exception();
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  /** The chunk of a record that failed for good. */
  private Chunk failed(Batch batch, int k, Throwable error) {
    Failure.Kind kind = Failure.Kind.of(error, options.task().timeout() != null);
    int attempt = calls.attempt(batch);
    Failure failure =
        new Failure(batch.item(k), kind, error, attempt, options.task().retries() + 1);
    Utf8Buffer lines = new Utf8Buffer(0);
    options.format().add(lines, failure);
    return new Chunk(lines, failure, batch.runNanos());
  }
}
