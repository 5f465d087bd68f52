package concurrent.futures;

import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.ClassNames;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ThrowableForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * SPI: makes values and exceptions of what came from where tasks are executed. For one thread at a
 * time. Reading runs code of the user's classes.
 */
@SuppressWarnings("exports") // of packages for the library's own executors
public final class OutcomeDecoder {
  private final Loaders loaders;
  private final ValueCodec codec;
  private final String where;
  private volatile int context; // the loader of the code whose outcome is read

  /**
   * A decoder.
   *
   * @param loaders who numbers class loaders
   * @param limits how big values may be
   * @param where where calls go, for messages, such as "a worker process"
   */
  public OutcomeDecoder(Loaders loaders, Limits limits, String where) {
    this.loaders = loaders;
    this.where = where;
    this.codec = new ValueCodec(names(), limits);
  }

  /**
   * Returns who knows the classes of what is written and read.
   *
   * @return the names
   */
  public ClassNames names() {
    return new ClassNames() {
      @Override
      public int loaderOf(Class<?> type) {
        return loaders.numberOf(type);
      }

      @Override
      public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
        // what the worker has on its class path is what that code finds there, whoever loads it
        return loaders.resolve(loader == 0 ? context : loader, name);
      }
    };
  }

  /**
   * Reads the result of a task.
   *
   * @param task the task
   * @param loader the number of the loader of its code
   * @param in where from
   * @param arrays the arrays that came with it
   * @return the result
   * @throws DecodeException if it cannot be read
   */
  public @Nullable Object value(Task<?> task, int loader, WireInput in, List<Object> arrays)
      throws DecodeException {
    context = loader;
    Object value = codec.read(in, arrays);
    Callable<?> call = task.callOrNull();
    return call instanceof Calls.OfRunnable<?> withResult ? withResult.result() : value;
  }

  /**
   * Reads what a task has thrown.
   *
   * @param loader the number of the loader of its code
   * @param in where from, behind the flag
   * @param arrays the arrays that came with it
   * @return the exception, or what stands for it
   * @throws WireFormatException if the bytes are malformed
   */
  public Throwable failure(int loader, WireInput in, List<Object> arrays)
      throws WireFormatException {
    context = loader;
    return failure(in, arrays);
  }

  private Throwable failure(WireInput in, List<Object> arrays) throws WireFormatException {
    int place = in.readByte();
    String path = String.valueOf(in.readString());
    ThrowableForm.Received received = ThrowableForm.read(in, codec, arrays);
    Throwable thrown = received.original();
    if (thrown == null) {
      thrown = rebuilt(received.remote(), received.problem());
    }
    if (place == TaskForm.IN_TASK) {
      return thrown;
    }
    String what = place == TaskForm.IN_RESULT ? "the result" : "the call";
    String doing = place == TaskForm.IN_RESULT ? "written" : "read";
    return new TaskSerializationException(
        what + " cannot be " + doing + " in " + where + ": " + received.remote().message(),
        path,
        thrown.getCause() == null ? thrown : thrown.getCause());
  }

  private static RemoteTaskException rebuilt(
      ThrowableForm.Remote remote, @Nullable Throwable problem) {
    ThrowableForm.Remote cause = remote.cause();
    RemoteTaskException rebuilt =
        new RemoteTaskException(
            remote.className() + (remote.message() == null ? "" : ": " + remote.message()),
            remote.className(),
            remote.message(),
            remote.text(),
            cause == null ? null : rebuilt(cause, null));
    rebuilt.setStackTrace(remote.stackTrace());
    remote.suppressed().forEach(each -> rebuilt.addSuppressed(rebuilt(each, null)));
    if (problem != null) {
      rebuilt.addSuppressed(problem);
    }
    return rebuilt;
  }

  /**
   * Says that a result cannot be read.
   *
   * @param e why
   * @return the exception for the task's future
   */
  public TaskSerializationException cannotBeRead(DecodeException e) {
    return new TaskSerializationException(
        "the result of " + where + " cannot be read here: " + e.getMessage(),
        "",
        e.getCause() == null ? e : e.getCause());
  }

  /**
   * Says that something cannot travel.
   *
   * @param what what it is
   * @param e why
   * @return the exception for the task's future
   */
  public TaskSerializationException cannotTravel(String what, EncodeException e) {
    return new TaskSerializationException(
        what + " cannot travel to " + where + ": " + e.getMessage(),
        e.path(),
        e.getCause() == null ? e : e.getCause());
  }

  /**
   * Says that a worker process has ended.
   *
   * @param report how
   * @param worker its name
   * @param attempt of the task that it executed; 0 if it had none
   * @return the exception for that task's future
   */
  public static WorkerCrashedException crash(ExitReport report, String worker, int attempt) {
    return new WorkerCrashedException(
        report.description() + " (" + worker + (attempt > 1 ? ", attempt " + attempt : "") + ")",
        WorkerCrashedException.Kind.valueOf(report.kind().name()),
        report.pid(),
        report.exitCode(),
        report.signal(),
        report.stderrTail(),
        report.crashLog(),
        report.javaFrames(),
        attempt);
  }
}
