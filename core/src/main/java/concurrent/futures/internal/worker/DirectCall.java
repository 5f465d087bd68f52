package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.Invoker;
import java.lang.invoke.MethodHandleInfo;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls the method of a function without the function: to make a lambda takes a fresh JVM some five
 * milliseconds. Only where nobody can tell the difference.
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

  /** There is none. */
  static final DirectCall NONE = new DirectCall(null, new Class<?>[0]);

  private final @Nullable Invoker invoker;
  private final Class<?>[] given; // the types of the arguments, without what is captured

  private DirectCall(@Nullable Invoker invoker, Class<?>[] given) {
    this.invoker = invoker;
    this.given = given;
  }

  /**
   * Prepares the calls of a function on the program's class path.
   *
   * @return {@link #NONE} if it is not as simple as that
   */
  static DirectCall of(Functions.Shape function) {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    if (function.loader != 0 || !INTERFACES.contains(function.interfaceName())) {
      return NONE;
    }
    try {
      Class.forName(function.capturingClass(), true, loader); // as the lambda would
    } catch (ClassNotFoundException e) {
      return NONE; // such as: a class that an agent of the program has added, to be asked for there
    }
    Invoker invoker = Invoker.of(function.owner(), function.methodName(), function.methodType());
    boolean asDeclared = function.implKind == MethodHandleInfo.REF_invokeSpecial;
    if (invoker == null || (asDeclared && invoker.isOverridable())) {
      return NONE;
    }
    try {
      return new DirectCall(invoker, Invoker.typesOf(function.instantiatedType()));
    } catch (RuntimeException | LinkageError e) {
      return NONE; // such as: a type that is missing; the lambda says so
    }
  }

  /** Whether it can do that; what it cannot do the function says. */
  boolean takes(@Nullable Object[] values) {
    boolean fit = invoker != null && invoker.takes(values);
    for (int i = 0; fit && i < given.length; i++) {
      Object value = values[values.length - given.length + i];
      fit = value == null || given[i].isInstance(value);
    }
    return fit;
  }

  /**
   * Calls it with what was captured, and the arguments.
   *
   * @throws Exception what it throws, which may be any Throwable
   */
  @Nullable Object run(Object[] values) throws Exception {
    return Objects.requireNonNull(invoker).code().apply(values);
  }
}
