package concurrent.futures;

import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.process.ShellVariables;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * SPI: writes tasks for one receiver: the shape of each function once, then its number with the
 * values. For one thread at a time, except {@link #write}: that only numbers functions under a
 * lock.
 */
@SuppressWarnings("exports") // of packages for the library's own executors
public final class TaskEncoder {
  private static final @Nullable Object[] NOTHING = {};

  private final Loaders loaders;
  private final ObjIntConsumer<WireOutput> link;
  private final @Nullable UsedFunctions used;
  private final Map<LambdaShape, Known> numbers = new HashMap<>();
  private int told;

  /** A function that the worker has been told, with the loader as it was then. */
  private record Known(int number, int loader) {}

  /**
   * An encoder.
   *
   * @param loaders who numbers class loaders
   * @param link takes messages, and their kinds, that must arrive before the next task; not to
   *     block
   */
  public TaskEncoder(Loaders loaders, ObjIntConsumer<WireOutput> link) {
    this(loaders, null, link);
  }

  /** The same, with who is to know which functions are sent. */
  TaskEncoder(Loaders loaders, @Nullable UsedFunctions used, ObjIntConsumer<WireOutput> link) {
    this.loaders = loaders;
    this.used = used;
    this.link = link;
  }

  /** Tells the worker a function of the program's class path before it is needed. */
  void tell(LambdaShape shape) {
    number(shape, 0);
  }

  /** A call, taken apart. */
  private static final class Parts {
    final int form;
    final Object function;
    final @Nullable Object[] arguments;

    Parts(int form, Object function, @Nullable Object... arguments) {
      this.form = form;
      this.function = function;
      this.arguments = arguments;
    }

    static Parts of(Callable<?> call) {
      if (call instanceof Calls.Of1<?, ?> c) {
        return new Parts(1, c.fn(), c.a());
      } else if (call instanceof Calls.Of2<?, ?, ?> c) {
        return new Parts(2, c.fn(), c.a(), c.b());
      } else if (call instanceof Calls.Of3<?, ?, ?, ?> c) {
        return new Parts(3, c.fn(), c.a(), c.b(), c.c());
      } else if (call instanceof Calls.Of4<?, ?, ?, ?, ?> c) {
        return new Parts(4, c.fn(), c.a(), c.b(), c.c(), c.d());
      } else if (call instanceof Calls.OfRunnable<?> c) {
        return new Parts(TaskForm.RUNNABLE, c.runnable(), NOTHING);
      } else if (call instanceof Calls.Executed c) {
        return new Parts(TaskForm.RUNNABLE, c.runnable(), NOTHING);
      }
      return new Parts(TaskForm.CALLABLE, call, NOTHING);
    }
  }

  /**
   * Returns the number of the loader of a call's code.
   *
   * @param call the call
   * @return the number
   */
  public int context(Callable<?> call) {
    return loaders.numberOf(Parts.of(call).function.getClass());
  }

  /**
   * Writes a task if that runs no code of users.
   *
   * @param out where to
   * @param seq its number
   * @param call the call
   * @param attempt the number of the attempt
   * @param name its name
   * @return false if it would: nothing that matters was written then
   */
  public boolean tryWrite(
      WireOutput out, long seq, Callable<?> call, int attempt, @Nullable String name) {
    Parts parts = Parts.of(call);
    LambdaShape shape = LambdaShape.of(parts.function);
    if (shape == null || ShellVariables.concern(shape.capturingClass())) {
      return false;
    }
    int start = out.size();
    writeHead(out, seq, parts, shape, attempt, name);
    out.writeVarint(0);
    if (TaskForm.tryWriteValues(out, values(parts, shape))) {
      return true;
    }
    out.truncate(start);
    return false;
  }

  /**
   * Writes a task. Runs code of users while it serializes.
   *
   * @param out where to
   * @param seq its number
   * @param call the call
   * @param attempt the number of the attempt
   * @param name its name
   * @param codec for its values
   * @param arrays gets the arrays that travel apart
   * @throws EncodeException if a value cannot travel
   */
  public void write(
      WireOutput out,
      long seq,
      Callable<?> call,
      int attempt,
      @Nullable String name,
      ValueCodec codec,
      List<Object> arrays)
      throws EncodeException {
    Parts parts = Parts.of(call);
    LambdaShape shape = LambdaShape.of(parts.function);
    ShellVariables variables = shellVariables(parts.function, shape);
    loaders.renewIfChanged(variables);
    writeHead(out, seq, parts, shape, attempt, name);
    @Nullable Object[] values =
        shape == null ? with(parts.arguments, parts.function) : values(parts, shape);
    out.writeVarint(variables.size());
    for (int i = 0; i < variables.size(); i++) {
      out.writeString(variables.owner(i));
      out.writeString(variables.name(i));
    }
    try {
      TaskForm.writeValues(out, variables.appendedTo(values), codec, arrays);
    } catch (EncodeException e) {
      nameVariable(variables, codec);
      throw e;
    }
  }

  /**
   * Writes an initializer as a task.
   *
   * @param out where to
   * @param seq its number
   * @param initializer the initializer
   * @param codec for its values
   * @param arrays gets the arrays that travel apart
   * @throws EncodeException if a value cannot travel
   */
  public void writeInitializer(
      WireOutput out, long seq, Action initializer, ValueCodec codec, List<Object> arrays)
      throws EncodeException {
    write(out, seq, Calls.withoutResult(initializer), 1, null, codec, arrays);
  }

  private static ShellVariables shellVariables(Object function, @Nullable LambdaShape shape) {
    return shape == null
        ? ShellVariables.of(function.getClass())
        : ShellVariables.of(
            function.getClass().getClassLoader(), shape.calledClass(), shape.calledMethod());
  }

  /** Says which variable of a shell is in the way, if it is one: the code does not show it. */
  private static void nameVariable(ShellVariables variables, ValueCodec codec) {
    for (int i = 0; i < variables.size(); i++) {
      try {
        codec.write(new WireOutput(64), variables.value(i), new ArrayList<>(0));
      } catch (EncodeException e) {
        throw new TaskSerializationException(
            "the variable "
                + variables.name(i)
                + " of this shell, which the call uses, cannot travel to a worker process: "
                + e.getMessage(),
            e.path(),
            e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private void writeHead(
      WireOutput out,
      long seq,
      Parts parts,
      @Nullable LambdaShape shape,
      int attempt,
      @Nullable String name) {
    int loader = loaders.numberOf(parts.function.getClass());
    int number = shape == null ? 0 : number(shape, loader);
    out.writeVarlong(seq);
    out.writeByte(parts.form);
    out.writeVarint(number);
    if (number == 0) {
      out.writeVarint(loader);
    }
    out.writeVarint(attempt);
    out.writeString(name);
  }

  /** The function's number, after its shape has been put before whatever is sent next. */
  private synchronized int number(LambdaShape shape, int loader) {
    Known known = numbers.get(shape);
    if (known != null && known.loader == loader) {
      return known.number;
    }
    int number = ++told;
    numbers.put(shape, new Known(number, loader));
    boolean rehearsed = shape.capturingClass().equals(TypicalCalls.class.getName());
    if (used != null && loader == 0 && !rehearsed) { // it is the program's
      used.add(shape);
    }
    WireOutput function = new WireOutput(256);
    function.writeVarint(number);
    function.writeVarint(loader);
    shape.write(function);
    link.accept(function, Kind.FUNCTION);
    return number;
  }

  private static @Nullable Object[] values(Parts parts, LambdaShape shape) {
    if (shape.capturedCount() == 0) {
      return parts.arguments;
    }
    return concat(shape.captured(parts.function), parts.arguments);
  }

  private static @Nullable Object[] with(@Nullable Object[] arguments, Object first) {
    return concat(new @Nullable Object[] {first}, arguments);
  }

  private static @Nullable Object[] concat(@Nullable Object[] a, @Nullable Object[] b) {
    @Nullable Object[] all = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
