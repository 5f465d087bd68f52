package concurrent.futures;

/** What {@code wait} and {@code asCompleted} need of a future, ours or not. */
interface Watchable {
  boolean done();

  /** True if it ended by an exception; a cancelled one did not. */
  boolean failed();

  /** Adds a waiter, to be fired once; returns false, adding nothing, if this is done already. */
  boolean watch(Waiter waiter);

  /** Removes a waiter that is no longer interested. */
  void unwatch(Waiter waiter);
}
