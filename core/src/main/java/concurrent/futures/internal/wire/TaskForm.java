package concurrent.futures.internal.wire;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of messages about tasks that both ends must agree on.
 *
 * <pre>
 *  TASK     seq, form, function (0: the first value), [its loader], attempt, name,
 *           n, n × (class, static field), values: captured ones, arguments, those of the fields
 *  FAILURE  seq, whether the worker ends, where, path, throwable
 * </pre>
 */
public final class TaskForm {
  /** A {@code Callable}. 1 to 4 are calls of so many arguments. */
  public static final int CALLABLE = 0;

  /** An {@code Action}, or another {@code Runnable}. */
  public static final int RUNNABLE = 5;

  public static final int IN_ARGUMENTS = 0;
  public static final int IN_TASK = 1;
  public static final int IN_RESULT = 2;

  /** What the JDK makes of a function: the same; another one; or that is to be seen there. */
  public static final int REBUILT_SAME = 0;

  public static final int REBUILT_OTHER = 1;
  public static final int REBUILT_UNKNOWN = 2;

  private static final int TOGETHER = 0xFF;
  public static final int MOST_FRAMES = 1024;

  private TaskForm() {}

  /**
   * Appends values without running any code but the JDK's own, if that is possible.
   *
   * @return false if it is not: nothing was appended then
   */
  public static boolean tryWriteValues(WireOutput out, @Nullable Object[] values) {
    return tryWriteValues(out, values, null);
  }

  /** The same with arrays that travel apart, if there is a list for them. */
  private static boolean tryWriteValues(
      WireOutput out, @Nullable Object[] values, @Nullable List<Object> arrays) {
    if (values.length >= TOGETHER || hasTwins(values)) {
      return false;
    }
    int start = out.size();
    out.writeByte(values.length);
    for (Object value : values) {
      if (!CompactValues.tryWrite(out, value)
          && (arrays == null || !ValueCodec.tryWriteArray(out, value, arrays))) {
        out.truncate(start);
        return false;
      }
    }
    return true;
  }

  /** The same mutable object twice must arrive as one. */
  private static boolean hasTwins(@Nullable Object[] values) {
    for (int i = 1; i < values.length; i++) {
      Object value = values[i];
      boolean mutable = value instanceof List || (value != null && value.getClass().isArray());
      for (int j = 0; mutable && j < i; j++) {
        if (values[j] == value) {
          return true;
        }
      }
    }
    return false;
  }

  /** Appends any values. Runs code of the user's classes. */
  public static void writeValues(
      WireOutput out, @Nullable Object[] values, ValueCodec codec, List<Object> arrays)
      throws EncodeException {
    int start = out.size();
    int arraysBefore = arrays.size();
    if (!tryWriteValues(out, values, arrays) || !codec.allows(out.size() - start)) {
      out.truncate(start);
      arrays.subList(arraysBefore, arrays.size()).clear();
      out.writeByte(TOGETHER);
      codec.write(out, values, arrays);
    }
  }

  /** Reads what one of the methods above has written. */
  public static @Nullable Object[] readValues(WireInput in, ValueCodec codec, List<Object> arrays)
      throws WireFormatException, DecodeException {
    int n = in.readByte() & 0xFF;
    if (n == TOGETHER) {
      Object[] values = (Object[]) codec.read(in, arrays);
      return values == null ? new Object[0] : values;
    }
    @Nullable Object[] values = new Object[n];
    for (int i = 0; i < n; i++) {
      values[i] = codec.read(in, arrays);
    }
    return values;
  }

  /** The number of the attempt of a task, which is read from behind its own number on. */
  public static int attempt(WireInput task) throws WireFormatException {
    task.readByte();
    if (task.readVarint() == 0) {
      task.readVarint();
    }
    return task.readVarint();
  }

  /** Appends the frames above those of a class. */
  public static void writeFrames(WireOutput out, StackTraceElement[] frames, String below) {
    int n = Math.min(frames.length, MOST_FRAMES);
    while (n > 0 && frames[n - 1].getClassName().startsWith(below)) {
      n--;
    }
    n = Math.max(n, 0);
    for (int i = 0; i < n; i++) {
      if (frames[i].getClassName().startsWith(below)) {
        n = i;
      }
    }
    String ours = below.substring(0, below.lastIndexOf('.') + 1);
    while (n > 0 && frames[n - 1].getClassName().startsWith(ours)) {
      n--;
    }
    out.writeVarint(n);
    for (StackTraceElement frame : Arrays.copyOf(frames, n)) {
      out.writeString(frame.getClassName());
      out.writeString(frame.getMethodName());
      out.writeString(frame.getFileName());
      out.writeInt(frame.getLineNumber());
    }
  }

  /** Reads frames. */
  public static StackTraceElement[] readFrames(WireInput in) throws WireFormatException {
    int n = in.readVarint();
    if (n > MOST_FRAMES) {
      throw new WireFormatException("a stack of impossible depth: " + n);
    }
    StackTraceElement[] frames = new StackTraceElement[n];
    for (int i = 0; i < n; i++) {
      frames[i] =
          new StackTraceElement(
              String.valueOf(in.readString()),
              String.valueOf(in.readString()),
              in.readString(),
              in.readInt());
    }
    return frames;
  }
}
