package concurrent.futures.contract;

import java.io.Serializable;
import java.util.List;

/** What happened, in order, across JVMs. Made by {@link Gates}. */
public record EventLog(Gates.Handle list) implements Serializable {
  /** Adds an event and returns it. */
  public String add(String event) {
    list.add(event);
    return event;
  }

  /** All events so far. */
  public List<String> events() throws InterruptedException {
    return list.read();
  }

  /** Waits until there are that many events. */
  public void awaitAtLeast(int atLeast) throws InterruptedException {
    list.await(atLeast);
  }
}
