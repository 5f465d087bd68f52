package concurrent.futures;

import concurrent.futures.internal.process.Keeper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Workers that are threads of this JVM. */
final class ThreadBackend extends Backend {
  /** Room for {@link ThreadWorker#MAX_DEPTH} nested tasks; only what is used takes memory. */
  private static final long STACK_BYTES = 16L << 20;

  private final String prefix;
  private final @Nullable VirtualThreads virtual; // null: platform threads
  private final @Nullable Keeper keeper;

  ThreadBackend(String prefix, boolean virtual, boolean daemon) {
    this.prefix = prefix;
    this.virtual = virtual ? new VirtualThreads() : null;
    this.keeper = virtual && !daemon ? new Keeper(prefix + "_keeper", Log::warning) : null;
  }

  @Override
  protected Worker newWorker(Pool pool, int number) {
    return new ThreadWorker(pool, this, prefix + "_" + number);
  }

  @Override
  protected BrokenExecutorException broken(String message, @Nullable Throwable cause) {
    return new BrokenThreadPoolException(message, cause);
  }

  /** A virtual thread's stack has no size to choose, and holds too few nested tasks. */
  boolean hasShortStacks() {
    return virtual != null;
  }

  Thread newThread(Runnable worker, String name, boolean daemon) {
    if (virtual != null) {
      return virtual.unstarted(worker, name);
    }
    Thread thread = new Thread(null, worker, name, STACK_BYTES);
    thread.setDaemon(daemon);
    return thread;
  }

  void beginning() {
    if (keeper != null) {
      keeper.beginning();
    }
  }

  void ended() {
    if (keeper != null) {
      keeper.ended();
    }
  }

  @Override
  protected void terminated() {
    if (keeper != null) {
      keeper.close();
    }
  }

  /** {@code Thread.ofVirtual()}, which the baseline of Java 17 cannot name. */
  private static final class VirtualThreads {
    private final Method ofVirtual;
    private final Method name;
    private final Method unstarted;

    VirtualThreads() {
      try {
        Class<?> builder = Class.forName("java.lang.Thread$Builder");
        ofVirtual = Thread.class.getMethod("ofVirtual");
        name = builder.getMethod("name", String.class);
        unstarted = builder.getMethod("unstarted", Runnable.class);
      } catch (ReflectiveOperationException e) {
        throw new UnsupportedOperationException("this JVM has no virtual threads", e);
      }
    }

    Thread unstarted(Runnable task, String threadName) {
      try {
        return (Thread) unstarted.invoke(name.invoke(ofVirtual.invoke(null), threadName), task);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
