package concurrent.futures.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Signals of the operating system. Reached through reflection, since {@code sun.misc.Signal} is no
 * part of the platform's API: javac warns of it and a small run-time image may lack it.
 */
public final class Signals {
  private Signals() {}

  /**
   * Takes a signal over. One that was ignored when the JVM started (nohup, {@code &} in a script)
   * stays ignored, and one that the JVM does not give away stays as it is.
   *
   * @param name without SIG
   * @param handler is told the signal's number, in a thread of its own
   */
  public static void on(String name, Consumer<Integer> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object taken = signal.getConstructor(String.class).newInstance(name);
      int number = (Integer) signal.getMethod("getNumber").invoke(taken);
      InvocationHandler calls =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              handler.accept(number);
              return null;
            }
            return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : null;
          };
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      signal.getMethod("handle", signal, handlerType).invoke(null, taken, proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return; // the JVM's own reaction to the signal remains
    }
  }
}
