package concurrent.futures.cluster;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that passes as fast as things happen: one thread does what is due, in an order that depends
 * on nothing but what was asked for.
 */
final class VirtualTime implements Background {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long numbers;

  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void execute(Runnable action) {
    after(0, action);
  }

  @Override
  public void after(long nanos, Runnable action) {
    long at = Long.MAX_VALUE - now < nanos ? Long.MAX_VALUE : now + nanos;
    events.add(new Event(at, numbers++, action));
  }

  @Override
  public boolean mayWait() {
    return false;
  }

  @Override
  public void endSoon() {}

  /** Does what is due until the condition holds; false if time has run out, or nothing is due. */
  boolean runUntil(long limit, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Event next = events.poll();
      if (next == null || next.at > limit) {
        return false;
      }
      now = next.at;
      next.action.run();
    }
    return true;
  }
}
