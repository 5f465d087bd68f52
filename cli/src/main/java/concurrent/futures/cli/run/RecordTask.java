package concurrent.futures.cli.run;

import concurrent.futures.TaskContext;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.function.LineFunction;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.BadLine;
import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.output.Utf8Buffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The task of the pool: calls the function for the records of a batch. */
final class RecordTask {
  private static final Chunk NOTHING = new Chunk(0);

  private final LineFunction function;
  private final ResultFormat format;
  private final BooleanSupplier stopped;
  private final Consumer<CommandException> broken;

  /**
   * Creates a task.
   *
   * @param stopped whether records that have not started shall be left alone
   * @param broken is told that workers cannot be set up
   */
  RecordTask(
      LineFunction function,
      ResultFormat format,
      BooleanSupplier stopped,
      Consumer<CommandException> broken) {
    this.function = function;
    this.format = format;
    this.stopped = stopped;
    this.broken = broken;
  }

  /**
   * Runs a batch. What a record throws that travels alone becomes the outcome of the task, so that
   * the executor can retry it; in company it fails just that record.
   *
   * @return the result of a record that travels alone, or nothing
   */
  Chunk run(Batch batch) throws Exception {
    TaskContext context = TaskContext.current();
    int attempt = context == null ? 1 : context.attempt();
    String worker = context == null ? "" : context.worker().replace("_", "");
    batch.started(attempt);
    if (batch.isAlone()) {
      return alone(batch, worker, attempt);
    }
    Utf8Buffer lines = new Utf8Buffer(256);
    long start = System.nanoTime();
    int k;
    while (!stopped.getAsBoolean() && (k = batch.claim()) >= 0) {
      Failure failure = null;
      lines.truncate(0);
      try {
        call(batch, k, lines, start, worker, 1);
      } catch (Throwable e) {
        failure = failed(batch, k, lines, e);
      }
      long end = System.nanoTime();
      batch.add(lines, failure, end - start);
      start = end;
    }
    return NOTHING;
  }

  private Chunk alone(Batch batch, String worker, int attempt) throws Exception {
    Utf8Buffer lines = new Utf8Buffer(64);
    Failure failure = null;
    long start = System.nanoTime();
    try {
      call(batch, 0, lines, start, worker, attempt);
    } catch (BadInputException e) {
      failure = failed(batch, 0, lines, e); // another attempt would not help
    } catch (Throwable e) {
      throw RecordTask.<Exception>unchanged(e);
    }
    return new Chunk(lines, failure, System.nanoTime() - start);
  }

  /** Lets a function throw what no signature allows: its failure is reported as it is. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchanged(Throwable e) throws E {
    throw (E) e;
  }

  private void call(Batch batch, int k, Utf8Buffer lines, long start, String worker, int attempt)
      throws Throwable {
    Object value = batch.value(k);
    if (value instanceof BadLine bad) {
      throw new BadInputException(bad.problem());
    }
    try {
      @Nullable Object result = function.call(value, batch.source(), batch.index(k));
      if (format == ResultFormat.PLAIN && result instanceof String text) {
        lines.add(text); // by far the most frequent case, without an Item
        lines.add('\n');
      } else if (format == ResultFormat.JSONL || result != null) {
        format.add(lines, batch.item(k), result, start, worker, attempt);
      }
    } catch (CommandException e) {
      broken.accept(e);
      throw e;
    }
  }

  /** The failure of a record; what it may have added to its lines is taken back. */
  private Failure failed(Batch batch, int k, Utf8Buffer lines, Throwable error) {
    lines.truncate(0);
    Failure.Kind kind =
        error instanceof OutOfMemoryError ? Failure.Kind.OUT_OF_MEMORY : Failure.Kind.EXCEPTION;
    Failure failure = new Failure(batch.item(k), kind, error, 1, 1);
    format.add(lines, failure);
    return failure;
  }
}
