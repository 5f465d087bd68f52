package concurrent.futures.cli.run;

import concurrent.futures.Action;
import concurrent.futures.TaskContext;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.function.FunctionForm;
import concurrent.futures.cli.function.LineFunction;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.Source;
import concurrent.futures.cli.output.LibraryLog;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.output.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The function in a worker JVM, or in a member of a cluster: made by the pool's initializer, called
 * by its tasks. So the code travels once a worker, and a task brings nothing but its record.
 */
final class WorkerFunction {
  /** Before the lines of a reply: whether they are what is wrong with the input, and the time. */
  private static final int REPLY_HEAD = 1 + Long.BYTES;

  private static @Nullable RecordCall call;
  private static @Nullable ClassLoader loader;
  private static @Nullable Supplier<CommandException> broken; // why there is no call

  private WorkerFunction() {}

  /** What a worker has to do first. */
  static Action initializer(FunctionForm form, ResultFormat format) {
    return () -> open(form, format);
  }

  /**
   * What a slot of a member of a cluster has to do first; those of one member share the function.
   */
  static Action initializerOfSlot(FunctionForm form, ResultFormat format) {
    FunctionForm shipped = form.shipped();
    return () -> openOnce(shipped, format);
  }

  private static synchronized void openOnce(FunctionForm form, ResultFormat format) {
    if (call == null && broken == null) {
      load(form, format);
    }
  }

  /** Does not fail: a task reports what is wrong, which a worker that does not start could not. */
  private static void open(FunctionForm form, ResultFormat format) {
    LibraryLog.install();
    RecordCall opened = load(form, format);
    if (opened != null && opened.function().hasState()) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> close(opened.function()), "futures-close"));
    }
  }

  private static @Nullable RecordCall load(FunctionForm form, ResultFormat format) {
    try {
      LineFunction function = form.load();
      loader = Thread.currentThread().getContextClassLoader();
      RecordCall loaded = new RecordCall(function, format);
      call = loaded;
      return loaded;
    } catch (CommandException e) {
      broken = () -> travelling(e);
      return null;
    }
  }

  private static void close(LineFunction function) {
    function.close(e -> System.err.println("futures: close() failed: " + e));
  }

  /**
   * The task: calls the function for a record.
   *
   * @param header the names of its fields, empty without header
   * @return a reply for {@link RemoteCalls#chunk}
   */
  static byte[] call(Object value, List<String> header, long index) throws Exception {
    RecordCall function = call;
    if (function == null) {
      throw Objects.requireNonNull(broken, "the initializer has not run").get();
    }
    Thread.currentThread().setContextClassLoader(loader);
    Source source = new Source("", function.function().format(), header);
    TaskContext context = TaskContext.current();
    int attempt = context == null ? 1 : context.attempt();
    Utf8Buffer lines = new Utf8Buffer(64);
    long start = System.nanoTime();
    try {
      function.into(lines, value, source, index, start, RecordCall.worker(context), attempt);
      byte[] reply = head(lines.length(), false, System.nanoTime() - start).array();
      lines.copyTo(reply, REPLY_HEAD);
      return reply;
    } catch (BadInputException e) { // a result: another attempt would not help
      byte[] problem = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
      return head(problem.length, true, System.nanoTime() - start).put(problem).array();
    } catch (CommandException e) {
      throw travelling(e);
    } catch (Throwable e) {
      throw LocalCalls.<Exception>unchanged(e);
    }
  }

  private static ByteBuffer head(int length, boolean bad, long nanos) {
    return ByteBuffer.allocate(REPLY_HEAD + length).put((byte) (bad ? 1 : 0)).putLong(nanos);
  }

  /** Without its cause, whose class may be the function's own, unknown to the command. */
  private static CommandException travelling(CommandException e) {
    return new CommandException(e.exitCode(), e.text());
  }
}
