package concurrent.futures.contract;

import java.io.Serializable;

/** Holds tasks until the test opens it, across JVMs. Made by {@link Gates}. */
public record Gate(Gates.Handle arrivals, Gates.Handle opened) implements Serializable {
  /** Lets everybody through, now and later. */
  public void open() {
    opened.add("open");
  }

  /** Waits until it is open. */
  public void await() throws InterruptedException {
    opened.await(1);
  }

  /** Tells the test that this task runs, then waits until the gate is open. */
  public void arriveAndAwait() throws InterruptedException {
    arrivals.add("arrived");
    await();
  }

  /** As {@link #arriveAndAwait}, for a task that ignores interrupts; the flag is kept. */
  public void arriveAndAwaitUninterruptibly() {
    arrivals.add("arrived");
    boolean interrupted = false;
    for (; ; ) {
      try {
        await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until that many tasks have arrived. */
  public void awaitArrivals(int atLeast) throws InterruptedException {
    arrivals.await(atLeast);
  }

  /** How many tasks have arrived. */
  public int arrived() throws InterruptedException {
    return arrivals.size();
  }
}
