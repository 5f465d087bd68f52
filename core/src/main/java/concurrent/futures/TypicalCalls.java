package concurrent.futures;

import concurrent.futures.internal.wire.Invoker;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What most calls are like: done by workers before there is anything to do, so that they are fast.
 */
final class TypicalCalls {
  /** So often a worker must have done something to do it well. */
  static final int ROUNDS = 50;

  private TypicalCalls() {}

  /** A value of a class that only serialization knows. */
  @SuppressWarnings({"UnusedVariable", "serial"}) // they are serialized, and can be
  private static final class Value implements Serializable {
    private static final long serialVersionUID = 1;

    final String name = "value";
    final List<Integer> numbers = List.of(1, 2, 3);
    final Map<String, Long> map = Map.of("a", 1L);
  }

  /** Serialization computes its version, by the first digest of a JVM. */
  @SuppressWarnings("serial")
  private static final class Plain implements Serializable {}

  /** Returns one call of each kind. */
  static List<Call<?>> all() {
    int captured = 1;
    String text = "text";
    Value value = new Value();
    return List.of(
        new Calls.Of1<>(TypicalCalls::plusOne, 1),
        () -> captured + 1,
        () -> captured + text.length(),
        new Calls.Of1<>(TypicalCalls::same, value),
        new Calls.Of1<>(TypicalCalls::same, List.of("a", "b")),
        new Calls.Of1<>(TypicalCalls::same, new double[8]),
        new Calls.Of1<>(String::length, text), // by a lambda
        Calls.withoutResult((Action) TypicalCalls::nothing));
  }

  /** Returns what need be done only once. */
  static List<Call<?>> once() {
    return List.of(TypicalCalls::versionOfPlain);
  }

  static int plusOne(int n) {
    return n + 1;
  }

  private static Object same(Object value) {
    return value;
  }

  private static void nothing() {}

  private static long versionOfPlain() {
    return ObjectStreamClass.lookup(Plain.class).getSerialVersionUID();
  }

  /**
   * Returns a call that loads and links the classes of a function of the program, and prepares its
   * call, but runs none of its code: they are not initialized.
   */
  static Call<?> preparing(LambdaShape function) {
    return new Calls.Of4<>(
        TypicalCalls::prepare,
        function.capturingClass(),
        function.calledClass(),
        function.calledMethod(),
        function.instantiatedType());
  }

  private static int prepare(
      String capturingClass, String calledClass, String calledMethod, String instantiatedType)
      throws ClassNotFoundException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    int methods = Class.forName(capturingClass, false, loader).getDeclaredMethods().length;
    int type = calledMethod.indexOf('(');
    Invoker.of(calledClass, calledMethod.substring(0, type), calledMethod.substring(type));
    Invoker.typesOf(instantiatedType);
    return methods;
  }
}
