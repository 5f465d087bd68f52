package concurrent.futures;

import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.wire.ClassNames;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ThrowableForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Makes values and exceptions of what one worker process says. By the thread that reads. */
final class OutcomeReader {
  private final ProcessBackend backend;
  private final String worker;
  private final ValueCodec codec;
  private final ConcurrentLinkedQueue<WireOutput> classes = new ConcurrentLinkedQueue<>();
  private volatile int context; // the loader of the code whose outcome is read

  OutcomeReader(ProcessBackend backend, String worker) {
    this.backend = backend;
    this.worker = worker;
    this.codec = new ValueCodec(names(), backend.limits);
  }

  ClassNames names() {
    return new ClassNames() {
      @Override
      public int loaderOf(Class<?> type) {
        return backend.loaders.numberOf(type);
      }

      @Override
      public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
        // what the worker has on its class path is what that code finds there, whoever loads it
        return backend.loaders.resolve(loader == 0 ? context : loader, name);
      }
    };
  }

  // ---- the beginning

  WireOutput hello(Limits limits) {
    WireOutput hello = new WireOutput(128);
    hello.writeString(worker);
    hello.writeString(WorkerOutput.charsetOfOut().name());
    hello.writeString(WorkerOutput.charsetOfErr().name());
    hello.writeVarint(limits.maxDepth());
    hello.writeVarlong(limits.maxReferences());
    hello.writeVarlong(limits.maxBytes());
    return hello;
  }

  void checkVersion(WireInput ready) throws WireFormatException {
    int version = ready.readVarint();
    if (version != Kind.VERSION) {
      throw new WireFormatException(
          "it runs another version of this library: protocol "
              + version
              + " instead of "
              + Kind.VERSION);
    }
  }

  // ---- outcomes

  @Nullable Object value(SentTasks.Sent done, WireInput in, List<Object> arrays)
      throws DecodeException {
    context = done.context();
    Object value = codec.read(in, arrays);
    Callable<?> call = done.task().callOrNull();
    return call instanceof Calls.OfRunnable<?> withResult ? withResult.result() : value;
  }

  Throwable failure(SentTasks.Sent done, WireInput in, List<Object> arrays)
      throws WireFormatException {
    context = done.context();
    return failure(in, arrays);
  }

  Throwable initializerFailure(WireInput in, List<Object> arrays) throws WireFormatException {
    in.readBoolean();
    return failure(in, arrays);
  }

  private Throwable failure(WireInput in, List<Object> arrays) throws WireFormatException {
    int where = in.readByte();
    String path = String.valueOf(in.readString());
    ThrowableForm.Received received = ThrowableForm.read(in, codec, arrays);
    Throwable thrown = received.original();
    if (thrown == null) {
      thrown = rebuilt(received.remote(), received.problem());
    }
    if (where == TaskForm.IN_TASK) {
      return thrown;
    }
    String what = where == TaskForm.IN_RESULT ? "the result" : "the call";
    String doing = where == TaskForm.IN_RESULT ? "written" : "read";
    return new TaskSerializationException(
        what + " cannot be " + doing + " in the worker: " + received.remote().message(),
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

  TaskSerializationException cannotBeRead(DecodeException e) {
    return new TaskSerializationException(
        "the result cannot be read: " + e.getMessage(),
        "",
        e.getCause() == null ? e : e.getCause());
  }

  TaskSerializationException cannotTravel(String what, EncodeException e) {
    return new TaskSerializationException(
        what + " cannot travel to a worker process: " + e.getMessage(),
        e.path(),
        e.getCause() == null ? e : e.getCause());
  }

  WorkerCrashedException crash(ExitReport report, int attempt) {
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

  // ---- classes

  /** Finds what the worker asks for in another thread, and has the writer send it. */
  void serveClass(WireInput request, Runnable wakeWriter) throws WireFormatException {
    byte[] copy = request.readBytes(request.remaining());
    backend.runInService(
        () -> {
          try {
            classes.add(backend.classes.answer(new WireInput(copy, 0, copy.length)));
            wakeWriter.run();
          } catch (WireFormatException e) {
            Log.error("a worker asked for a class in a way that cannot be read: " + worker, e);
          }
        });
  }

  void sendClasses(FrameOutput out) throws IOException {
    for (WireOutput answer; (answer = classes.poll()) != null; ) {
      out.send(Kind.CLASS, answer);
    }
  }
}
