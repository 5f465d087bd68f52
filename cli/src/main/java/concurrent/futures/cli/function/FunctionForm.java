package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.input.InputFormat;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function by its names: it travels to another JVM, which {@link #load}s it there. With its code
 * for a JVM of this machine; to others the library brings the class, and what it needs.
 */
public final class FunctionForm implements Serializable {
  private static final long serialVersionUID = 1;

  private final FunctionCode code;
  private final String name;
  private final String type;
  private final transient @Nullable Class<?> here; // where it was chosen
  private final @Nullable Class<?> shipped;
  private final String method;
  private final String descriptor;
  private final Argument.Kind kind;
  private final InputFormat format;

  FunctionForm(
      FunctionCode code, String name, Method method, Argument.Kind kind, InputFormat format) {
    this.code = code;
    this.name = name;
    this.type = method.getDeclaringClass().getName();
    this.here = method.getDeclaringClass();
    this.shipped = null;
    this.method = method.getName();
    this.descriptor = descriptor(method);
    this.kind = kind;
    this.format = format;
  }

  private FunctionForm(FunctionForm of) {
    this.code = new FunctionCode(Map.of(), Map.of(), List.of());
    this.name = of.name;
    this.type = of.type;
    this.here = of.here;
    this.shipped = of.here;
    this.method = of.method;
    this.descriptor = of.descriptor;
    this.kind = of.kind;
    this.format = of.format;
  }

  /** The same for a JVM of another machine, which gets the code from here as it needs it. */
  public FunctionForm shipped() {
    return new FunctionForm(this);
  }

  /**
   * Makes the function here; its loader becomes that of the calling thread.
   *
   * @throws CommandException if its class cannot be initialized
   */
  public LineFunction load() {
    ClassLoader loader = shipped == null ? new FunctionLoader(code) : shipped.getClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      for (Method each : FunctionLoading.initialized(type, loader).getDeclaredMethods()) {
        if (each.getName().equals(method) && descriptor(each).equals(descriptor)) {
          Argument argument = new Argument(kind, each.getGenericParameterTypes()[0]);
          return FunctionLoading.link(name, each, argument, format, code);
        }
      }
      throw new NoSuchMethodException(type + "." + method + descriptor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("it was there in the JVM that chose it", e);
    }
  }

  private static String descriptor(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .toMethodDescriptorString();
  }
}
