package concurrent.futures;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The pool's queue beside those of the JDK: filled and emptied by one thread, which is the path
 * without contention. In this package because the queue is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class QueueBenchmark {
  private static final int ELEMENTS = 10_000;
  private static final Object ELEMENT = new Object();

  private interface Queue {
    void add(Object element);

    @Nullable Object poll();
  }

  /** Which. */
  @Param({"segmented", "concurrent-linked", "linked-blocking"})
  public String queue;

  private Queue tested;

  /** Makes the queue. */
  @Setup
  public void open() {
    switch (queue) {
      case "segmented":
        tested = segmented(new SegmentedQueue<>());
        break;
      case "concurrent-linked":
        tested = of(new ConcurrentLinkedQueue<>());
        break;
      default:
        tested = of(new LinkedBlockingQueue<>());
    }
  }

  private static Queue segmented(SegmentedQueue<Object> queue) {
    return new Queue() {
      @Override
      public void add(Object element) {
        queue.add(element);
      }

      @Override
      public @Nullable Object poll() {
        return queue.poll();
      }
    };
  }

  private static Queue of(java.util.Queue<Object> queue) {
    return new Queue() {
      @Override
      public void add(Object element) {
        queue.add(element);
      }

      @Override
      public @Nullable Object poll() {
        return queue.poll();
      }
    };
  }

  /** One element in and out. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public int addAndPoll() {
    for (int i = 0; i < ELEMENTS; i++) {
      tested.add(ELEMENT);
    }
    int polled = 0;
    while (tested.poll() != null) {
      polled++;
    }
    return polled;
  }
}
