package concurrent.futures.internal.worker;

import concurrent.futures.Action;
import concurrent.futures.Call1;
import concurrent.futures.Call2;
import concurrent.futures.Call3;
import concurrent.futures.Call4;
import concurrent.futures.internal.wire.ClassNames;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.TaskInfo;
import concurrent.futures.internal.wire.ThrowableForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, one after the other, for one thread: reads the call, runs it, and writes its outcome.
 */
public final class CallRunner implements ClassNames {
  private static final String OWN_FRAMES = CallRunner.class.getPackageName() + ".";

  private final Functions functions;
  private final Shipping shipping;
  private volatile String worker;
  private final ValueCodec codec;
  private final WireOutput reply = new WireOutput(1 << 10);
  private final List<Object> arrays = new ArrayList<>(0);
  private int context; // the loader of the code that runs
  private boolean suspect;

  /**
   * A runner.
   *
   * @param functions the functions that the other side has told
   * @param shipping who gets classes from there
   * @param limits how big values may be
   * @param worker the name that tasks are told
   */
  public CallRunner(Functions functions, Shipping shipping, Limits limits, String worker) {
    this.functions = functions;
    this.shipping = shipping;
    this.worker = worker;
    this.codec = new ValueCodec(this, limits);
  }

  /** From now on tasks are told another name. */
  void rename(String name) {
    worker = name;
  }

  /** The outcome of the last task. */
  public WireOutput reply() {
    return reply;
  }

  /** The arrays that belong to it. */
  public List<Object> arrays() {
    return arrays;
  }

  /** Whether this JVM should not be used any more after the last task. */
  public boolean isSuspect() {
    return suspect;
  }

  /**
   * Runs a task. Its outcome is in the reply then.
   *
   * @param in the task, behind its number
   * @param received the arrays that came with it
   * @return the kind of the outcome
   */
  public int run(long seq, WireInput in, List<Object> received) {
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
    } finally {
      TaskInfo.set(null);
    }
    return kind;
  }

  private void fail(long seq, int where, Throwable failure) {
    int place = where;
    if (where == TaskForm.IN_TASK) {
      tryToTrim(failure);
    } else if (!isOfTheForm(failure)) {
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

  /**
   * Whether it is the call or the result that cannot be had here, code for a newer Java included.
   */
  private static boolean isOfTheForm(Throwable failure) {
    return failure instanceof EncodeException
        || failure instanceof DecodeException
        || failure instanceof UnsupportedClassVersionError;
  }

  private static void tryToTrim(Throwable failure) {
    try {
      trim(failure);
    } catch (Throwable t) {
      // it is the user's code: then it arrives as it is
    }
  }

  /** Takes our own frames off the end of a task's stack trace. */
  private static void trim(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    int n = frames.length;
    while (n > 0 && isOurs(frames[n - 1])) {
      n--;
    }
    if (n < frames.length) {
      failure.setStackTrace(Arrays.copyOf(frames, n));
    }
  }

  private static boolean isOurs(StackTraceElement frame) {
    return frame.getClassName().startsWith(OWN_FRAMES);
  }

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
      if (function instanceof DirectCall) {
        Object result = ((DirectCall) function).run(arguments);
        return form == TaskForm.RUNNABLE ? null : result;
      }
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
    Functions.Shape shape = number == 0 ? null : functions.shape(number);
    context = shape == null ? in.readVarint() : shape.loader;
    Thread.currentThread().setContextClassLoader(shipping.loader(context));
    int attempt = in.readVarint();
    TaskInfo.set(new TaskInfo(in.readString(), attempt, worker));
    int statics = in.readVarint();
    String[] fields = new String[2 * statics];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = String.valueOf(in.readString());
    }
    Object[] values = TaskForm.readValues(in, codec, received);
    int captured = shape == null ? 1 : shape.captured;
    setStatics(fields, values);
    int given = values.length - statics;
    Object function;
    if (shape == null) {
      function = values[0];
    } else {
      Object[] all = statics == 0 ? values : Arrays.copyOf(values, given);
      DirectCall direct = Functions.direct(shape);
      if (direct.takes(all)) {
        return new Call(form, direct, all);
      }
      function = functions.make(shape, Arrays.copyOf(values, captured));
    }
    return new Call(form, function, Arrays.copyOfRange(values, captured, given));
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
    return shipping.numberOf(type);
  }

  @Override
  public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
    return Class.forName(name, false, shipping.loader(loader == 0 ? context : loader));
  }
}
