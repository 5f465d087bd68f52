package concurrent.futures;

import java.time.Duration;

/**
 * A task ran longer than its {@link TaskOptions#timeout}, or waited in the queue longer than its
 * {@link TaskOptions#queueTimeout}. It is the outcome of the task, unlike {@link
 * UncheckedTimeoutException}, which ends a wait.
 *
 * <p>Of a task that ran on a thread, the stack trace is the task's own at that moment.
 */
public class TaskTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration timeout;

  /**
   * Creates the exception.
   *
   * @param message which task, which limit
   * @param timeout the limit that was passed
   */
  public TaskTimeoutException(String message, Duration timeout) {
    super(message);
    this.timeout = timeout;
  }

  /**
   * Returns the limit that was passed.
   *
   * @return the limit
   */
  public Duration timeout() {
    return timeout;
  }
}
