package concurrent.futures.cli.function;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.ExitCode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of workers: objects of the function's class, of which each is used by one call at a
 * time. There are never more than calls that ran at once, so at most one per worker.
 */
final class Instances {
  private final Constructor<?> constructor;
  private final @Nullable Method init;
  private final @Nullable Method close;
  private final Deque<Object> idle = new ArrayDeque<>(); // guarded by itself

  Instances(Constructor<?> constructor, @Nullable Method init, @Nullable Method close) {
    this.constructor = constructor;
    this.init = init;
    this.close = close;
  }

  /**
   * Takes an object that nobody uses, or makes one.
   *
   * @throws CommandException if it cannot be made, which ends the run
   */
  Object take() {
    synchronized (idle) {
      Object last = idle.pollLast();
      if (last != null) {
        return last;
      }
    }
    try {
      Object made = constructor.newInstance();
      if (init != null) {
        init.invoke(made);
      }
      return made;
    } catch (InvocationTargetException e) {
      throw broken(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException e) {
      throw broken(e);
    }
  }

  /** True if somebody waits for the end of an object. */
  boolean canClose() {
    return close != null;
  }

  /** Gives an object back. */
  void give(Object instance) {
    synchronized (idle) {
      idle.addLast(instance);
    }
  }

  /**
   * Closes the objects that are not in use.
   *
   * @param failed is told about each that fails
   */
  void close(Consumer<Throwable> failed) {
    Object instance;
    while ((instance = next()) != null) {
      if (close == null) {
        continue;
      }
      try {
        close.invoke(instance);
      } catch (InvocationTargetException e) {
        failed.accept(e.getCause() == null ? e : e.getCause());
      } catch (ReflectiveOperationException e) {
        failed.accept(e);
      }
    }
  }

  private @Nullable Object next() {
    synchronized (idle) {
      return idle.pollLast();
    }
  }

  private CommandException broken(Throwable cause) {
    return new CommandException(
        ExitCode.BROKEN,
        "a worker cannot be set up: "
            + (init == null ? "the constructor" : "the constructor or init()")
            + " of "
            + constructor.getDeclaringClass().getName()
            + " failed with "
            + cause
            + ". Nothing more was started.",
        cause);
  }
}
