package concurrent.futures.contract;

import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Executor;
import concurrent.futures.PoolExecutor;
import java.lang.reflect.Constructor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the contract suite has to know of a kind of executor: how to open one, and little more. One
 * small class for each kind; it needs a constructor without parameters, since the exit tests make
 * it again in other JVMs.
 */
public interface Subject {
  /**
   * Opens an executor.
   *
   * @param settings sets what the test wants on a builder with the defaults of this kind
   */
  Executor open(Consumer<PoolExecutor.Builder<?>> settings);

  /** What a broken executor of this kind throws. */
  Class<? extends BrokenExecutorException> broken();

  /**
   * The names of live threads that may belong to an executor of this kind; what is there after a
   * test and was not before is a leak.
   */
  default Stream<String> threads() {
    return Leaks.platformThreads();
  }

  /** Makes a subject of a class that need not be public. */
  static Subject of(Class<? extends Subject> type) {
    try {
      Constructor<? extends Subject> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("needs a constructor without parameters: " + type, e);
    }
  }
}
