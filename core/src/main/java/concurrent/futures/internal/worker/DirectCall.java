package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.Handles;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first call of a function, by reflection or a method handle: to make the lambda takes a fresh
 * JVM some five milliseconds, and this hardly any. Only where nobody can tell the difference.
 */
final class DirectCall {
  private static final String OURS = "concurrent/futures/";

  /** Those that call the method, and do nothing else. */
  private static final Set<String> INTERFACES =
      Set.of(
          OURS + "Call",
          OURS + "Call1",
          OURS + "Call2",
          OURS + "Call3",
          OURS + "Call4",
          OURS + "Action",
          "java/util/concurrent/Callable",
          "java/lang/Runnable");

  private final Executable code;
  private final boolean isStatic; // as constructors are
  private final Object[] values; // the receiver first, if it has one

  private DirectCall(Executable code, boolean isStatic, Object[] values) {
    this.code = code;
    this.isStatic = isStatic;
    this.values = values;
  }

  /**
   * Prepares the call of a function on the program's class path.
   *
   * @param function all that is known of it but what it captured
   * @param values what it captured, and the arguments
   * @return null if it is not as simple as that
   */
  static @Nullable DirectCall of(Functions.Shape function, Object[] values) {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    if (function.loader != 0 || !INTERFACES.contains(function.interfaceName())) {
      return null;
    }
    try {
      Class.forName(function.capturingClass(), true, loader); // as the lambda would
    } catch (ClassNotFoundException e) {
      return null; // such as: a class that an agent of the program has added, to be asked for there
    }
    try {
      Class<?> owner = Class.forName(function.owner(), false, loader);
      if (owner.getClassLoader() != loader) {
        return null; // some methods of the JDK look at who calls them
      }
      MethodType type = MethodType.fromMethodDescriptorString(function.methodType(), loader);
      Class<?>[] types = type.parameterArray();
      MethodType instantiated =
          MethodType.fromMethodDescriptorString(function.instantiatedType(), loader);
      int captured = values.length - instantiated.parameterCount();
      Object[] given = Arrays.copyOfRange(values, captured, values.length);
      if (!fit(instantiated.parameterArray(), given)) {
        return null; // the lambda says so
      }
      if (function.implKind == MethodHandleInfo.REF_newInvokeSpecial) {
        return of(owner.getDeclaredConstructor(types), types, true, values);
      }
      Method method = owner.getDeclaredMethod(function.methodName(), types);
      if (method.getReturnType() != type.returnType()) {
        return null; // one of the same name and arguments, such as a bridge
      }
      if (Modifier.isStatic(method.getModifiers())) {
        return of(method, types, true, values);
      }
      boolean asDeclared = function.implKind == MethodHandleInfo.REF_invokeSpecial;
      boolean overridable = !Modifier.isPrivate(method.getModifiers());
      return (asDeclared && overridable) || values.length == 0 || !owner.isInstance(values[0])
          ? null
          : of(method, types, false, values);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // such as: an inherited method, or a type that only another method has
    }
  }

  private static @Nullable DirectCall of(
      Executable code, Class<?>[] types, boolean isStatic, Object[] values) {
    Object[] arguments = isStatic ? values : Arrays.copyOfRange(values, 1, values.length);
    return fit(types, arguments) && code.trySetAccessible()
        ? new DirectCall(code, isStatic, values)
        : null;
  }

  private static boolean fit(Class<?>[] types, Object[] values) {
    boolean fit = types.length == values.length;
    for (int i = 0; fit && i < types.length; i++) {
      Object value = values[i];
      fit =
          types[i].isPrimitive()
              ? value != null && wrapperOf(types[i]) == value.getClass()
              : value == null || types[i].isInstance(value);
    }
    return fit;
  }

  private static Class<?> wrapperOf(Class<?> primitive) {
    return MethodType.methodType(primitive).wrap().returnType();
  }

  @Nullable Object run() throws Exception {
    MethodHandle handle = Handles.NATIVE_REFLECTION ? null : handle();
    if (handle != null) {
      try {
        return handle.invokeWithArguments(values);
      } catch (Throwable t) {
        throw DirectCall.<RuntimeException>asItIs(t);
      }
    }
    try {
      if (!(code instanceof Method)) {
        return ((Constructor<?>) code).newInstance(values);
      }
      Method method = (Method) code;
      return isStatic
          ? method.invoke(null, values)
          : method.invoke(values[0], Arrays.copyOfRange(values, 1, values.length));
    } catch (InvocationTargetException e) {
      throw DirectCall.<RuntimeException>asItIs(e.getCause());
    }
  }

  /** Null if only reflection reaches it, such as: a tool of the JDK, in a module. */
  private @Nullable MethodHandle handle() throws IllegalAccessException {
    Class<?> owner = code.getDeclaringClass();
    MethodHandles.Lookup lookup;
    try {
      lookup = Lambdas.lookupIn(owner);
    } catch (IllegalAccessException | RuntimeException | LinkageError e) {
      return null;
    }
    if (isStatic) {
      lookup.ensureInitialized(owner); // what it throws is the task's failure
    }
    try {
      return Handles.of(lookup, code);
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T asItIs(@Nullable Throwable thrown) throws T {
    throw (T) thrown;
  }
}
