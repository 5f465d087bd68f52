package concurrent.futures;

import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.process.ShellVariables;
import concurrent.futures.internal.wire.EncodeException;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Writes tasks for one worker: the shape of each function once, then its number with the values.
 * For one thread at a time.
 */
final class TaskEncoder {
  private static final @Nullable Object[] NOTHING = {};

  private final Loaders loaders;
  private final FrameOutput link;
  private final Map<LambdaShape, Integer> numbers = new HashMap<>();

  TaskEncoder(Loaders loaders, FrameOutput link) {
    this.loaders = loaders;
    this.link = link;
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

  /** The number of the loader of a call's code. */
  int context(Callable<?> call) {
    return loaders.numberOf(Parts.of(call).function.getClass());
  }

  /**
   * Writes a task if that runs no code of users.
   *
   * @return false if it would: nothing that matters was written then
   */
  boolean tryWrite(WireOutput out, long seq, Callable<?> call, int attempt, @Nullable String name) {
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

  /** Writes a task. Runs code of users while it serializes. */
  void write(
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
    writeHead(out, seq, parts, shape, attempt, name);
    @Nullable Object[] values =
        shape == null ? with(parts.arguments, parts.function) : values(parts, shape);
    ShellVariables variables =
        shape == null
            ? ShellVariables.NONE
            : ShellVariables.of(parts.function.getClass(), shape.capturingClass());
    out.writeVarint(variables.size());
    for (int i = 0; i < variables.size(); i++) {
      out.writeString(variables.owner(i));
      out.writeString(variables.name(i));
    }
    TaskForm.writeValues(out, variables.appendedTo(values), codec, arrays);
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
  private int number(LambdaShape shape, int loader) {
    Integer known = numbers.get(shape);
    if (known != null) {
      return known;
    }
    int number = numbers.size() + 1;
    numbers.put(shape, number);
    WireOutput function = new WireOutput(256);
    function.writeVarint(number);
    function.writeVarint(loader);
    shape.write(function);
    link.enqueue(Kind.FUNCTION, function);
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
