package concurrent.futures;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The queue's slots: an adder and a poller draw numbers, and a poller that overtakes an adder takes
 * its slot from it. {@code isEmpty} is only promised to see what was added before it was called and
 * is polled by nobody, which is less than linearizable, so it is left out.
 */
class QueueLincheckTest {
  @Test
  void theQueueIsLinearizable() {
    ModelChecks.linearizable(Ours.class, Specification.class);
  }

  @Test
  void aQueueThatWritesItsSlotWithoutLookingIsRejected() {
    ModelChecks.rejects(PlainWrite.class, Specification.class);
  }

  /** With segments of two slots, so that three operations reach the next segment. */
  public static class Ours {
    private final SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);

    @Operation
    public void add(@Param(gen = IntGen.class, conf = "1:3") int element) {
      queue.add(element);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }
  }

  /** The same over {@link PlainWriteQueue}. */
  public static class PlainWrite {
    private final PlainWriteQueue<Integer> queue = new PlainWriteQueue<>();

    @Operation
    public void add(@Param(gen = IntGen.class, conf = "1:3") int element) {
      queue.add(element);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }
  }

  /** A queue for one thread. */
  public static class Specification {
    private final Queue<Integer> queue = new ArrayDeque<>();

    public void add(int element) {
      queue.add(element);
    }

    public @Nullable Integer poll() {
      return queue.poll();
    }
  }
}
