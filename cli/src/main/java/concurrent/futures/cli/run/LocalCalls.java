package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.Utf8Buffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Workers that are threads of this JVM: batches are shared with them. */
final class LocalCalls implements Calls {
  private static final Chunk NOTHING = new Chunk(0);

  private final RecordCall call;
  private final Window window;
  private final BooleanSupplier stopped;
  private final Consumer<CommandException> broken;

  /**
   * Creates calls.
   *
   * @param stopped whether records that have not started shall be left alone
   * @param broken is told that workers cannot be set up
   */
  LocalCalls(
      RecordCall call, Window window, BooleanSupplier stopped, Consumer<CommandException> broken) {
    this.call = call;
    this.window = window;
    this.stopped = stopped;
    this.broken = broken;
  }

  @Override
  public Future<?> submit(Executor tasks, Batch batch) {
    return tasks.submit(
        (Batch b) -> {
          Chunk chunk = run(b);
          b.hold(chunk.out.length(), window);
          return chunk;
        },
        batch);
  }

  @Override
  public Chunk chunk(Batch batch, Object result) {
    return (Chunk) result;
  }

  @Override
  public int attempt(Batch batch) {
    return batch.attempt();
  }

  /**
   * Runs a batch. What a record throws that travels alone becomes the outcome of the task, so that
   * the executor can retry it; in company it fails just that record.
   *
   * @return the result of a record that travels alone, or nothing
   */
  private Chunk run(Batch batch) throws Exception {
    TaskContext context = TaskContext.current();
    int attempt = context == null ? 1 : context.attempt();
    String worker = RecordCall.worker(context);
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
      throw LocalCalls.<Exception>unchanged(e);
    }
    return new Chunk(lines, failure, System.nanoTime() - start);
  }

  /** Lets a function throw what no signature allows: its failure is reported as it is. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> E unchanged(Throwable e) throws E {
    throw (E) e;
  }

  private void call(Batch batch, int k, Utf8Buffer lines, long start, String worker, int attempt)
      throws Throwable {
    try {
      call.into(lines, batch.value(k), batch.source(), batch.index(k), start, worker, attempt);
    } catch (CommandException e) {
      broken.accept(e);
      throw e;
    }
  }

  /** The failure of a record; what it may have added to its lines is taken back. */
  private Failure failed(Batch batch, int k, Utf8Buffer lines, Throwable error) {
    lines.truncate(0);
    Failure failure = new Failure(batch.item(k), Failure.Kind.of(error, false), error, 1, 1);
    call.format().add(lines, failure);
    return failure;
  }
}
