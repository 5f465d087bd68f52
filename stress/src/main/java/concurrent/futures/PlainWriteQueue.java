package concurrent.futures;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Broken on purpose: draws slot numbers as {@link SegmentedQueue} does, but writes its slot without
 * looking whether a poller that overtook it has given the slot up.
 */
final class PlainWriteQueue<E> {
  private final AtomicReferenceArray<@Nullable E> slots = new AtomicReferenceArray<>(64);
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger polled = new AtomicInteger();

  void add(E element) {
    int slot = added.getAndIncrement();
    Window.open();
    slots.set(slot, element);
  }

  @Nullable E poll() {
    while (polled.get() < added.get()) {
      E element = slots.get(polled.getAndIncrement());
      if (element != null) {
        return element;
      }
    }
    return null;
  }
}
