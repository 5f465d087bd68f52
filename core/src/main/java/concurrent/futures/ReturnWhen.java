package concurrent.futures;

/** When {@link Futures#wait(Iterable, ReturnWhen)} returns (CONTRACT W5 to W7). */
public enum ReturnWhen {
  /** When every future is done: finished or cancelled. A failure does not end the wait early. */
  ALL_COMPLETED,

  /** As soon as any future is done: finished or cancelled. */
  FIRST_COMPLETED,

  /**
   * As soon as any future has finished by an exception; when none does, like {@link
   * #ALL_COMPLETED}. A cancelled future counts as completed, not as an exception.
   */
  FIRST_EXCEPTION
}
