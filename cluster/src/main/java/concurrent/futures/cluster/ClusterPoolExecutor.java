package concurrent.futures.cluster;

import concurrent.futures.PoolExecutor;
import concurrent.futures.UncheckedInterruptedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An {@link concurrent.futures.Executor} whose workers are slots of the members of a cluster. Each
 * such executor is a member itself: it submits to all, and executes what others submit, in {@link
 * Builder#slots} of its own.
 *
 * <pre>{@code
 * try (var pool = ClusterPoolExecutor.builder().seeds("10.0.0.5:7800").build()) {
 *   Results<Page> pages = pool.map(Spider::crawl, urls);
 *   pages.forEach(Index::add);
 * }
 * }</pre>
 *
 * <p><b>What travels</b> is as for {@link concurrent.futures.ProcessPoolExecutor}. Classes that a
 * task needs come from the submitter, whatever the member has on its class path; when the submitter
 * leaves, they are dropped. Tasks of one submitter share static fields at a member.
 *
 * <p><b>Isolation.</b> Tasks execute in threads of the member, and one that ends its JVM ends the
 * member. With {@link Builder#isolate} they execute in JVMs of their own, and it costs that task
 * only. What they print appears here then; of threads it does if the member says {@link
 * Builder#forwardOutput}.
 *
 * <p><b>Lost members.</b> A task that may have been executing at a member that left or died fails
 * with {@link concurrent.futures.WorkerLostException}, unless it has {@link
 * concurrent.futures.TaskOptions#retries}. What had not been sent is executed elsewhere. In a
 * network that is split, each side goes on with what it sees, so that with retries a task may be
 * executed on both: at least once.
 *
 * <p><b>Stopping a task.</b> {@code cancel} of a pending task tells the member; if that had started
 * it at that moment, it is interrupted, and its outcome is dropped. {@code cancel(true)} and
 * timeouts interrupt the thread; code that ignores that goes on, or is killed with its worker JVM
 * after a second.
 *
 * <p><b>Unclosed.</b> An executor that is bound to a given port and has slots is a member until it
 * is closed or the JVM ends, also if nothing refers to it any more. Others behave as every pool
 * then: they finish what was submitted to them, and end.
 *
 * <p><b>Security.</b> Whoever can join can run code on all members. So a member listens at
 * 127.0.0.1 unless {@link Builder#bind} says otherwise, and then TLS is required: {@link
 * Builder#tls}.
 */
public final class ClusterPoolExecutor extends PoolExecutor {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ClusterBackend backend;

  /**
   * Creates a cluster of one, at a free port of 127.0.0.1, which others can join. It executes tasks
   * at once, in this JVM, in as many slots as there are processors.
   */
  public ClusterPoolExecutor() {
    this(builder());
  }

  private ClusterPoolExecutor(Builder builder) {
    this(builder, builder.poolName());
  }

  private ClusterPoolExecutor(Builder builder, String name) {
    this(builder, name, new ClusterBackend(name, builder.options(), builder.isDaemon()));
  }

  private ClusterPoolExecutor(Builder builder, String name, ClusterBackend backend) {
    super(builder, name, backend);
    this.backend = backend;
    if (!builder.mustJoin()) {
      backend.joinLater();
      return;
    }
    boolean joined = false;
    try {
      backend.join();
      joined = true;
      if (builder.port != 0 && builder.slots > 0) {
        backend.keep(this);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException("interrupted while joining the cluster");
    } finally {
      if (!joined) {
        shutdown(true, true);
      }
    }
  }

  /**
   * Returns a builder with the defaults.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  ClusterBackend backend() {
    return backend;
  }

  /**
   * Returns where this member listens, for others to join.
   *
   * @return host:port
   */
  public String address() {
    return backend.address();
  }

  /**
   * Returns the members that are known at the moment, this one included.
   *
   * @return a copy; empty before this member has joined
   */
  public List<ClusterMember> members() {
    return backend.members();
  }

  /**
   * Asks all members how they are, this one included. Waits for those that do not answer at once.
   *
   * <pre>{@code
   * pool.status(Duration.ofSeconds(2)).stream().mapToInt(MemberStatus::running).sum();
   * }</pre>
   *
   * @param timeout the most time for all answers; who has not answered by then is there with {@link
   *     MemberStatus#answers()} false
   * @return the members, in no order; empty before this member has joined
   * @throws UncheckedInterruptedException if the thread is interrupted
   */
  public List<MemberStatus> status(Duration timeout) {
    try {
      return backend.status(Objects.requireNonNull(timeout, "timeout"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException("interrupted while members were asked");
    }
  }

  // Longer than 400 lines because the manual of all settings is here.

  /** The settings of a {@link ClusterPoolExecutor}. */
  public static final class Builder extends PoolExecutor.Builder<Builder> {
    private String cluster = "futures";
    private String host = "127.0.0.1";
    private int port;
    private List<String> seeds = List.of();
    private int slots = Runtime.getRuntime().availableProcessors();
    private int most = Integer.MAX_VALUE;
    private int minimumWorkers = 1;
    private Duration noWorkersTimeout = Duration.ofSeconds(30);
    private Duration joinTimeout = Duration.ofSeconds(10);
    private Duration drainTimeout = Duration.ofSeconds(10);
    private @Nullable Path keyStore;
    private @Nullable String password;
    private boolean insecure;
    private @Nullable ClusterEngine engine;
    private ClusterOptions.@Nullable Simulation simulation;
    private @Nullable List<String> isolation; // null: threads execute
    private boolean forwardOutput;
    private boolean prefixOutput;

    private Builder() {
      super("ClusterPoolExecutor", NUMBERS);
    }

    /**
     * Sets the most tasks of this executor that execute at a time in the whole cluster. The default
     * is as many as there are slots.
     *
     * @param maxWorkers at least 1
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    @Override
    public Builder maxWorkers(int maxWorkers) {
      super.maxWorkers(maxWorkers);
      most = maxWorkers;
      return this;
    }

    private static Duration notNegative(Duration time, String name) {
      if (Objects.requireNonNull(time, name).isNegative()) {
        throw new IllegalArgumentException(name + " must not be negative, was " + time);
      }
      return time;
    }

    /**
     * Sets the cluster's name. Members of other names are not seen.
     *
     * @param cluster the name; the default is "futures"
     * @return this
     */
    public Builder cluster(String cluster) {
      this.cluster = Objects.requireNonNull(cluster, "cluster");
      return this;
    }

    /**
     * Sets where this member listens.
     *
     * @param host an address of this machine; the default is 127.0.0.1, and anything else requires
     *     {@link #tls} or {@link #insecure}
     * @param port the port; 0, the default, for any free one
     * @return this
     * @throws IllegalArgumentException if that is no port
     */
    public Builder bind(String host, int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be between 0 and 65535, was " + port);
      }
      this.host = Objects.requireNonNull(host, "host");
      this.port = port;
      return this;
    }

    /**
     * Sets members to join, one of which must be there within {@link #joinTimeout}. A member that
     * is among its own seeds may be the first.
     *
     * @param hostPorts each as host:port
     * @return this
     * @throws IllegalArgumentException if one is not of that form
     */
    public Builder seeds(String... hostPorts) {
      for (String seed : hostPorts) {
        if (!seed.matches(".+:\\d{1,5}")) {
          throw new IllegalArgumentException(
              "a seed must be host:port, such as 10.0.0.5:7800, was '" + seed + "'");
        }
      }
      seeds = List.of(hostPorts);
      return this;
    }

    /**
     * Sets how many tasks, of whoever submits them, this member executes at a time.
     *
     * @param slots the number; 0 to submit only; the default is as many as there are processors
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder slots(int slots) {
      if (slots < 0) {
        throw new IllegalArgumentException("slots must not be negative: " + slots);
      }
      this.slots = slots;
      return this;
    }

    /**
     * Sets how many slots there must be before anything is executed: on the smaller side of a split
     * network nothing is then.
     *
     * @param minimumWorkers at least 1, the default
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder minimumWorkers(int minimumWorkers) {
      if (minimumWorkers < 1) {
        throw new IllegalArgumentException("minimumWorkers must be at least 1: " + minimumWorkers);
      }
      this.minimumWorkers = minimumWorkers;
      return this;
    }

    /**
     * Sets after which time without any member that could execute them pending tasks fail with
     * {@link concurrent.futures.BrokenClusterException}. The pool goes on when members come later.
     *
     * @param noWorkersTimeout the time, half a minute by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder noWorkersTimeout(Duration noWorkersTimeout) {
      this.noWorkersTimeout = notNegative(noWorkersTimeout, "noWorkersTimeout");
      return this;
    }

    /**
     * Sets how long to wait for the seeds.
     *
     * @param joinTimeout the time, ten seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder joinTimeout(Duration joinTimeout) {
      this.joinTimeout = notNegative(joinTimeout, "joinTimeout");
      return this;
    }

    /**
     * Sets how long tasks of others that this member executes may go on when it is shut down. Those
     * that have not started go elsewhere at once; those that take longer are interrupted, and lost
     * for their submitters.
     *
     * @param drainTimeout the time, ten seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder drainTimeout(Duration drainTimeout) {
      this.drainTimeout = notNegative(drainTimeout, "drainTimeout");
      return this;
    }

    /**
     * Lets members talk by TLS only, and only to those that have the same key. To make one:
     *
     * <pre>
     * keytool -genkeypair -alias futures -keyalg RSA -keysize 3072 -dname CN=futures -validity 3650 \
     *     -storetype pkcs12 -keystore futures.p12
     * </pre>
     *
     * @param keyStore a PKCS#12 file
     * @param password its password
     * @return this
     */
    public Builder tls(Path keyStore, String password) {
      this.keyStore = Objects.requireNonNull(keyStore, "keyStore");
      this.password = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Allows to listen at other addresses than 127.0.0.1 without TLS: whoever reaches the port can
     * then run code on all members.
     *
     * @param insecure true to allow it
     * @return this
     */
    public Builder insecure(boolean insecure) {
      this.insecure = insecure;
      return this;
    }

    /**
     * Executes tasks in worker JVMs instead of threads of this one, whoever submits them: one for
     * each slot that a submitter uses, started with its first task. So a crash, {@code
     * System.exit}, an endless loop that is cancelled or used-up memory costs one task, which fails
     * with {@link concurrent.futures.WorkerCrashedException} unless it has {@link
     * concurrent.futures.TaskOptions#retries}; this JVM never loads a class of a submitter. While
     * no worker JVM can be started, this member has no slots: tasks go elsewhere, and it tries
     * again every ten seconds.
     *
     * <pre>{@code
     * ClusterPoolExecutor.builder().seeds("10.0.0.5:7800").isolate("-Xmx512m").build();
     * }</pre>
     *
     * @param jvmOptions options for the worker JVMs, as for {@link
     *     concurrent.futures.ProcessPoolExecutor.Builder#jvmOptions}; possibly none
     * @return this
     */
    public Builder isolate(String... jvmOptions) {
      this.isolation = List.of(jvmOptions);
      return this;
    }

    /**
     * Has what tasks print in threads of this JVM appear at who has submitted them: for a JVM that
     * is there for nothing else, as this takes its {@code System.out} and {@code System.err} over,
     * for good. Counts for the thread of a task, not for those that it starts. What is printed in
     * worker JVMs ({@link #isolate}) appears there anyway.
     *
     * @param forwardOutput true to do so; the default is false: it appears here
     * @return this
     */
    public Builder forwardOutput(boolean forwardOutput) {
      this.forwardOutput = forwardOutput;
      return this;
    }

    /**
     * Begins each line that a task prints at a member with the name of its worker in brackets,
     * where it appears here.
     *
     * @param prefixOutput true to do so; the default is false
     * @return this
     */
    public Builder prefixOutput(boolean prefixOutput) {
      this.prefixOutput = prefixOutput;
      return this;
    }

    /**
     * Sets how members find and reach each other.
     *
     * @param engine the engine; the default is {@link JGroupsEngine}
     * @return this
     */
    public Builder engine(ClusterEngine engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
      return this;
    }

    /**
     * Builds the executor. If there are seeds or a port, this joins the cluster before it returns.
     *
     * @return the executor
     * @throws ClusterException if the cluster cannot be joined
     * @throws UncheckedInterruptedException if the thread is interrupted
     * @throws IllegalStateException if it would listen at another address than 127.0.0.1 without
     *     TLS
     */
    public ClusterPoolExecutor build() {
      boolean local = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
      if (!local && keyStore == null && !insecure) {
        throw new IllegalStateException(
            "to listen at "
                + host
                + " needs tls(keyStore, password), as whoever joins can run code; make a key store"
                + " with: keytool -genkeypair -alias futures -keyalg RSA -dname CN=futures"
                + " -storetype pkcs12 -keystore futures.p12; or say insecure(true)");
      }
      return new ClusterPoolExecutor(this);
    }

    private ClusterOptions options() {
      return new ClusterOptions(
          engine == null ? new JGroupsEngine() : engine,
          cluster,
          host,
          port,
          seeds,
          slots,
          most,
          minimumWorkers,
          noWorkersTimeout,
          joinTimeout,
          drainTimeout,
          keyStore,
          password,
          isolation,
          forwardOutput,
          prefixOutput,
          simulation);
    }

    /** Has time, threads and the execution of tasks simulated. */
    Builder simulation(ClusterOptions.Simulation simulation) {
      this.simulation = simulation;
      return this;
    }

    private boolean mustJoin() {
      return !seeds.isEmpty() || port != 0 || slots == 0 || engine != null;
    }

    private String poolName() {
      return name();
    }

    private boolean isDaemon() {
      return daemon();
    }

    @Override
    protected int defaultMaxWorkers() {
      return Integer.MAX_VALUE;
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
