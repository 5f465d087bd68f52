package concurrent.futures;

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

  static int plusOne(int n) {
    return n + 1;
  }

  private static Object same(Object value) {
    return value;
  }

  private static void nothing() {}

  /**
   * Returns a call that loads and links a class of the program, but runs none of its code: it is
   * not initialized.
   */
  static Call<?> loading(String name) {
    return new Calls.Of1<>(TypicalCalls::load, name);
  }

  private static int load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, ClassLoader.getSystemClassLoader())
        .getDeclaredMethods()
        .length;
  }
}
