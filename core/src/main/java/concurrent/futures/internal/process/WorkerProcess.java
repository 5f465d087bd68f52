package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.Ring;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker JVM and the link to it. Knows nothing of futures and pools.
 *
 * <pre>
 *  start ──▶ READY, messages … ──▶ end of the link ──▶ exit code ──▶ {@link Events#ended}
 * </pre>
 *
 * <p>A thread of its own reads the link and calls the {@link Events}, if nobody who waits for a
 * result does so in its place; another one drains what the process prints. Whoever writes to the
 * link may block while the worker does not read, so that is for threads that may.
 */
public final class WorkerProcess {
  /** The worker's main class, which the parent knows by its name only. */
  private static final String MAIN = "concurrent.futures.internal.worker.WorkerMain";

  /** How long the end of a process may come after the end of its link. */
  private static final Duration EXIT = Duration.ofSeconds(2);

  /** How long its last output may come after its end: a process that it started may hold it. */
  private static final Duration LAST_OUTPUT = Duration.ofMillis(200);

  /** Who is told what comes from the worker, by the thread that reads, one at a time. */
  public interface Events {
    /** A message has come. The payload is void when this returns. */
    void message(int kind, WireInput payload, List<Object> arrays) throws IOException;

    /** There are no more messages for now. */
    void drained();

    /** True if it is a message that any thread may take: short, and it runs no foreign code. */
    default boolean isQuick(int kind, WireInput payload) throws IOException {
      return false;
    }

    /** A thread that may block is to call {@link WorkerProcess#drainIfWanted}. */
    default void wantsToBeDrained() {}

    /** The process has ended. The last event. */
    void ended(ExitReport report);
  }

  private final RunDirectory directory;
  private final Process process;
  private final FrameOutput out;
  private final FrameInput in;
  private final OutputDrain drain;
  private final Thread reader;

  private volatile @Nullable Events events; // written under the lock
  private volatile @Nullable RingReader ring; // by the reader, once messages come through a ring
  private volatile @Nullable String exitCaller;
  private volatile @Nullable String killedBecause;
  private volatile boolean garbage;
  private volatile boolean doomed;

  private WorkerProcess(
      RunDirectory directory,
      Process process,
      String name,
      long maxMessage,
      Consumer<byte[]> nativeOutput) {
    this.directory = directory;
    this.process = process;
    this.out = new FrameOutput(process.getOutputStream());
    this.in = new FrameInput(process.getInputStream(), maxMessage);
    this.drain = new OutputDrain(process.getErrorStream(), nativeOutput, name + "-output");
    this.reader = new Thread(this::read, name + "-link");
    reader.setDaemon(true);
  }

  /**
   * Starts a worker JVM.
   *
   * @param name for its threads here
   * @param maxMessage the most bytes of a message, its arrays not counted
   * @param nativeOutput what is done with the output of native code
   * @throws IOException if there is no process to be had
   */
  public static WorkerProcess start(
      JvmSettings settings,
      RunDirectory directory,
      String name,
      long maxMessage,
      Consumer<byte[]> nativeOutput)
      throws IOException {
    boolean shell = JvmCommand.hasShell();
    List<String> ends = shell ? List.of("/dev/fd/3", "/dev/fd/4") : List.of();
    ProcessBuilder builder =
        new ProcessBuilder(JvmCommand.of(settings, directory, MAIN, ends, shell));
    builder.environment().putAll(settings.environment());
    Path workingDirectory = settings.workingDirectory();
    if (workingDirectory != null) {
      if (!Files.isDirectory(workingDirectory)) { // what the system says of it is a riddle
        throw new IOException(
            workingDirectory
                + " is to be the working directory of workers, and there is no such directory:"
                + " create it, or set another one with workingDirectory");
      }
      builder.directory(workingDirectory.toFile());
    }
    builder.redirectError(Redirect.PIPE);
    Process process = builder.start();
    WorkerProcess worker = new WorkerProcess(directory, process, name, maxMessage, nativeOutput);
    boolean started = false;
    try {
      worker.drain.start();
      worker.reader.start();
      directory.sweep(); // while the process starts
      started = true;
    } finally {
      if (!started) {
        process.destroyForcibly();
      }
    }
    return worker;
  }

  /**
   * Has the first message written with what is written next.
   *
   * @param name the worker's name, which its tasks see
   * @param outCharset what their standard output encodes with
   * @param errCharset what their standard error encodes with
   * @param limits how big values may be
   */
  public void greet(String name, String outCharset, String errCharset, Limits limits) {
    WireOutput hello = new WireOutput(128);
    hello.writeString(name);
    hello.writeString(outCharset);
    hello.writeString(errCharset);
    hello.writeVarint(limits.maxDepth());
    hello.writeVarlong(limits.maxReferences());
    hello.writeVarlong(limits.maxBytes());
    out.enqueue(Kind.HELLO, hello);
  }

  /** Checks that a worker that is ready speaks as this JVM does. */
  public static void checkVersion(WireInput ready) throws WireFormatException {
    int version = ready.readVarint();
    if (version != Kind.VERSION) {
      throw new WireFormatException(
          "it runs another version of this library: protocol "
              + version
              + " instead of "
              + Kind.VERSION);
    }
  }

  /** Says who is told from now on; what comes while it is nobody is kept until then. */
  public synchronized void tell(@Nullable Events listener) {
    events = listener;
    notifyAll();
  }

  /** Kills a process that nobody is interested in. */
  public void discard(String because) {
    tell(
        new Events() {
          @Override
          public void message(int kind, WireInput payload, List<Object> arrays) {}

          @Override
          public void drained() {}

          @Override
          public void ended(ExitReport report) {}
        });
    kill(because);
  }

  Events events() {
    Events listener = events;
    return listener == null ? listener() : listener;
  }

  /** Waits until there is somebody to tell. */
  public synchronized Events listener() {
    for (; ; ) {
      Events listener = events;
      if (listener != null) {
        return listener;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        // nobody's business: this thread ends with its process
      }
    }
  }

  private void read() {
    try {
      readPipe();
      RingReader now = ring;
      if (now != null) {
        do {
          now.drain();
        } while (in.awaitBell());
      }
    } catch (IOException e) {
      if (e instanceof WireFormatException) {
        unreadable(e);
      } // otherwise as good as the end
    } catch (Throwable t) { // this worker cannot be read any more
      unreadable(t);
    }
    out.end();
    RingReader last = ring;
    if (last != null) {
      last.end();
    }
    try {
      events().drained();
    } catch (Throwable t) { // whatever it is, its end must be told
      kill("its tasks could not be handed on: " + t);
    }
    ExitReport report = awaitExit();
    SharedHeader.deleteOf(pid(), directory.path());
    events().ended(report);
  }

  /** Reads the pipe until it ends, or messages come through the ring instead. */
  private void readPipe() throws IOException {
    for (int kind; ring == null && (kind = in.next()) >= 0; ) {
      dispatch(kind);
      if (!in.hasMore()) {
        events().drained();
      }
    }
  }

  void dispatch(int kind) throws IOException {
    if (kind == Kind.EXITING) {
      exitCaller = in.payload().readString();
    }
    events().message(kind, in.payload(), in.arrays());
  }

  /** Its messages cannot be read. */
  void unreadable(Throwable t) {
    if (t instanceof WireFormatException) {
      garbage = true;
      kill("it wrote something else than messages to its link (" + t.getMessage() + ")");
    } else { // ours, or no memory
      kill("its messages could not be read: " + t);
    }
  }

  /** Called for a message: it was the last one on the pipe, and others come through this ring. */
  public void continueWith(Ring from) {
    in.continueWith(from, false);
    ring = new RingReader(this, in, from);
  }

  /** Takes messages that somebody has left to a thread that may block. Runs foreign code. */
  public void drainIfWanted() {
    RingReader now = ring;
    if (now != null) {
      now.drainIfWanted();
    }
  }

  /**
   * Has the calling thread, which would block otherwise, take short messages for some microseconds.
   *
   * @param enough until this holds
   */
  public void attend(BooleanSupplier enough) {
    RingReader now = ring;
    if (now != null) {
      now.attend(enough);
    }
  }

  private ExitReport awaitExit() {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = process.waitFor(EXIT.toNanos(), TimeUnit.NANOSECONDS);
        if (!ended) {
          kill("it had closed its link");
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      drain.join(LAST_OUTPUT);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    closeStreams();
    ExitReport report =
        ExitReport.of(
            pid(), process.exitValue(), drain.tail(), directory, exitCaller, killedBecause);
    return garbage ? report.afterGarbage() : report;
  }

  private void closeStreams() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // its other end has gone
    }
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      // as above
    }
  }

  /** Where files of its are. */
  Path directory() {
    return directory.path();
  }

  /** The writing end of the link. */
  public FrameOutput out() {
    return out;
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** True until the process has ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Somebody is about to kill the process: it must be given no more to do. */
  public void doom() {
    doomed = true;
  }

  /** Whether it is about to be killed. */
  public boolean isDoomed() {
    return doomed;
  }

  /** Ends the process and those that it has started, now. */
  public void kill(String because) {
    doomed = true;
    if (killedBecause == null) {
      killedBecause = because;
    }
    ProcessTree.kill(process);
  }

  /** Asks the process to end, as {@code kill} does in a shell. */
  public void terminate(String because) {
    if (killedBecause == null) {
      killedBecause = because;
    }
    ProcessTree.terminate(process);
  }

  /** Waits until the process and the threads that served it are gone, but not longer than that. */
  public void awaitEnd(long nanos) throws InterruptedException {
    if (process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
      reader.join(); // it has come to the end of the link
    }
  }
}
