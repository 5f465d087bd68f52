package concurrent.futures;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The first functions that a pool has sent. They are likely to come again: spares know them. */
final class UsedFunctions {
  private static final int MOST = 32;

  private final Set<LambdaShape> shapes = ConcurrentHashMap.newKeySet();

  /** A function of the program's class path was sent. */
  void add(LambdaShape shape) {
    if (shapes.size() < MOST) {
      shapes.add(shape);
    }
  }

  Set<LambdaShape> all() {
    return Set.copyOf(shapes);
  }
}
