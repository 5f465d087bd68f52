package concurrent.futures.contract;

import java.io.Serializable;

/** Counts across JVMs. Made by {@link Gates}. */
public record Counter(Gates.Handle list) implements Serializable {
  /** Adds one and returns the new count. */
  public int increment() {
    return list.add("1");
  }

  /** The count. */
  public int get() throws InterruptedException {
    return list.size();
  }

  /** Waits until the count is at least that. */
  public void awaitAtLeast(int atLeast) throws InterruptedException {
    list.await(atLeast);
  }
}
