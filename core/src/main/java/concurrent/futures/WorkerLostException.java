package concurrent.futures;

/**
 * A task may have been executing on a member of a cluster that left, died or could not be reached
 * any more. It is not run again by itself, since it may have done something already; with {@link
 * TaskOptions#retries} it is, on another member, but not after it has lost three: then it is most
 * likely what ends them.
 *
 * <pre>{@code
 * pool.with(TaskOptions.defaults().retries(2)).submit(Spider::crawl, page);
 * }</pre>
 */
public final class WorkerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_LOSSES = 3;

  /** The member. */
  private final String member;

  /** The number of the attempt. */
  private final int attempt;

  /** How many members this task has lost. */
  private final int losses;

  /**
   * Creates an exception.
   *
   * @param message what happened
   * @param member the member, as host:port
   * @param attempt the number of the attempt, from 1
   * @param losses how many members the task has lost so far, this one included
   */
  public WorkerLostException(String message, String member, int attempt, int losses) {
    super(message);
    this.member = member;
    this.attempt = attempt;
    this.losses = losses;
  }

  /**
   * Returns the member that was lost.
   *
   * @return its address
   */
  public String member() {
    return member;
  }

  /**
   * Returns the number of the attempt.
   *
   * @return the number, from 1
   */
  public int attempt() {
    return attempt;
  }

  /** True if the task must not run again. */
  boolean isPoison() {
    return losses >= MOST_LOSSES;
  }
}
