package concurrent.futures;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The smallest executor that the SPI allows, and the strictest: calls, results and exceptions
 * travel as serialized copies, callbacks run on the callback thread. The contract suite runs on it
 * to show that no test of it shares anything with its tasks through memory, and that an executor
 * can be made of the SPI alone.
 */
final class CopyingPoolExecutor extends PoolExecutor {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private CopyingPoolExecutor(Builder builder) {
    super(builder, new Copying());
  }

  static Builder builder() {
    return new Builder();
  }

  static final class Builder extends PoolExecutor.Builder<Builder> {
    private Builder() {
      super("CopyingPoolExecutor", NUMBERS);
    }

    CopyingPoolExecutor build() {
      return new CopyingPoolExecutor(this);
    }

    @Override
    protected int defaultMaxWorkers() {
      return 2;
    }

    @Override
    protected Builder self() {
      return this;
    }
  }

  private static final class Copying extends Backend {
    @Override
    protected Worker newWorker(Pool pool, int number) {
      return new CopyingWorker(pool, pool.name() + "_" + number);
    }

    @Override
    protected BrokenExecutorException broken(String message, Throwable cause) {
      return new BrokenExecutorException(message, cause);
    }

    @Override
    protected void check(Callable<?> call) {
      if (!(call instanceof Serializable)) {
        throw new IllegalArgumentException("cannot travel, use submit with a lambda: " + call);
      }
    }

    @Override
    protected boolean callbacksInWorker() {
      return false;
    }
  }

  private static final class CopyingWorker extends Worker {
    private final Action initializer;
    private final long keepAliveNanos;
    private final Thread thread;
    private Task<?> executing; // guarded by this

    CopyingWorker(Pool pool, String name) {
      super(pool, name);
      this.initializer = pool.initializer();
      this.keepAliveNanos = Deadline.toNanos(pool.keepAlive());
      this.thread = new Thread(this::work, name);
      thread.setDaemon(pool.daemon());
    }

    @Override
    protected void begin() {
      thread.start();
    }

    @Override
    protected void wake() {
      LockSupport.unpark(thread);
    }

    private void work() {
      boolean usable = initialize();
      while (usable) {
        Task<?> task = poll();
        if (task != null) {
          usable = run(task);
        } else if (finished() ? engine.roster.leaveIdle(this) : !parkUntilWoken()) {
          break;
        }
      }
      ended();
    }

    private boolean parkUntilWoken() {
      Deadline deadline = Deadline.after(keepAliveNanos);
      while (idle) {
        long left = deadline.remainingNanos();
        if (left <= 0 && engine.roster.leaveIdle(this)) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        Thread.interrupted();
      }
      return true;
    }

    private boolean initialize() {
      Throwable failure = null;
      try {
        if (initializer != null) {
          copy(initializer).call();
        }
      } catch (Throwable t) {
        failure = t;
      }
      initialized(failure);
      return failure == null;
    }

    /** False if this worker should not be used any more. */
    private boolean run(Task<?> task) {
      if (!start(task)) {
        return true;
      }
      Object value = null;
      Throwable failure = null;
      try {
        value = call(task);
      } catch (Throwable t) {
        failure = t;
      }
      Thread.interrupted();
      if (failure == null) {
        succeed(task, value);
      } else {
        fail(task, failure);
      }
      return !(failure instanceof VirtualMachineError) || failure instanceof StackOverflowError;
    }

    private Object call(Task<?> task) throws Throwable {
      Callable<?> call = copy(task.call());
      setExecuting(task);
      try {
        return copy(call.call());
      } catch (Throwable t) {
        throw copy(t);
      } finally {
        setExecuting(null);
      }
    }

    private synchronized void setExecuting(Task<?> task) {
      executing = task;
      setCurrent(task);
      CURRENT.set(task == null ? null : this);
    }

    @Override
    protected synchronized void interrupt(Task<?> task) {
      if (executing == task) {
        thread.interrupt();
      }
    }

    @Override
    protected synchronized void interruptAll() {
      if (executing != null) {
        thread.interrupt();
      }
    }

    @Override
    protected void awaitEnd(long nanos) throws InterruptedException {
      thread.join();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T original) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in = new Input(bytes.toByteArray())) {
      return (T) in.readObject();
    }
  }

  /** Finds the classes of the tests, whoever's thread this is. */
  private static final class Input extends ObjectInputStream {
    Input(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        return super.resolveClass(type);
      } catch (ClassNotFoundException e) {
        return Class.forName(type.getName(), false, CopyingPoolExecutor.class.getClassLoader());
      }
    }
  }
}
