package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.ExecutorListener;
import concurrent.futures.Future;
import concurrent.futures.TaskEvent;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.output.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Workers that share no memory with the run: each record is a task of its own, so that a crash
 * costs no other, and its reply is bytes.
 */
final class RemoteCalls implements Calls, ExecutorListener {
  private final ResultFormat format;
  private final Window window;
  private final Map<Future<?>, Integer> attempts = new ConcurrentHashMap<>(); // if more than one

  RemoteCalls(ResultFormat format, Window window) {
    this.format = format;
    this.window = window;
  }

  @Override
  public Future<?> submit(Executor tasks, Batch batch) {
    Future<byte[]> future =
        tasks.submit(WorkerFunction::call, batch.value(0), batch.source().header(), batch.index(0));
    future.addDoneCallback(
        done -> {
          if (!done.cancelled() && done.exception() == null) {
            batch.hold(done.result().length, window);
          }
        });
    return future;
  }

  @Override
  public Chunk chunk(Batch batch, Object result) {
    byte[] bytes = (byte[]) result;
    ByteBuffer reply = ByteBuffer.wrap(bytes);
    boolean bad = reply.get() != 0;
    long nanos = reply.getLong();
    Utf8Buffer lines = new Utf8Buffer(0);
    if (!bad) {
      lines.add(bytes, reply.position(), reply.remaining());
      return new Chunk(lines, null, nanos);
    }
    String problem = StandardCharsets.UTF_8.decode(reply).toString();
    Failure failure =
        new Failure(batch.item(0), Failure.Kind.EXCEPTION, new BadInputException(problem), 1, 1);
    format.add(lines, failure);
    return new Chunk(lines, failure, nanos);
  }

  @Override
  public int attempt(Batch batch) {
    Integer attempt = attempts.remove(batch.future());
    return attempt == null ? 1 : attempt;
  }

  @Override
  public void taskRetried(TaskEvent task, Throwable failure) {
    attempts.put(task.future(), task.attempt() + 1);
  }
}
