package concurrent.futures;

import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all instances of one lambda expression or method reference: everything but
 * the captured values. Workers are told it once; read by its class, since each expression has one.
 */
final class LambdaShape {
  private static final ClassValue<LambdaShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected LambdaShape computeValue(Class<?> type) {
          return new LambdaShape(type);
        }
      };

  private final @Nullable MethodHandle writeReplace; // null: only serialization may call it

  /** Written once, with the first instance; any instance gives the same. */
  private volatile @Nullable Texts texts;

  private record Texts(
      String capturingClass,
      String className,
      String calledClass,
      String calledMethod,
      int implKind,
      int captured,
      List<String> others,
      int rebuilt) {}

  private LambdaShape(Class<?> type) {
    this.writeReplace = writeReplaceOf(type);
  }

  private static @Nullable MethodHandle writeReplaceOf(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("writeReplace");
      method.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(method)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // such as: a module that does not open its package
    }
  }

  /** The shape of a function, or null if it is an object of an ordinary class. */
  static @Nullable LambdaShape of(Object function) {
    Class<?> type = function.getClass();
    boolean lambda = type.isSynthetic() && type.isHidden() && function instanceof Serializable;
    if (!lambda) {
      return null;
    }
    LambdaShape shape = SHAPES.get(type);
    if (shape.texts == null) {
      SerializedLambda replaced = shape.replace(function);
      if (replaced == null) {
        return null; // some other kind of hidden class
      }
      shape.texts = texts(replaced, rebuilt(replaced, type.getClassLoader()));
    }
    return shape;
  }

  /** The captured values of an instance. */
  @Nullable Object[] captured(Object function) {
    int n = capturedCount();
    @Nullable Object[] values = new Object[n];
    if (n > 0) {
      SerializedLambda replaced = Objects.requireNonNull(replace(function));
      for (int i = 0; i < n; i++) {
        values[i] = replaced.getCapturedArg(i);
      }
    }
    return values;
  }

  /**
   * Whether the JDK makes the same of it again. It does, but for references to one method that
   * differ in the types of their arguments (JDK-8208752). Looked at here, once for all workers.
   */
  private static int rebuilt(SerializedLambda lambda, @Nullable ClassLoader loader) {
    if (lambda.getImplMethodName().startsWith("lambda$")) {
      return TaskForm.REBUILT_SAME; // each has a method of its own
    }
    try {
      String capturing = lambda.getCapturingClass().replace('/', '.');
      Method maker =
          Class.forName(capturing, false, loader)
              .getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
      maker.setAccessible(true);
      Object again = maker.invoke(null, lambda);
      SerializedLambda replaced = SHAPES.get(again.getClass()).replace(again);
      if (replaced != null) {
        boolean same =
            replaced.getInstantiatedMethodType().equals(lambda.getInstantiatedMethodType());
        return same ? TaskForm.REBUILT_SAME : TaskForm.REBUILT_OTHER;
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // such as: a module that does not open its package
    }
    return TaskForm.REBUILT_UNKNOWN;
  }

  private static Texts texts(SerializedLambda l, int rebuilt) {
    return new Texts(
        l.getCapturingClass(),
        l.getCapturingClass().replace('/', '.'),
        l.getImplClass().replace('/', '.'),
        l.getImplMethodName() + l.getImplMethodSignature(),
        l.getImplMethodKind(),
        l.getCapturedArgCount(),
        List.of(
            l.getFunctionalInterfaceClass(),
            l.getFunctionalInterfaceMethodName(),
            l.getFunctionalInterfaceMethodSignature(),
            l.getImplClass(),
            l.getImplMethodName(),
            l.getImplMethodSignature(),
            l.getInstantiatedMethodType()),
        rebuilt);
  }

  private Texts texts() {
    return Objects.requireNonNull(texts);
  }

  private @Nullable SerializedLambda replace(Object function) {
    MethodHandle handle = writeReplace;
    if (handle == null) {
      return Interceptor.replace(function);
    }
    try {
      Object replaced = (Object) handle.invokeExact(function);
      return replaced instanceof SerializedLambda ? (SerializedLambda) replaced : null;
    } catch (Throwable t) {
      return null;
    }
  }

  /** The class whose code it is, in the form a.b.C. */
  String capturingClass() {
    return texts().className;
  }

  /** The class whose method it calls, in the form a.b.C. */
  String calledClass() {
    return texts().calledClass;
  }

  /** The name and type of the method that it calls. */
  String calledMethod() {
    return texts().calledMethod;
  }

  /** The descriptor of what it takes and returns. */
  String instantiatedType() {
    return texts().others.get(6);
  }

  int capturedCount() {
    return texts().captured;
  }

  void write(WireOutput out) {
    Texts t = texts();
    out.writeVarint(t.implKind);
    out.writeVarint(t.captured);
    out.writeByte(t.rebuilt);
    out.writeString(t.capturingClass);
    for (String text : t.others) {
      out.writeString(text);
    }
  }

  /** Reaches what an instance is replaced with where reflection may not: as serialization does. */
  private static final class Interceptor extends ObjectOutputStream {
    private @Nullable SerializedLambda replaced;

    Interceptor() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    static @Nullable SerializedLambda replace(Object function) {
      try (Interceptor stream = new Interceptor()) {
        stream.writeObject(function);
        return stream.replaced;
      } catch (IOException e) {
        return null;
      }
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
      if (replaced == null && object instanceof SerializedLambda) {
        replaced = (SerializedLambda) object;
        return null;
      }
      return object;
    }
  }
}
