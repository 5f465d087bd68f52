package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.MappedFile;
import concurrent.futures.internal.wire.Ring;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.LinkReader.Received;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs tasks, one after the other, in the order in which they came. */
final class TaskThread extends Thread implements Shipping.Link {
  private static final long STACK_BYTES = 16L << 20; // only what is used takes memory

  /** The exit code after an error from which a JVM may not have recovered. */
  private static final int SUSPECT = 87;

  /** So long short tasks may wait for company. */
  private static final long TELL_NANOS = 100_000;

  /** An outcome that is larger than that wakes the parent, to have it copied meanwhile. */
  private static final int MOST_LEFT = 4 << 10;

  private final LinkReader reader;
  private final FrameOutput link;
  private final TaskOutput out;
  private final TaskOutput err;
  private final Shipping shipping;
  private final Functions functions;
  private final CallRunner runner;
  private final WireOutput reply;
  private final List<Object> arrays;

  private @Nullable volatile Ledger ledger;
  private boolean hasAskedForSlots;

  // tasks whose end the parent has not been told of; guarded by telling
  private final WireOutput telling = new WireOutput(24);
  private long done;
  private boolean untold;
  private int executedCount;
  private long lastTold;

  private final Object lock = new Object(); // not this thread itself, which tasks know
  private long executing = -1; // guarded by lock
  private long interruptFor = -1; // guarded by lock

  TaskThread(
      String name,
      LinkReader reader,
      FrameOutput link,
      TaskOutput out,
      TaskOutput err,
      Limits limits) {
    super(null, null, name, STACK_BYTES);
    this.reader = reader;
    this.link = link;
    this.out = out;
    this.err = err;
    this.shipping = new Shipping(this);
    this.functions = new Functions(shipping);
    this.runner = new CallRunner(functions, shipping, limits, name);
    this.reply = runner.reply();
    this.arrays = runner.arrays();
  }

  @Override
  public void ask(WireOutput question) throws IOException {
    link.send(Kind.CLASS, question);
    reader.needed();
  }

  // ---- the thread that reads the link

  /** A message has come. Does not block for long. */
  void handle(int kind, WireInput message) throws IOException {
    switch (kind) {
      case Kind.NAME:
        rename(String.valueOf(message.readString()));
        break;
      case Kind.FUNCTION:
        functions.add(message);
        break;
      case Kind.CLASS:
        shipping.answered(message);
        break;
      case Kind.INTERRUPT:
        interrupt(message.readVarlong());
        break;
      case Kind.LEDGER:
        openLedger(String.valueOf(message.readString()));
        break;
      case Kind.SLOTS:
        openSlots(message.readBoolean(), String.valueOf(message.readString()));
        break;
      case Kind.STACK:
        sendStack(message.readVarint(), message.readVarlong());
        break;
      default:
        throw new WireFormatException("a message of unknown kind: " + kind);
    }
  }

  /** It was a spare, and has tasks of its own from now on. */
  private void rename(String name) {
    setName(name);
    runner.rename(name);
  }

  private void interrupt(long task) {
    synchronized (lock) {
      interruptFor = task; // it may be still to come
      if (executing == task) {
        interrupt();
      }
    }
  }

  private void sendStack(int request, long task) throws IOException {
    StackTraceElement[] frames = new StackTraceElement[0];
    synchronized (lock) {
      if (executing == task) {
        frames = getStackTrace();
      }
    }
    WireOutput stack = new WireOutput(1 << 10);
    stack.writeVarint(request);
    int start = stack.size();
    TaskForm.writeFrames(stack, frames, CallRunner.class.getName());
    while (stack.size() > FrameOutput.MAX_PAYLOAD) { // no parts, as an outcome may be on its way
      frames = Arrays.copyOf(frames, Math.min(frames.length, TaskForm.MOST_FRAMES) / 2);
      stack.truncate(start);
      TaskForm.writeFrames(stack, frames, CallRunner.class.getName());
    }
    link.enqueue(Kind.STACK, stack);
    link.flush();
  }

  // ---- the thread itself

  @Override
  public void run() {
    try {
      for (Received next = reader.next(this); next != null; next = reader.next(this)) {
        run(next);
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(WorkerMain.ORPHANED); // the link is broken
    } catch (Throwable t) { // our own: no memory, as good as always
      Runtime.getRuntime().halt(SUSPECT);
    }
  }

  private void run(Received received) throws IOException {
    byte[] message = received.message;
    if (received.kind == Kind.TASK) {
      int kind = execute(new WireInput(message, 0, message.length), received.arrays);
      send(kind);
      return;
    }
    Ledger shared = Objects.requireNonNull(ledger);
    WireInput in = new WireInput(message, 0, message.length);
    long nextTell = System.nanoTime() + TELL_NANOS;
    synchronized (telling) {
      lastTold = System.nanoTime();
    }
    while (in.remaining() > 0) {
      int length = in.readVarint();
      int start = message.length - in.remaining();
      WireInput task = new WireInput(message, start, length);
      long seq = new WireInput(message, start, length).readVarlong();
      reader.step();
      boolean started = shared.start(seq);
      if (started) {
        int kind = execute(task, List.of());
        if (isSmall()) {
          leave(kind);
        } else {
          send(kind);
        }
      }
      synchronized (telling) {
        untold = true;
        executedCount += started ? 1 : 0;
        done = seq;
      }
      if (System.nanoTime() - nextTell > 0) {
        tellResults();
        nextTell = System.nanoTime() + TELL_NANOS;
      }
      in = new WireInput(message, start + length, message.length - start - length);
    }
    tellResults();
  }

  private boolean isSmall() {
    return arrays.isEmpty() && !runner.isSuspect() && reply.size() <= MOST_LEFT;
  }

  /** Leaves an outcome in shared memory, where it outlives this process, and wakes nobody. */
  private void leave(int kind) throws IOException {
    out.send();
    err.send();
    link.leave(kind, reply);
  }

  /** Wakes the parent for the outcomes that were left. Also called by the standby. */
  void tellResults() throws IOException {
    synchronized (telling) {
      if (!untold) {
        return;
      }
      long now = System.nanoTime();
      telling.reset();
      telling.writeVarlong(done);
      telling.writeVarint(executedCount);
      telling.writeVarlong(now - lastTold);
      untold = false;
      executedCount = 0;
      lastTold = now;
      link.send(Kind.RESULTS, telling);
    }
  }

  Ledger ledger() {
    return Objects.requireNonNull(ledger);
  }

  /** Opens the ledger in another thread, since that takes a fresh JVM some 20 ms. */
  private void openLedger(String path) {
    new Opener("ledger") {
      @Override
      void open() throws IOException {
        Ledger opened = null;
        try {
          opened = Ledger.open(Path.of(path));
        } catch (IOException | RuntimeException | LinkageError e) {
          // then without
        }
        WireOutput answer = new WireOutput(1);
        answer.writeBoolean(opened != null);
        if (opened == null) {
          link.send(Kind.LEDGER, answer);
        } else {
          ledger = opened;
          link.continueWith(opened.toParent(), Kind.LEDGER, answer);
        }
      }
    }.start();
  }

  /** Opens slots; the answer may have to wait for room. */
  private void openSlots(boolean toParent, String path) {
    new Opener("slots") {
      @Override
      void open() throws IOException {
        WireOutput answer = new WireOutput(2);
        answer.writeBoolean(toParent);
        boolean opened = false;
        try {
          ByteBuffer memory = MappedFile.open(Path.of(path), Ring.SLOTS_SIZE).load();
          (toParent ? ledger().toParent() : ledger().toWorker()).addSlots(memory);
          opened = true;
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
          // then without
        }
        answer.writeBoolean(opened);
        link.send(Kind.SLOTS, answer);
      }
    }.start();
  }

  /** Opens what is shared, and says so. */
  private abstract static class Opener extends Thread {
    Opener(String name) {
      super(name);
      setDaemon(true);
    }

    abstract void open() throws IOException;

    @Override
    public void run() {
      try {
        open();
      } catch (IOException e) {
        // the link is broken, as its reader is about to see
      }
    }
  }

  /** Runs a task; its outcome is in the reply then. Returns the kind of that. */
  private int execute(WireInput in, List<Object> received) throws IOException {
    long seq = in.readVarlong();
    begin(seq);
    int kind = runner.run(seq, in, received);
    end();
    return kind;
  }

  private void send(int kind) throws IOException {
    out.send();
    err.send();
    link.send(kind, reply, arrays);
    reply.reset();
    arrays.clear();
    if (!hasAskedForSlots && link.wantsSlots()) {
      hasAskedForSlots = true;
      link.send(Kind.WANT_SLOTS, new WireOutput(0));
    }
    if (runner.isSuspect()) {
      Runtime.getRuntime().halt(SUSPECT);
    }
  }

  private void begin(long seq) {
    synchronized (lock) {
      executing = seq;
      if (interruptFor == seq) {
        interrupt();
      }
    }
  }

  private void end() {
    synchronized (lock) {
      executing = -1;
      Thread.interrupted(); // whoever interrupted this task has done so by now
    }
  }
}
