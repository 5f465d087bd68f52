package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.Lookups;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of lambdas and method references that the parent has told, by number. A task then
 * brings only the number and what was captured.
 */
public final class Functions {
  private final Shipping shipping;
  private final Map<Integer, Shape> shapes = new HashMap<>(); // guarded by this

  /** Of a link whose classes are shipped by this. */
  public Functions(Shipping shipping) {
    this.shipping = shipping;
  }

  /** All of a serialized lambda but what it captured. */
  static final class Shape {
    final int loader;
    final String[] texts = new String[8];
    final int implKind;
    final int captured;

    // by the threads that execute, in the cluster several: each is made again rather than waited
    // for, and safe as soon as it is seen
    @Nullable DirectCall direct;
    @Nullable Boolean mixedUp; // whether the JDK makes another one of it; null: to be seen
    @Nullable MethodHandle maker;
    @Nullable Object instance; // if nothing is captured, there is only one

    Shape(WireInput in) throws WireFormatException {
      loader = in.readVarint();
      implKind = in.readVarint();
      captured = in.readVarint();
      int rebuilt = in.readByte();
      mixedUp =
          rebuilt == TaskForm.REBUILT_UNKNOWN
              ? null
              : Boolean.valueOf(rebuilt == TaskForm.REBUILT_OTHER);
      for (int i = 0; i < texts.length; i++) {
        texts[i] = Objects.requireNonNull(in.readString());
      }
    }

    String capturingClass() {
      return texts[0].replace('/', '.');
    }

    String interfaceName() {
      return texts[1];
    }

    String owner() {
      return texts[4].replace('/', '.');
    }

    String methodName() {
      return texts[5];
    }

    String methodType() {
      return texts[6];
    }

    String instantiatedType() {
      return texts[7];
    }
  }

  /** Remembers a shape. */
  public void add(WireInput in) throws WireFormatException {
    int number = in.readVarint();
    Shape shape = new Shape(in);
    synchronized (this) {
      shapes.put(number, shape);
    }
  }

  /** Returns a shape. */
  synchronized Shape shape(int number) throws WireFormatException {
    Shape shape = shapes.get(number);
    if (shape == null) {
      throw new WireFormatException("a task of an unknown function: " + number);
    }
    return shape;
  }

  /** Calls of a function without making it. */
  static DirectCall direct(Shape shape) {
    DirectCall direct = shape.direct;
    if (direct == null) {
      direct = DirectCall.of(shape);
      shape.direct = direct;
    }
    return direct;
  }

  /** Makes the function again, as the JDK does when it reads one from a stream. */
  Object make(Shape shape, Object[] captured) throws Exception {
    Object instance = shape.instance;
    if (instance == null) {
      Class<?> capturing =
          Class.forName(shape.capturingClass(), true, shipping.loader(shape.loader));
      String[] t = shape.texts;
      SerializedLambda lambda =
          new SerializedLambda(
              capturing, t[1], t[2], t[3], shape.implKind, t[4], t[5], t[6], t[7], captured);
      Boolean mixedUp = shape.mixedUp;
      if (mixedUp == null) {
        mixedUp = !Lambdas.isRight(resolve(shape, capturing, lambda), lambda);
        shape.mixedUp = mixedUp;
      }
      instance = mixedUp ? Lambdas.make(capturing, lambda) : resolve(shape, capturing, lambda);
      if (shape.captured == 0) {
        shape.instance = instance;
      }
    }
    return instance;
  }

  /**
   * Calls what makes the function. By a handle of a common type, since reflection on newer JVMs
   * makes classes first.
   */
  private static Object resolve(Shape shape, Class<?> capturing, SerializedLambda lambda)
      throws Exception {
    MethodHandle maker = shape.maker;
    if (maker == null) {
      maker = makerIn(capturing);
      shape.maker = maker;
    }
    try {
      return (Object) maker.invokeExact(lambda);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** What the compiler has put into the class. */
  private static MethodHandle makerIn(Class<?> capturing) throws ReflectiveOperationException {
    return Lookups.in(capturing)
        .findStatic(
            capturing,
            "$deserializeLambda$",
            MethodType.methodType(Object.class, SerializedLambda.class));
  }
}
