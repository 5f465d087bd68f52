package concurrent.futures.cluster;

import java.util.concurrent.Executor;

/**
 * Time and threads of one member, for all that it does besides executing tasks: so that a
 * simulation can have a time of its own, and none.
 */
interface Background extends Executor {
  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Runs something that may block or run foreign code, on a thread of its own. */
  @Override
  void execute(Runnable action);

  /** Runs something after some time, if this has not ended. */
  void after(long nanos, Runnable action);

  /** Whether a thread may wait for an answer: not if there is only one. */
  boolean mayWait();

  /** As {@link Object#wait}, for some time at most; the caller has the monitor. */
  void waitOn(Object monitor, long nanos) throws InterruptedException;

  /** There will be little to do from now on. */
  void endSoon();
}
