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
  private long most = Long.MAX_VALUE;

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
  public void waitOn(Object monitor, long nanos) {
    throw new IllegalStateException("there is only one thread");
  }

  @Override
  public void endSoon() {}

  /** Fails once so many things have been done: something goes on for ever. */
  void limit(long things) {
    most = things;
  }

  /** How much is to be done at some time. */
  int due() {
    return events.size();
  }

  /** Does what is due next, if it is until then; otherwise it is then, and this returns false. */
  boolean step(long limit) {
    Event next = events.peek();
    if (next == null || next.at > limit) {
      now = Math.max(now, limit);
      return false;
    }
    if (--most < 0) {
      throw new IllegalStateException("it does not end");
    }
    events.remove();
    now = Math.max(now, next.at);
    next.action.run();
    return true;
  }

  /** Does what is due until the condition holds; false if time has run out, or nothing is due. */
  boolean runUntil(long limit, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (!step(limit)) {
        return false;
      }
    }
    return true;
  }
}
