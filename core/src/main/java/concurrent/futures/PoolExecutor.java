package concurrent.futures;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * SPI: what every pool is for its users, with the engine behind it. A kind of executor is a
 * subclass of this, with a builder, plus a {@link Backend} and its {@link Worker}.
 *
 * <p>The engine and its workers do not refer to this object, so that a pool that is dropped without
 * {@code close} is noticed when it is garbage-collected: its queue is finished, its workers end,
 * and a warning is logged (CONTRACT D8).
 */
public abstract class PoolExecutor extends AbstractExecutor {
  private final Engine engine;
  private final Submission submission;

  /**
   * Creates a pool with the builder's name; workers are started when there is work.
   *
   * @param builder the settings
   * @param backend what is special about its workers
   */
  protected PoolExecutor(Builder<?> builder, Backend backend) {
    this(builder, builder.name(), backend);
  }

  /**
   * Creates a pool; workers are started when there is work.
   *
   * @param builder the settings
   * @param name the pool's name
   * @param backend what is special about its workers
   */
  @SuppressWarnings("this-escape") // the cleaner only waits for this to be collected
  protected PoolExecutor(Builder<?> builder, String name, Backend backend) {
    engine = new Engine(builder.settings(name), backend);
    submission = new Submission(engine, TaskOptions.defaults());
    Dropped.CLEANER.register(this, new Leak(engine));
  }

  /** Runs when the pool object has been collected. */
  private record Leak(Engine engine) implements Runnable {
    @Override
    public void run() {
      if (!engine.isShutdown()) {
        Log.warning(
            "an executor was dropped without close, its queue is finished first: " + engine.name());
        engine.shutdown(false);
      }
    }
  }

  @Override
  <T extends @Nullable Object> Future<T> submitCallable(Callable<? extends T> call) {
    return submitCallable(submission, call);
  }

  <T extends @Nullable Object> Future<T> submitCallable(
      Submission view, Callable<? extends T> call) {
    try {
      return engine.submit(view, call);
    } finally {
      Reference.reachabilityFence(this); // or it could count as dropped while it submits
    }
  }

  @Override
  void throwIfNotAccepting() {
    engine.throwIfNotAccepting();
  }

  @Override
  public final Executor with(TaskOptions options) {
    return new PoolView(this, submissionWith(TaskOptions.defaults(), options));
  }

  Submission submissionWith(TaskOptions earlier, TaskOptions later) {
    TaskOptions merged = earlier.merge(Objects.requireNonNull(later, "options"));
    engine.check(merged);
    return new Submission(engine, merged);
  }

  @Override
  public final void shutdown() {
    engine.shutdown(false);
  }

  @Override
  public final void shutdown(boolean wait, boolean cancelFutures) {
    engine.shutdown(cancelFutures);
    if (wait) {
      engine.throwIfOwnWorker();
      awaitTerminationUninterrupted();
    }
  }

  @Override
  public final List<Runnable> shutdownNow() {
    return engine.shutdownNow();
  }

  @Override
  public final void close() {
    shutdown(true, false);
  }

  @Override
  public final void close(@Nullable Duration timeout) {
    if (timeout == null) {
      close();
      return;
    }
    engine.shutdown(false);
    engine.throwIfOwnWorker();
    boolean interrupted = false;
    try {
      if (engine.awaitTermination(Deadline.after(Deadline.toNanos(timeout)))) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    engine.cancelAll();
    try {
      if (!engine.awaitGrace() && engine.giveUp()) {
        engine.awaitGrace();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTerminationUninterrupted() {
    boolean interrupted = false;
    for (; ; ) {
      try {
        engine.awaitTermination(null);
        break;
      } catch (InterruptedException e) {
        if (!interrupted) {
          interrupted = true;
          engine.shutdownNow();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public final boolean isShutdown() {
    return engine.isShutdown();
  }

  @Override
  public final boolean isTerminated() {
    return engine.isTerminated();
  }

  @Override
  public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return engine.awaitTermination(Deadline.after(unit.toNanos(timeout)));
  }

  @Override
  public final ExecutorStats stats() {
    return engine.stats();
  }

  @Override
  public String toString() {
    ExecutorStats stats = stats();
    String state = isTerminated() ? "terminated" : isShutdown() ? "shutdown" : "open";
    return stats.name()
        + "["
        + state
        + ", workers="
        + stats.workers().size()
        + ", running="
        + stats.running()
        + ", pending="
        + stats.pending()
        + "]";
  }

  /**
   * The settings that every kind of pool has.
   *
   * @param <B> the builder's own type
   */
  public abstract static class Builder<B extends Builder<B>> {
    private final String kind;
    private final AtomicInteger numbers;
    private int maxWorkers; // 0: the default
    private int queueCapacity; // 0: unbounded
    private @Nullable Action initializer;
    private @Nullable ExecutorListener listener;
    private @Nullable String name;
    private @Nullable Duration keepAlive; // null: the default
    private boolean daemon;

    /**
     * Creates a builder.
     *
     * @param kind the first part of a default name
     * @param numbers counts the pools of this kind, the second part of a default name
     */
    protected Builder(String kind, AtomicInteger numbers) {
      this.kind = kind;
      this.numbers = numbers;
    }

    /**
     * Returns the most workers if the user has not said.
     *
     * @return the number
     */
    protected abstract int defaultMaxWorkers();

    /**
     * Returns how long an idle worker lives if the user has not said.
     *
     * @return the time, one second unless overridden
     */
    protected Duration defaultKeepAlive() {
      return Duration.ofSeconds(1);
    }

    /**
     * Returns this builder as its own type.
     *
     * @return this
     */
    protected abstract B self();

    /**
     * Sets the most workers that there may be at a time. They are started when there is work that
     * no idle one can take.
     *
     * @param maxWorkers at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxWorkers(int maxWorkers) {
      if (maxWorkers < 1) {
        throw new IllegalArgumentException("maxWorkers must be greater than 0, was " + maxWorkers);
      }
      this.maxWorkers = maxWorkers;
      return self();
    }

    /**
     * Sets what every worker runs once, before its first task. If it throws, the pool is broken:
     * what is pending fails with {@link BrokenExecutorException}, and later submits throw it
     * (CONTRACT T6).
     *
     * @param initializer the action
     * @return this
     */
    public B initializer(Action initializer) {
      this.initializer = Objects.requireNonNull(initializer, "initializer");
      return self();
    }

    /**
     * Bounds the queue: when that many tasks are pending, {@code submit} and {@code map} block,
     * interruptibly, until one has started. A worker of this pool that submits does not block but
     * runs a queued task.
     *
     * @param queueCapacity at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B queueCapacity(int queueCapacity) {
      if (queueCapacity < 1 || queueCapacity > 1 << 29) {
        throw new IllegalArgumentException(
            "queueCapacity must be between 1 and " + (1 << 29) + ", was " + queueCapacity);
      }
      this.queueCapacity = queueCapacity;
      return self();
    }

    /**
     * Sets who is told of tasks and workers.
     *
     * @param listener the listener
     * @return this
     */
    public B listener(ExecutorListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return self();
    }

    /**
     * Names the pool, for messages, statistics and threads.
     *
     * @param name the name; the default is the kind and a number
     * @return this
     */
    public B name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return self();
    }

    /**
     * Sets how long an idle worker lives. The default of one second lets a JVM exit whose pool is
     * idle but was not closed.
     *
     * @param keepAlive the time; zero ends workers as soon as the queue is empty
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public B keepAlive(Duration keepAlive) {
      if (Objects.requireNonNull(keepAlive, "keepAlive").isNegative()) {
        throw new IllegalArgumentException("keepAlive must not be negative, was " + keepAlive);
      }
      this.keepAlive = keepAlive;
      return self();
    }

    /**
     * Says whether the JVM may exit while tasks are pending or running.
     *
     * @param daemon true if it may; by default it waits for them (CONTRACT D3)
     * @return this
     */
    public B daemon(boolean daemon) {
      this.daemon = daemon;
      return self();
    }

    /**
     * Tells whether {@link #daemon(boolean)} was set.
     *
     * @return true if the JVM may exit while there is work
     */
    protected boolean daemon() {
      return daemon;
    }

    /**
     * Returns the name for another pool, made up now if none was set.
     *
     * @return the name
     */
    protected String name() {
      return name == null ? kind + "-" + numbers.getAndIncrement() : name;
    }

    PoolSettings settings(String poolName) {
      return new PoolSettings(
          poolName,
          maxWorkers == 0 ? defaultMaxWorkers() : maxWorkers,
          queueCapacity,
          initializer,
          listener,
          keepAlive == null ? defaultKeepAlive() : keepAlive,
          daemon);
    }
  }
}
