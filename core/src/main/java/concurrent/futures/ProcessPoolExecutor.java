package concurrent.futures;

import concurrent.futures.internal.process.JvmSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Executor} whose workers are JVMs of their own: right for calls that may crash, leak,
 * run forever or call {@code System.exit}, none of which costs more than that call.
 *
 * <pre>{@code
 * try (var pool = new ProcessPoolExecutor(2)) {
 *   Future<String> text = pool.submit(Ocr::read, image);    // native code that may crash
 *   System.out.println(text.result());
 * }
 * }</pre>
 *
 * <p><b>What travels.</b> Lambdas, method references and their captured values, arguments and
 * results: whatever is {@link java.io.Serializable}, and everyday values that are not (Optional,
 * Path, sublists, map views, records, buffers). They arrive as copies, written when a worker takes
 * the task, so changes that are made between submit and start may be seen. Large arrays of
 * primitives and buffers are streamed, however large. Classes that a worker's class path lacks are
 * fetched from the class loader of the code that submits. What cannot travel fails its own future
 * with {@link TaskSerializationException}; what can be seen to be unable to, such as a {@code
 * Runnable} that is not serializable, is refused by {@code submit}.
 *
 * <p><b>Workers.</b> They start when there is work, at most {@code maxWorkers}, and run one task at
 * a time. They inherit environment, working directory, class and module path, {@code --add-opens}
 * and {@code --enable-preview}, but not system properties ({@link Builder#jvmOptions} sets them)
 * and no static state: that is fresh in each. {@code System.out} and {@code System.err} of tasks
 * appear on this JVM's; {@code System.in} is at its end. A flood of tasks that take only
 * microseconds is usually left to as many workers as there are processors, as more would slow each
 * other down.
 *
 * <p><b>Crashes.</b> When a worker ends, the task that it executed fails with {@link
 * WorkerCrashedException} and is never silently run again; with {@link TaskOptions#retries} it is.
 * All other tasks go on, and another worker starts. Only if workers cannot be started at all the
 * pool is broken: {@link BrokenProcessPoolException}.
 *
 * <p><b>Stopping a task.</b> {@code cancel(true)} and {@link TaskOptions#timeout} interrupt it, and
 * after {@link Builder#killGrace} its process is killed with all that it has started.
 *
 * <p><b>Start.</b> With this library as a jar on the class path or in an executable jar, workers
 * start faster from the second run of a program on: in the background an archive of its classes is
 * put into {@code concurrent-futures} in the user's cache directory, and a copy of its jar if that
 * is within another one. The system property {@code concurrent.futures.startCache} names another
 * directory, or is {@code off}.
 *
 * <p>No worker outlives this JVM: it ends within two seconds, however this JVM ends.
 */
public final class ProcessPoolExecutor extends PoolExecutor {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ProcessBackend backend;

  /** Creates a pool of at most as many workers as there are processors (CONTRACT P1). */
  public ProcessPoolExecutor() {
    this(builder());
  }

  /**
   * Creates a pool.
   *
   * @param maxWorkers the most worker processes
   * @throws IllegalArgumentException if it is less than 1
   */
  public ProcessPoolExecutor(int maxWorkers) {
    this(builder().maxWorkers(maxWorkers));
  }

  private ProcessPoolExecutor(Builder builder) {
    this(builder, builder.name());
  }

  private ProcessPoolExecutor(Builder builder, String name) {
    this(builder, name, new ProcessBackend(builder.settings(name), builder.processSettings()));
  }

  private ProcessPoolExecutor(Builder builder, String name, ProcessBackend backend) {
    super(builder, name, backend);
    this.backend = backend;
  }

  /**
   * Returns a builder with the defaults.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Shuts the pool down without waiting, cancels what is pending, and asks all workers to end, as
   * SIGTERM does: what they execute fails with {@link WorkerCrashedException} (CONTRACT P15). A
   * worker that has not ended a second after {@link Builder#killGrace} is killed. Does nothing to a
   * pool without workers but shut it down.
   */
  public void terminateWorkers() {
    backend.force();
    shutdownNow();
    backend.terminateWorkers();
  }

  /** As {@link #terminateWorkers}, but kills the workers. */
  public void killWorkers() {
    backend.force();
    shutdownNow();
    backend.killWorkers();
  }

  /** Builds a {@link ProcessPoolExecutor}. Not thread-safe. */
  public static final class Builder extends PoolExecutor.Builder<Builder> {
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable String maxHeap;
    private @Nullable Path workingDirectory;
    private @Nullable Path java;
    private Duration killGrace = Duration.ofSeconds(1);
    private int maxTasksPerWorker; // 0: no limit
    private long maxMemoryGrowth; // 0: no limit
    private int spareWorkers;
    private boolean prefixOutput;

    private Builder() {
      super("ProcessPoolExecutor", NUMBERS);
    }

    /**
     * Adds options for the worker JVMs, such as {@code -Dkey=value} or {@code -XX:+UseZGC}. They
     * win over the pool's own.
     *
     * @param options the options, one string each
     * @return this
     */
    public Builder jvmOptions(String... options) {
      jvmOptions.addAll(List.of(options));
      return this;
    }

    /**
     * Sets the largest heap of a worker. A worker that needs more ends, and its task fails with
     * {@link WorkerCrashedException} of kind {@code OUT_OF_MEMORY}.
     *
     * @param size as for the JVM's {@code -Xmx}: a number and k, m or g
     * @return this
     * @throws IllegalArgumentException by {@link #build}, if it is not of that form
     */
    public Builder maxHeap(String size) {
      this.maxHeap = Objects.requireNonNull(size, "size");
      return this;
    }

    /**
     * Adds environment variables for the workers, to those that they inherit.
     *
     * @param variables the variables
     * @return this
     */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /**
     * Sets the working directory of the workers; the default is this JVM's.
     *
     * @param directory an existing directory
     * @return this
     */
    public Builder workingDirectory(Path directory) {
      this.workingDirectory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Sets the {@code java} that starts the workers; the default is the one of this JVM. It must be
     * of the same version.
     *
     * @param executable the file
     * @return this
     */
    public Builder java(Path executable) {
      this.java = Objects.requireNonNull(executable, "executable");
      return this;
    }

    /**
     * Ends a worker after so many tasks and starts another one when there is work (CONTRACT P13):
     * against code that leaks.
     *
     * @param maxTasksPerWorker at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxTasksPerWorker(int maxTasksPerWorker) {
      if (maxTasksPerWorker < 1) {
        throw new IllegalArgumentException(
            "maxTasksPerWorker must be greater than 0, was " + maxTasksPerWorker);
      }
      this.maxTasksPerWorker = maxTasksPerWorker;
      return this;
    }

    /**
     * Ends a worker between two tasks when its resident memory has grown by more than that since
     * its first task, and starts another one when there is work. Checked about once a second, where
     * the operating system tells (Linux).
     *
     * @param size a number and k, m or g
     * @return this
     * @throws IllegalArgumentException if it is not of that form
     */
    public Builder maxMemoryGrowth(String size) {
      this.maxMemoryGrowth = JvmSettings.bytes("maxMemoryGrowth", size);
      return this;
    }

    /**
     * Sets how long an idle worker lives: another name for {@link #keepAlive}. The default is one
     * minute.
     *
     * @param idleTimeout the time; zero ends workers as soon as the queue is empty
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder idleTimeout(Duration idleTimeout) {
      return keepAlive(idleTimeout);
    }

    /**
     * Sets how long a task may go on after its interruption, by {@code cancel(true)}, a timeout or
     * {@code shutdownNow}, before its process is killed. The default is one second.
     *
     * @param killGrace the time; zero kills at once
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder killGrace(Duration killGrace) {
      if (Objects.requireNonNull(killGrace, "killGrace").isNegative()) {
        throw new IllegalArgumentException("killGrace must not be negative, was " + killGrace);
      }
      this.killGrace = killGrace;
      return this;
    }

    /**
     * Keeps so many started JVMs ready beyond the workers, as soon as a worker is up, so that one
     * that ends is replaced at once. Until a spare is needed it does calls of its own, which make
     * it faster with the first of yours, and loads the classes whose functions were submitted
     * before it was started. It runs none of your code: these are not initialized.
     *
     * @param spareWorkers 0, the default, or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder spareWorkers(int spareWorkers) {
      if (spareWorkers < 0) {
        throw new IllegalArgumentException("spareWorkers must not be negative: " + spareWorkers);
      }
      this.spareWorkers = spareWorkers;
      return this;
    }

    /**
     * Begins each line that a worker prints with its name in brackets.
     *
     * @param prefixOutput true to do so; the default is false
     * @return this
     */
    public Builder prefixOutput(boolean prefixOutput) {
      this.prefixOutput = prefixOutput;
      return this;
    }

    /**
     * Builds the pool.
     *
     * @return the pool
     */
    public ProcessPoolExecutor build() {
      return new ProcessPoolExecutor(this);
    }

    ProcessSettings processSettings() {
      return new ProcessSettings(
          java,
          List.copyOf(jvmOptions),
          maxHeap,
          Map.copyOf(environment),
          workingDirectory,
          killGrace,
          maxTasksPerWorker,
          maxMemoryGrowth,
          spareWorkers,
          prefixOutput);
    }

    @Override
    protected Duration defaultKeepAlive() {
      return Duration.ofMinutes(1);
    }

    @Override
    protected int defaultMaxWorkers() {
      return Runtime.getRuntime().availableProcessors();
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
