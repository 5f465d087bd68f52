package concurrent.futures;

import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.Handles;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        Calls.withoutResult((Action) TypicalCalls::nothing));
  }

  /**
   * Returns calls of methods of common types: the first call of any method of a type costs a JVM
   * milliseconds, since classes are made for it.
   */
  static List<Call<?>> types() {
    String text = "text";
    double number = 1;
    return List.of(
        new Calls.Of1<>(TypicalCalls::first, text),
        new Calls.Of2<>(TypicalCalls::first, text, text),
        new Calls.Of3<>(TypicalCalls::first, text, text, text),
        new Calls.Of1<>(TypicalCalls::length, text),
        new Calls.Of2<>(TypicalCalls::length, text, text),
        new Calls.Of1<>(TypicalCalls::isText, text),
        new Calls.Of1<>(TypicalCalls::plusOne, 1L),
        new Calls.Of1<>(TypicalCalls::sum, new double[8]),
        () -> number + 1,
        Calls.withoutResult((Action) () -> check(text)),
        TypicalCalls::versionOfPlain);
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

  private static String first(String a) {
    return a;
  }

  private static String first(String a, String b) {
    return a;
  }

  private static String first(String a, String b, String c) {
    return a;
  }

  private static int length(String a) {
    return a.length();
  }

  private static int length(String a, String b) {
    return a.length();
  }

  private static boolean isText(String a) {
    return !a.isEmpty();
  }

  private static long plusOne(long n) {
    return n + 1;
  }

  private static double sum(double[] numbers) {
    return numbers[0];
  }

  private static void check(String text) {
    Objects.requireNonNull(text);
  }

  /**
   * Returns a call that loads and links the classes of a function of the program, and prepares its
   * call, but runs none of its code: they are not initialized.
   */
  static Call<?> preparing(Loaders.Used function) {
    return new Calls.Of3<>(
        TypicalCalls::prepare,
        function.capturingClass(),
        function.calledClass(),
        function.calledMethod());
  }

  private static int prepare(String capturingClass, String calledClass, String calledMethod)
      throws ReflectiveOperationException {
    int methods = load(capturingClass).getDeclaredMethods().length;
    Handles.prepare(load(calledClass), calledMethod);
    return methods;
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, ClassLoader.getSystemClassLoader());
  }
}
