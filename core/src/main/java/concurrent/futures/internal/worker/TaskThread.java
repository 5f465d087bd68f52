package concurrent.futures.internal.worker;

import concurrent.futures.Action;
import concurrent.futures.Call1;
import concurrent.futures.Call2;
import concurrent.futures.Call3;
import concurrent.futures.Call4;
import concurrent.futures.internal.wire.ClassNames;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.TaskInfo;
import concurrent.futures.internal.wire.ThrowableForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.LinkReader.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs tasks, one after the other, in the order in which they came. */
final class TaskThread extends Thread implements ClassNames {
  private static final long STACK_BYTES = 16L << 20; // only what is used takes memory

  /** The exit code after an error from which a JVM may not have recovered. */
  private static final int SUSPECT = 87;

  /** So long short tasks may wait for company. */
  private static final long TELL_NANOS = 100_000;

  private static final int MOST_IN_LEDGER = 4 << 10;

  private final LinkReader reader;
  private final FrameOutput link;
  private final TaskOutput out;
  private final TaskOutput err;
  private final Shipping shipping;
  private final Functions functions;
  private final ValueCodec codec;
  private final WireOutput reply = new WireOutput(1 << 10);
  private final List<Object> arrays = new ArrayList<>(0);
  private int context; // the loader of the code that runs

  private @Nullable volatile Ledger ledger;
  private boolean suspect; // whether this JVM should not be used any more

  // tasks whose end the parent has not been told of; guarded by telling
  private final WireOutput telling = new WireOutput(24);
  private long done;
  private int untoldCount;
  private long lastTold;

  private long executing = -1; // guarded by this
  private long interruptFor = -1; // guarded by this

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
    this.shipping = new Shipping(link, reader);
    this.functions = new Functions(shipping);
    this.codec = new ValueCodec(this, limits);
  }

  // ---- the thread that reads the link

  /** A message has come. Does not block for long. */
  void handle(int kind, WireInput message) throws IOException {
    switch (kind) {
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
      case Kind.STACK:
        sendStack(message.readVarint(), message.readVarlong());
        break;
      default:
        throw new WireFormatException("a message of unknown kind: " + kind);
    }
  }

  private synchronized void interrupt(long task) {
    interruptFor = task; // it may be still to come
    if (executing == task) {
      interrupt();
    }
  }

  private void sendStack(int request, long task) throws IOException {
    StackTraceElement[] frames = new StackTraceElement[0];
    synchronized (this) {
      if (executing == task) {
        frames = getStackTrace();
      }
    }
    WireOutput stack = new WireOutput(1 << 10);
    stack.writeVarint(request);
    TaskForm.writeFrames(stack, frames, TaskThread.class.getName());
    link.enqueue(Kind.STACK, stack); // this thread must go on reading
    link.flush();
  }

  // ---- the thread itself

  @Override
  public void run() {
    try {
      for (; ; ) {
        run(reader.next(this));
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
      if (shared.start(seq)) {
        int kind = execute(task, List.of());
        if (!put(shared, kind)) {
          tellResults();
          send(kind);
        }
      }
      synchronized (telling) {
        untoldCount++;
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

  /** Leaves an outcome in the ledger; false if it must be sent. */
  private boolean put(Ledger shared, int kind) throws IOException {
    if (!arrays.isEmpty() || suspect || reply.size() > MOST_IN_LEDGER) {
      return false;
    }
    out.send();
    err.send();
    reply.writeByte(kind);
    return shared.put(reply.array(), 0, reply.size()) || takeOff();
  }

  private boolean takeOff() {
    reply.truncate(reply.size() - 1);
    return false;
  }

  /** Tells the parent that there are outcomes in the ledger. Also called by the standby. */
  void tellResults() throws IOException {
    synchronized (telling) {
      if (untoldCount == 0) {
        return;
      }
      long now = System.nanoTime();
      telling.reset();
      telling.writeVarlong(done);
      telling.writeVarint(untoldCount);
      telling.writeVarlong(now - lastTold);
      untoldCount = 0;
      lastTold = now;
      link.send(Kind.RESULTS, telling);
    }
  }

  /** Opens the ledger in another thread, since that takes a fresh JVM some 20 ms. */
  private void openLedger(String path) {
    Thread opener =
        new Thread("ledger") {
          @Override
          public void run() {
            WireOutput answer = new WireOutput(1);
            try {
              ledger = Ledger.open(Path.of(path));
              answer.writeBoolean(true);
            } catch (IOException | RuntimeException | LinkageError e) {
              answer.writeBoolean(false);
            }
            try {
              link.send(Kind.LEDGER, answer);
            } catch (IOException e) {
              // the link is broken, as its reader is about to see
            }
          }
        };
    opener.setDaemon(true);
    opener.start();
  }

  /** Runs a task; its outcome is in the reply then. Returns the kind of that. */
  private int execute(WireInput in, List<Object> received) throws IOException {
    long seq = in.readVarlong();
    begin(seq);
    reply.reset();
    arrays.clear();
    reply.writeVarlong(seq);
    int kind = Kind.RESULT;
    suspect = false;
    int where = TaskForm.IN_ARGUMENTS;
    try {
      Call call = decode(in, received);
      where = TaskForm.IN_TASK;
      Object value = call.run();
      where = TaskForm.IN_RESULT;
      codec.write(reply, value, arrays);
    } catch (Throwable t) {
      kind = Kind.FAILURE;
      suspect = t instanceof VirtualMachineError && !(t instanceof StackOverflowError);
      fail(seq, where, t);
    }
    end();
    return kind;
  }

  private void send(int kind) throws IOException {
    out.send();
    err.send();
    link.send(kind, reply, arrays);
    reply.reset();
    arrays.clear();
    if (suspect) {
      Runtime.getRuntime().halt(SUSPECT);
    }
  }

  private void fail(long seq, int where, Throwable failure) {
    int place = where;
    if (where == TaskForm.IN_TASK) {
      trim(failure);
    } else if (!(failure instanceof EncodeException || failure instanceof DecodeException)) {
      place = TaskForm.IN_TASK; // such as: a class that cannot be had; an outcome by itself
    }
    reply.reset();
    arrays.clear();
    reply.writeVarlong(seq);
    reply.writeBoolean(suspect);
    reply.writeByte(place);
    reply.writeString(failure instanceof EncodeException ? ((EncodeException) failure).path() : "");
    ThrowableForm.write(reply, failure, codec, arrays);
  }

  /** Takes our own frames off the end of a task's stack trace. */
  private static void trim(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    int n = frames.length;
    while (n > 0 && frames[n - 1].getClassName().startsWith(TaskThread.class.getName())) {
      n--;
    }
    if (n < frames.length) {
      failure.setStackTrace(java.util.Arrays.copyOf(frames, n));
    }
  }

  private synchronized void begin(long seq) {
    executing = seq;
    if (interruptFor == seq) {
      interrupt();
    }
  }

  private synchronized void end() {
    executing = -1;
    Thread.interrupted(); // whoever interrupted this task has done so by now
    TaskInfo.set(null);
  }

  // ---- calls

  /** A task that is ready to run. */
  private static final class Call {
    private final int form;
    private final Object function;
    private final Object[] arguments;

    Call(int form, Object function, Object[] arguments) {
      this.form = form;
      this.function = function;
      this.arguments = arguments;
    }

    @SuppressWarnings("unchecked")
    @Nullable Object run() throws Exception {
      Object[] a = arguments;
      switch (form) {
        case TaskForm.CALLABLE:
          return ((Callable<Object>) function).call();
        case 1:
          return ((Call1<Object, Object>) function).call(a[0]);
        case 2:
          return ((Call2<Object, Object, Object>) function).call(a[0], a[1]);
        case 3:
          return ((Call3<Object, Object, Object, Object>) function).call(a[0], a[1], a[2]);
        case 4:
          return ((Call4<Object, Object, Object, Object, Object>) function)
              .call(a[0], a[1], a[2], a[3]);
        default:
          if (function instanceof Action) {
            ((Action) function).call();
          } else {
            ((Runnable) function).run();
          }
          return null;
      }
    }
  }

  private Call decode(WireInput in, List<Object> received) throws Exception {
    int form = in.readByte();
    int number = in.readVarint();
    context = number == 0 ? in.readVarint() : functions.loader(number);
    setContextClassLoader(shipping.loader(context));
    int attempt = in.readVarint();
    TaskInfo.set(new TaskInfo(in.readString(), attempt, getName()));
    int statics = in.readVarint();
    String[] fields = new String[2 * statics];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = String.valueOf(in.readString());
    }
    Object[] values = TaskForm.readValues(in, codec, received);
    int captured = number == 0 ? 1 : functions.captured(number);
    setStatics(fields, values);
    Object[] first = java.util.Arrays.copyOf(values, captured);
    Object function = number == 0 ? first[0] : functions.make(number, first);
    Object[] arguments = java.util.Arrays.copyOfRange(values, captured, values.length - statics);
    return new Call(form, function, arguments);
  }

  /** The variables of a shell are static fields: the last values are for them. */
  private void setStatics(String[] fields, Object[] values) throws ReflectiveOperationException {
    for (int i = 0, n = fields.length / 2; i < n; i++) {
      var field = resolve(context, fields[2 * i]).getDeclaredField(fields[2 * i + 1]);
      field.setAccessible(true); // the class of a snippet is not public
      field.set(null, values[values.length - n + i]);
    }
  }

  // ---- names of classes

  @Override
  public int loaderOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader instanceof ShippedLoader ? ((ShippedLoader) loader).number() : 0;
  }

  @Override
  public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
    return Class.forName(name, false, shipping.loader(loader == 0 ? context : loader));
  }
}
