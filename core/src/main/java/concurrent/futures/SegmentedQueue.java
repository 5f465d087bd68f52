package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded first-in first-out queue for any number of adding and polling threads, four bytes an
 * element: a linked list of arrays, in each of which adders and pollers draw slot numbers by
 * fetch-and-add. After the FAA array queue of Correia and Ramalhete.
 *
 * <pre>
 *   slot:  null ── add ──▶ element ── poll ──▶ null, for good
 *          null ── poll (it overtook the adder, which draws another slot) ──▶ TAKEN
 * </pre>
 */
final class SegmentedQueue<E> {
  private static final int SIZE = 1024;
  private static final Object TAKEN = new Object();

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle POLLED;
  private static final VarHandle ADDED;
  private static final VarHandle NEXT;

  static {
    try {
      var lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(SegmentedQueue.class, "head", Segment.class);
      TAIL = lookup.findVarHandle(SegmentedQueue.class, "tail", Segment.class);
      POLLED = lookup.findVarHandle(Segment.class, "polled", int.class);
      ADDED = lookup.findVarHandle(Segment.class, "added", int.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Segment {
    final @Nullable Object[] slots;
    volatile int polled; // the next slot to poll
    volatile int added; // the next slot to add to; beyond the end it counts those who came too late
    volatile @Nullable Segment next;

    Segment(int size) {
      slots = new Object[size];
    }
  }

  private volatile Segment head;
  private volatile Segment tail;

  SegmentedQueue() {
    this(SIZE);
  }

  /** For tests, which want to see segments change. */
  SegmentedQueue(int size) {
    Segment first = new Segment(size);
    head = first;
    tail = first;
  }

  void add(E element) {
    for (; ; ) {
      Segment segment = tail;
      int slot = (int) ADDED.getAndAdd(segment, 1);
      if (slot < segment.slots.length) {
        if (SLOT.compareAndSet(segment.slots, slot, null, element)) {
          return;
        }
      } else if (addBehind(segment, element)) {
        return;
      }
    }
  }

  private boolean addBehind(Segment full, E element) {
    Segment next = full.next;
    if (next == null) {
      Segment created = new Segment(full.slots.length);
      created.slots[0] = element;
      created.added = 1;
      if (NEXT.compareAndSet(full, null, created)) {
        TAIL.compareAndSet(this, full, created);
        return true;
      }
      next = full.next;
    }
    TAIL.compareAndSet(this, full, next);
    return false;
  }

  @SuppressWarnings("unchecked")
  @Nullable E poll() {
    for (; ; ) {
      Segment segment = head;
      if (segment.polled >= segment.added && segment.next == null) {
        return null;
      }
      int slot = (int) POLLED.getAndAdd(segment, 1);
      if (slot < segment.slots.length) {
        Object element = SLOT.getAcquire(segment.slots, slot);
        if (element != null) {
          segment.slots[slot] =
              null; // this slot was drawn by its adder and by us: nobody else comes
          return (E) element;
        }
        element = SLOT.getAndSet(segment.slots, slot, TAKEN);
        if (element != null) {
          return (E) element;
        }
      } else {
        Segment next = segment.next;
        if (next == null) {
          return null;
        }
        HEAD.compareAndSet(this, segment, next);
      }
    }
  }

  /** Takes out the first elements as long as they are of no use, so that they can be collected. */
  @SuppressWarnings("unchecked")
  void dropWhile(Predicate<E> useless) {
    for (; ; ) {
      Segment segment = head;
      int slot = segment.polled;
      if (slot < segment.slots.length) {
        Object element = SLOT.getVolatile(segment.slots, slot);
        if (element == null || element == TAKEN || !useless.test((E) element)) {
          return;
        }
        if (POLLED.compareAndSet(segment, slot, slot + 1)) {
          segment.slots[slot] = null; // drawn, as by poll
        }
      } else {
        Segment next = segment.next;
        if (next == null) {
          return;
        }
        HEAD.compareAndSet(this, segment, next);
      }
    }
  }

  /** How many elements there are at most; cheap, so it may not know. */
  int atMost() {
    Segment segment = head;
    int polled = segment.polled; // before the others, so that it can only be too small
    int added = segment.added;
    return segment.next == null ? added - polled : Integer.MAX_VALUE;
  }

  boolean isEmpty() {
    for (; ; ) {
      Segment segment = head;
      int polled = segment.polled;
      if (polled < segment.slots.length) {
        return polled >= segment.added && segment.next == null;
      }
      Segment next = segment.next;
      if (next == null) {
        return true;
      }
      HEAD.compareAndSet(this, segment, next);
    }
  }
}
