package concurrent.futures;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task runs: immutable, each method returns a changed copy. Given to {@link
 * Executor#with(TaskOptions)}.
 *
 * <pre>{@code
 * var careful = TaskOptions.defaults().timeout(Duration.ofSeconds(5)).retries(2).name("crawl");
 * pool.with(careful).submit(Spider::crawl, url);
 * }</pre>
 *
 * <p>An option that was never set says nothing, so {@code with(a).with(b)} keeps what only {@code
 * a} sets.
 */
public final class TaskOptions {
  private static final TaskOptions DEFAULTS = new TaskOptions(null, null, null, null, null, null);

  // null everywhere: not set
  private final @Nullable Duration timeout;
  private final @Nullable Duration queueTimeout;
  private final @Nullable Integer retries;
  private final @Nullable Duration retryDelay;
  private final @Nullable Integer priority;
  private final @Nullable String name;

  private TaskOptions(
      @Nullable Duration timeout,
      @Nullable Duration queueTimeout,
      @Nullable Integer retries,
      @Nullable Duration retryDelay,
      @Nullable Integer priority,
      @Nullable String name) {
    this.timeout = timeout;
    this.queueTimeout = queueTimeout;
    this.retries = retries;
    this.retryDelay = retryDelay;
    this.priority = priority;
    this.name = name;
  }

  /**
   * Returns the defaults: no limits, one attempt, priority 0, no name.
   *
   * @return the defaults
   */
  public static TaskOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Limits the run time of each attempt, counted from its start. When it has passed, the attempt is
   * interrupted (in a worker process: killed after the grace) and fails with {@link
   * TaskTimeoutException}. Without retries left, the future is done at that moment, while its
   * worker stays busy until the code returns.
   *
   * @param timeout the limit
   * @return options with this limit
   * @throws IllegalArgumentException if it is zero or negative
   */
  public TaskOptions timeout(Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return new TaskOptions(
        notNegative("timeout", timeout), queueTimeout, retries, retryDelay, priority, name);
  }

  /**
   * Limits the time until the first attempt starts. A task that still waits then fails with {@link
   * TaskTimeoutException}.
   *
   * @param queueTimeout the limit; zero fails unless a worker takes the task at once
   * @return options with this limit
   * @throws IllegalArgumentException if it is negative
   */
  public TaskOptions queueTimeout(Duration queueTimeout) {
    return new TaskOptions(
        timeout, notNegative("queueTimeout", queueTimeout), retries, retryDelay, priority, name);
  }

  /**
   * Runs a task that failed again, up to that many times after the first attempt. Exceptions,
   * timeouts and lost workers count; Errors, cancellation and serialization faults never do.
   * Between attempts the task is pending and can be cancelled. An attempt starts only after the one
   * before it has ended. Without this option a task that may have started is never run twice.
   *
   * @param retries how many more attempts; 0 for none
   * @return options with this number
   * @throws IllegalArgumentException if it is negative
   */
  public TaskOptions retries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative, was " + retries);
    }
    return new TaskOptions(timeout, queueTimeout, retries, retryDelay, priority, name);
  }

  /**
   * Sets the pause before the first retry. It doubles with every further one, up to 30 seconds or
   * the given pause if that is longer, and each pause is shortened by a random part of at most
   * half.
   *
   * @param retryDelay the first pause; zero (the default) retries at once
   * @return options with this pause
   * @throws IllegalArgumentException if it is negative
   */
  public TaskOptions retryDelay(Duration retryDelay) {
    return new TaskOptions(
        timeout, queueTimeout, retries, notNegative("retryDelay", retryDelay), priority, name);
  }

  /**
   * Sets the priority: tasks of a higher number start first; of one number, in order of submission.
   *
   * @param priority the priority; the default is 0
   * @return options with this priority
   */
  public TaskOptions priority(int priority) {
    return new TaskOptions(timeout, queueTimeout, retries, retryDelay, priority, name);
  }

  /**
   * Names the tasks, for messages, listeners, statistics and {@link TaskContext}.
   *
   * @param name the name
   * @return options with this name
   */
  public TaskOptions name(String name) {
    return new TaskOptions(
        timeout, queueTimeout, retries, retryDelay, priority, Objects.requireNonNull(name, "name"));
  }

  /**
   * Returns the limit of an attempt's run time.
   *
   * @return the limit, or null for none
   */
  public @Nullable Duration timeout() {
    return timeout;
  }

  /**
   * Returns the limit of the time until the first start.
   *
   * @return the limit, or null for none
   */
  public @Nullable Duration queueTimeout() {
    return queueTimeout;
  }

  /**
   * Returns how many more attempts there are after the first.
   *
   * @return the number, 0 if it was not set
   */
  public int retries() {
    return retries == null ? 0 : retries;
  }

  /**
   * Returns the pause before the first retry.
   *
   * @return the pause, zero if it was not set
   */
  public Duration retryDelay() {
    return retryDelay == null ? Duration.ZERO : retryDelay;
  }

  /**
   * Returns the priority.
   *
   * @return the priority, 0 if it was not set
   */
  public int priority() {
    return priority == null ? 0 : priority;
  }

  /**
   * Returns the name.
   *
   * @return the name, or null if it was not set
   */
  public @Nullable String name() {
    return name;
  }

  /** These options, with what {@code later} sets in place of their own. */
  TaskOptions merge(TaskOptions later) {
    return new TaskOptions(
        later.timeout == null ? timeout : later.timeout,
        later.queueTimeout == null ? queueTimeout : later.queueTimeout,
        later.retries == null ? retries : later.retries,
        later.retryDelay == null ? retryDelay : later.retryDelay,
        later.priority == null ? priority : later.priority,
        later.name == null ? name : later.name);
  }

  private static Duration notNegative(String option, Duration value) {
    if (Objects.requireNonNull(value, option).isNegative()) {
      throw new IllegalArgumentException(option + " must not be negative, was " + value);
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskOptions && ((TaskOptions) other).values().equals(values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private java.util.List<@Nullable Object> values() {
    return java.util.Arrays.asList(timeout, queueTimeout, retries, retryDelay, priority, name);
  }

  @Override
  public String toString() {
    return "TaskOptions[timeout="
        + timeout
        + ", queueTimeout="
        + queueTimeout
        + ", retries="
        + retries()
        + ", retryDelay="
        + retryDelay()
        + ", priority="
        + priority()
        + ", name="
        + name
        + "]";
  }
}
