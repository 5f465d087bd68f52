package concurrent.futures;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Executor} whose workers are threads of this JVM: right for calls that wait (for the
 * network, a database) and for computing, as long as no call may take the JVM down with it.
 *
 * <pre>{@code
 * try (var pool = new ThreadPoolExecutor(5)) {
 *   Future<Integer> page = pool.submit(Spider::crawl, 1);
 *   System.out.println(page.result());
 * }
 * }</pre>
 *
 * <p>Threads start when there is work that no idle one can take, at most {@code maxWorkers}, and
 * end after {@code keepAlive} without work. They are not daemons: the JVM does not exit before the
 * submitted calls have run, closed pool or not; {@link Builder#daemon} changes that.
 *
 * <p>The type shares its simple name with {@code java.util.concurrent.ThreadPoolExecutor}: import
 * it by name.
 */
public final class ThreadPoolExecutor extends PoolExecutor {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Creates a pool of at most {@code min(32, processors + 4)} threads (CONTRACT T1). */
  public ThreadPoolExecutor() {
    this(builder());
  }

  /**
   * Creates a pool.
   *
   * @param maxWorkers the most threads
   * @throws IllegalArgumentException if it is less than 1
   */
  public ThreadPoolExecutor(int maxWorkers) {
    this(builder().maxWorkers(maxWorkers));
  }

  private ThreadPoolExecutor(Builder builder) {
    this(builder, builder.name());
  }

  private ThreadPoolExecutor(Builder builder, String name) {
    super(builder, name, builder.backend(name));
  }

  /**
   * Returns a builder with the defaults.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link ThreadPoolExecutor}. Not thread-safe. */
  public static final class Builder extends PoolExecutor.Builder<Builder> {
    private static final int VIRTUAL_SINCE = 21;

    private @Nullable String threadNamePrefix;
    private boolean virtual;

    private Builder() {
      super("ThreadPoolExecutor", NUMBERS);
    }

    /**
     * Sets how thread names begin; a number follows. The default is the pool's name (CONTRACT T5).
     *
     * @param threadNamePrefix the beginning
     * @return this
     */
    public Builder threadNamePrefix(String threadNamePrefix) {
      this.threadNamePrefix = Objects.requireNonNull(threadNamePrefix, "threadNamePrefix");
      return this;
    }

    /**
     * Has tasks run on virtual threads, each of which ends when the queue is empty. Unless {@link
     * #maxWorkers} is set, there is no bound: every task starts at once.
     *
     * @return this
     * @throws UnsupportedOperationException on a JDK below 21, which has none
     */
    public Builder virtualThreads() {
      int running = Runtime.version().feature();
      if (running < VIRTUAL_SINCE) {
        throw new UnsupportedOperationException(
            "virtualThreads() needs JDK "
                + VIRTUAL_SINCE
                + " or later, this is JDK "
                + running
                + ": run on a newer one, or leave it out and use platform threads");
      }
      virtual = true;
      return this;
    }

    /**
     * Builds the pool.
     *
     * @return the pool
     */
    public ThreadPoolExecutor build() {
      return new ThreadPoolExecutor(this);
    }

    private ThreadBackend backend(String name) {
      return new ThreadBackend(
          threadNamePrefix == null ? name : threadNamePrefix, virtual, daemon());
    }

    @Override
    protected Duration defaultKeepAlive() {
      return virtual ? Duration.ZERO : super.defaultKeepAlive();
    }

    @Override
    protected int defaultMaxWorkers() {
      return virtual
          ? Integer.MAX_VALUE
          : Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
