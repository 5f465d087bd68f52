package concurrent.futures;

import concurrent.futures.internal.process.ClassServer;
import concurrent.futures.internal.process.ExitReport;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Makes values and exceptions of what one worker process says. By the thread that reads. */
final class OutcomeReader {
  private final ProcessBackend backend;
  private final String worker;
  private final OutcomeDecoder decoder;
  private final ClassServer classes;
  private final ConcurrentLinkedQueue<WireOutput> answers = new ConcurrentLinkedQueue<>();

  OutcomeReader(ProcessBackend backend, String worker) {
    this.backend = backend;
    this.worker = worker;
    this.decoder = new OutcomeDecoder(backend.loaders, backend.limits, "a worker process");
    this.classes = new ClassServer(backend.loaders);
  }

  OutcomeDecoder decoder() {
    return decoder;
  }

  // ---- outcomes

  @Nullable Object value(SentTasks.Sent done, WireInput in, List<Object> arrays)
      throws DecodeException {
    return decoder.value(done.task(), done.context(), in, arrays);
  }

  Throwable failure(SentTasks.Sent done, WireInput in, List<Object> arrays)
      throws WireFormatException {
    return decoder.failure(done.context(), in, arrays);
  }

  Throwable initializerFailure(WireInput in, List<Object> arrays) throws WireFormatException {
    in.readBoolean();
    return decoder.failure(0, in, arrays);
  }

  WorkerCrashedException crash(ExitReport report, int attempt) {
    return OutcomeDecoder.crash(report, worker, attempt);
  }

  // ---- classes

  /** Finds what the worker asks for in another thread, and has the writer send it. */
  void serveClass(WireInput request, Runnable wakeWriter) throws WireFormatException {
    byte[] copy = request.readBytes(request.remaining());
    backend.runInService(
        () -> {
          try {
            answers.add(classes.answer(new WireInput(copy, 0, copy.length)));
            wakeWriter.run();
          } catch (WireFormatException e) {
            Log.error("a worker asked for a class in a way that cannot be read: " + worker, e);
          }
        });
  }

  void sendClasses(FrameOutput out) throws IOException {
    for (WireOutput answer; (answer = answers.poll()) != null; ) {
      out.send(Kind.CLASS, answer);
    }
  }
}
