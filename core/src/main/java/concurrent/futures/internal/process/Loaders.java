package concurrent.futures.internal.process;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders that a pool's tasks come from, by number. 0 stands for those that the workers
 * have too: of a process the JVM's own three; of a member of a cluster the JDK's two. Loaders are
 * held weakly: a pool keeps no application alive.
 */
public final class Loaders {
  private final Map<ClassLoader, Integer> numbers = new WeakHashMap<>(); // guarded by this
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>(); // guarded by this
  private final Map<String, Integer> shellCode = new HashMap<>(); // hashes; guarded by this

  private final boolean sameClassPath;

  /**
   * No loaders yet.
   *
   * @param sameClassPath whether workers have this JVM's class path
   */
  public Loaders(boolean sameClassPath) {
    this.sameClassPath = sameClassPath;
  }

  /** Tells whether workers have what this loader has. */
  boolean isShared(@Nullable ClassLoader loader) {
    return sameClassPath && loader == ClassLoader.getSystemClassLoader();
  }

  /** Returns the number of a class's loader. */
  public int numberOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || isShared(loader) || loader == ClassLoader.getPlatformClassLoader()) {
      return 0;
    }
    synchronized (this) {
      Integer known = numbers.get(loader);
      if (known == null) {
        loaders.add(new WeakReference<>(loader));
        known = loaders.size();
        numbers.put(loader, known);
      }
      return known;
    }
  }

  /** Remembers what code of a shell the workers have: there, classes may change. */
  synchronized void shipped(int number, String name, byte[] bytes) {
    if (ShellVariables.concern(name)) {
      shellCode.put(number + ":" + name, Arrays.hashCode(bytes));
    }
  }

  /** Gives the loader of a shell a new number if the workers have old versions of its classes. */
  public synchronized void renewIfChanged(ShellVariables used) {
    Integer number = numbers.get(used.loader());
    if (number != null && used.code().entrySet().stream().anyMatch(c -> isOld(number, c))) {
      loaders.add(new WeakReference<>(used.loader()));
      numbers.put(used.loader(), loaders.size());
    }
  }

  private boolean isOld(int number, Map.Entry<String, byte[]> code) {
    Integer shipped = shellCode.get(number + ":" + code.getKey());
    return shipped != null && shipped != Arrays.hashCode(code.getValue());
  }

  /** Returns a loader, or null if it has been collected. */
  public synchronized @Nullable ClassLoader loader(int number) {
    if (number == 0) {
      return ClassLoader.getSystemClassLoader();
    }
    return number < 0 || number > loaders.size() ? null : loaders.get(number - 1).get();
  }

  /**
   * Finds a class as the loader of that number does.
   *
   * @throws ClassNotFoundException if it does not have it, or has been collected
   */
  public Class<?> resolve(int number, String name) throws ClassNotFoundException {
    ClassLoader loader = loader(number);
    if (loader == null) {
      throw new ClassNotFoundException(
          name + ": the class loader that the task came from has been garbage-collected");
    }
    return Class.forName(name, false, loader);
  }
}
