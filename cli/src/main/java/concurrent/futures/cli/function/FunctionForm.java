package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.input.InputFormat;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * A function by its names, with its code: it travels to another JVM, which {@link #load}s it there.
 */
public final class FunctionForm implements Serializable {
  private static final long serialVersionUID = 1;

  private final FunctionCode code;
  private final String name;
  private final String type;
  private final String method;
  private final String descriptor;
  private final Argument.Kind kind;
  private final InputFormat format;

  FunctionForm(
      FunctionCode code, String name, Method method, Argument.Kind kind, InputFormat format) {
    this.code = code;
    this.name = name;
    this.type = method.getDeclaringClass().getName();
    this.method = method.getName();
    this.descriptor = descriptor(method);
    this.kind = kind;
    this.format = format;
  }

  /**
   * Makes the function here; its loader becomes that of the calling thread.
   *
   * @throws CommandException if its class cannot be initialized
   */
  public LineFunction load() {
    FunctionLoader loader = new FunctionLoader(code);
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
