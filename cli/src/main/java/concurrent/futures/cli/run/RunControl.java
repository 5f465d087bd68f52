package concurrent.futures.cli.run;

import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Future;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.Durations;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.Signals;
import concurrent.futures.cli.input.Inputs;
import concurrent.futures.cli.output.Progress;
import concurrent.futures.cli.output.Stderr;
import concurrent.futures.cli.output.Stdout;
import concurrent.futures.cli.output.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What happens beside the flow of records: signals, limits of time, {@code --halt}, the progress
 * display.
 */
final class RunControl {
  private static final long TICK_MILLIS = 20;
  private static final long STUCK_NANOS = 20_000_000;
  private static final int SHOWN_BY_USR1 = 20;

  private final Flow flow;
  private final RunOptions options;
  private final Tally tally;
  private final Stdout stdout;
  private final Stderr stderr;
  private final Progress progress;
  private final AtomicReference<@Nullable CommandException> failure = new AtomicReference<>();
  private final AtomicLong succeeded = new AtomicLong(); // for --halt, at the moment they are done
  private final AtomicLong failed = new AtomicLong();
  private volatile long interruptAt = Long.MAX_VALUE; // nanoseconds of the run
  private volatile boolean ended;

  RunControl(
      Flow flow, RunOptions options, Tally tally, Inputs inputs, Stdout stdout, Stderr stderr) {
    this.flow = flow;
    this.options = options;
    this.tally = tally;
    this.stdout = stdout;
    this.stderr = stderr;
    this.progress = new Progress(options.progress(), stderr, tally, inputs.total());
  }

  /** Takes over signals and starts the clock. */
  void start() {
    Signals.on("INT", number -> interrupted(number, "interrupted"));
    Signals.on("TERM", number -> interrupted(number, "terminated"));
    Signals.on(
        "HUP",
        number -> stop(new Stop(ExitCode.SIGNAL + number, "hung up", false, Long.MAX_VALUE)));
    Signals.on("USR1", number -> showRunning());
    Runtime.getRuntime().addShutdownHook(new Thread(this::exitOfTask, "futures-exit"));
    Thread ticker = new Thread(this::tick, "futures-clock");
    ticker.setDaemon(true);
    ticker.start();
  }

  /** The run is over: nothing more is shown, signals and exits are the JVM's business again. */
  void end() {
    ended = true;
    progress.end();
  }

  /** Why the run failed as a whole, or null. */
  @Nullable CommandException failure() {
    return failure.get();
  }

  /** Workers cannot be set up. */
  void broken(CommandException why) {
    failure.compareAndSet(null, why);
    stop(new Stop(why.exitCode(), "", false, options.grace().toNanos()));
  }

  /** True for what ends a run as a whole: workers cannot be set up, or not even started. */
  static boolean isBroken(Throwable error) {
    return error instanceof CommandException || error instanceof BrokenExecutorException;
  }

  /** What {@link #isBroken}, as the command shows it. */
  static CommandException asBroken(Throwable error) {
    if (error instanceof CommandException known) {
      return known;
    }
    Throwable cause = error.getCause();
    String why = cause == null ? "." : ": " + cause.getMessage() + ".";
    return new CommandException(ExitCode.BROKEN, error.getMessage() + why, error);
  }

  /** Nothing more can be read; what was read goes its way. */
  void readerFailed(Throwable why) {
    if (flow.isStopped()) {
      return; // then a rejection is no news
    }
    CommandException shown =
        isBroken(why)
            ? asBroken(why)
            : why instanceof OutOfMemoryError
                ? new CommandException(
                    ExitCode.IO,
                    "not enough memory to go on reading: "
                        + why.getMessage()
                        + ". Give more with"
                        + " FUTURES_JAVA_OPTS=-Xmx…, or lower --window.",
                    why)
                : new CommandException(
                    ExitCode.INTERNAL, "internal error while reading: " + why, why);
    failure.compareAndSet(null, shown);
  }

  /** A record is done: is that a reason to halt? */
  void finished(Batch batch) {
    Future<?> future = batch.future();
    if (future.cancelled()) {
      return;
    }
    boolean good = future.exception() == null && flow.result(batch).failures.isEmpty();
    long goodOnes = good ? succeeded.incrementAndGet() : succeeded.get();
    long badOnes = good ? failed.get() : failed.incrementAndGet();
    Halt halt = options.halt();
    if (halt.met(goodOnes, badOnes)) {
      int exitCode = halt.what() == Halt.What.SUCCESS ? ExitCode.OK : ExitCode.HALTED;
      stop(
          new Stop(
              exitCode,
              "stopped by --halt " + halt.show(),
              halt.when() == Halt.When.NOW,
              Long.MAX_VALUE));
    }
  }

  private void interrupted(int signal, String note) {
    Stop stop = new Stop(ExitCode.SIGNAL + signal, note, false, options.grace().toNanos());
    if (ended) {
      Runtime.getRuntime().halt(stop.exitCode());
    }
    if (stop(stop)) {
      stderr.message(
          note
              + ": what runs may finish within "
              + Durations.show(options.grace().toNanos())
              + "; once more ends at once");
      return;
    }
    stdout.freeze();
    progress.end();
    Runtime.getRuntime().halt(stop.exitCode());
  }

  private boolean stop(Stop why) {
    boolean first = flow.stop(why);
    if (first && why.graceNanos() < Long.MAX_VALUE) {
      interruptAt = tally.elapsedNanos() + why.graceNanos();
    }
    return first;
  }

  private void tick() {
    Duration deadline = options.deadline();
    long deadlineNanos = deadline == null ? Long.MAX_VALUE : deadline.toNanos();
    try {
      while (!ended) {
        Thread.sleep(TICK_MILLIS);
        long elapsed = tally.elapsedNanos();
        if (elapsed >= deadlineNanos) {
          deadlineNanos = Long.MAX_VALUE;
          if (!stop(new Stop(ExitCode.DEADLINE, "stopped by --deadline", true, 0))) {
            flow.interrupt();
          }
        }
        if (elapsed >= interruptAt) {
          interruptAt = Long.MAX_VALUE;
          flow.interrupt();
        }
        flow.unblock(STUCK_NANOS);
        if (!ended) {
          progress.tick();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if a signal ends the JVM that came before this run took signals over. */
  private static boolean isSignalled() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(t -> t.getName().startsWith("SIG") && t.getName().endsWith(" handler"));
  }

  private void showRunning() {
    List<Batch> batches = flow.underWay();
    batches.forEach(Batch::look); // the clock may not have seen it yet
    List<Batch> running = // once, so that what is counted is what is shown
        batches.stream().filter(b -> b.hasStarted() && !b.future().done()).toList();
    stderr.message(
        tally.succeeded()
            + " ok, "
            + tally.failed()
            + " failed, "
            + running.size()
            + " running, "
            + (batches.size() - running.size())
            + " queued or waiting to be written");
    running.stream()
        .limit(SHOWN_BY_USR1)
        .forEach(
            b ->
                stderr.message(
                    "running for "
                        + Durations.show(b.runNanos())
                        + ": line "
                        + b.current().line()
                        + " of "
                        + b.source().name()
                        + ": "
                        + b.current().quoted()));
  }

  /** A task has called {@code System.exit}: save what is there, and say so. */
  private void exitOfTask() {
    if (ended || isSignalled()) {
      return;
    }
    ended = true;
    progress.end();
    try {
      stdout.flush();
    } catch (IOException e) {
      stderr.message("cannot write results to standard output: " + e.getMessage());
    }
    stdout.freeze();
    stderr.message(
        "the function ended the JVM (System.exit or halt) while lines were under way; their results"
            + " are lost. Let it throw an exception instead.");
    Runtime.getRuntime().halt(ExitCode.BROKEN);
  }
}
