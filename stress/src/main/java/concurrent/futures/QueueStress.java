package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The queue: each element is polled exactly once, those of one adder in the order of adding. */
public final class QueueStress {
  private QueueStress() {}

  /** A poller that overtakes the adder in a slot, at the end of a segment and in the next one. */
  @JCStressTest
  @Outcome(id = "[1, 2, 3]", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
  @State
  public static class PollOvertakesAdd {
    private final SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);
    private final List<@Nullable Integer> polled = new ArrayList<>();

    @Actor
    public void add() {
      queue.add(1);
      queue.add(2);
      queue.add(3);
    }

    @Actor
    public void poll() {
      polled.add(queue.poll());
      polled.add(queue.poll());
      polled.add(queue.poll());
    }

    @Arbiter
    public void drain(L_Result r) {
      r.r1 = polledThenDrained(polled, queue).toString();
    }
  }

  /** The same over {@link PlainWriteQueue}. */
  @JCStressTest
  @Outcome(id = "[1, 2, 3]", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
  @State
  public static class PollOvertakesAddTwin {
    private final PlainWriteQueue<Integer> queue = new PlainWriteQueue<>();
    private final List<@Nullable Integer> polled = new ArrayList<>();

    @Actor
    public void add() {
      queue.add(1);
      queue.add(2);
      queue.add(3);
    }

    @Actor
    public void poll() {
      polled.add(queue.poll());
      polled.add(queue.poll());
      polled.add(queue.poll());
    }

    @Arbiter
    public void drain(L_Result r) {
      List<@Nullable Integer> all = new ArrayList<>(polled);
      Stream.generate(queue::poll).limit(3).forEach(all::add);
      all.removeIf(element -> element == null);
      r.r1 = all.toString();
    }
  }

  /** Two adders that fill a segment together and then both want to append the next one. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TwoAdders {
    private final SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);

    @Actor
    public void one() {
      queue.add(10);
      queue.add(11);
      queue.add(12);
    }

    @Actor
    public void two() {
      queue.add(20);
      queue.add(21);
      queue.add(22);
    }

    @Arbiter
    public void drain(L_Result r) {
      List<Integer> all = polledThenDrained(List.of(), queue);
      List<Integer> ofOne = all.stream().filter(e -> e < 20).toList();
      List<Integer> ofTwo = all.stream().filter(e -> e >= 20).toList();
      boolean ordered = ofOne.equals(List.of(10, 11, 12)) && ofTwo.equals(List.of(20, 21, 22));
      r.r1 = ordered ? "each once" : all.toString();
    }
  }

  /** Two pollers that empty a segment together and then both want to go on to the next one. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TwoPollers {
    private final SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);
    private final List<@Nullable Integer> one = new ArrayList<>();
    private final List<@Nullable Integer> two = new ArrayList<>();

    public TwoPollers() {
      for (int i = 1; i <= 5; i++) {
        queue.add(i);
      }
    }

    @Actor
    public void one() {
      one.add(queue.poll());
      one.add(queue.poll());
      one.add(queue.poll());
    }

    @Actor
    public void two() {
      two.add(queue.poll());
      two.add(queue.poll());
      two.add(queue.poll());
    }

    @Arbiter
    public void drain(L_Result r) {
      List<@Nullable Integer> both = new ArrayList<>(one);
      both.addAll(two);
      List<Integer> all = polledThenDrained(both, queue);
      boolean once = all.stream().sorted().toList().equals(List.of(1, 2, 3, 4, 5));
      r.r1 = once && queue.isEmpty() ? "each once" : all.toString();
    }
  }

  /** What is of no use is dropped at the head while somebody polls there; the rest stays. */
  @JCStressTest
  @Outcome(id = "[2, 3]", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
  @State
  public static class DropWhilePolling {
    private final SegmentedQueue<Integer> queue = new SegmentedQueue<>(2);
    private final List<@Nullable Integer> polled = new ArrayList<>();

    public DropWhilePolling() {
      List.of(1, 1, 2, 1, 3).forEach(queue::add);
    }

    @Actor
    public void poll() {
      polled.add(queue.poll());
      polled.add(queue.poll());
      polled.add(queue.poll());
    }

    @Actor
    public void drop() {
      queue.dropWhile(element -> element == 1);
      queue.dropWhile(element -> element == 1);
    }

    @Arbiter
    public void drain(L_Result r) {
      List<Integer> all = polledThenDrained(polled, queue);
      all.removeIf(element -> element == 1);
      r.r1 = all.toString();
    }
  }

  /** A poller that goes through the priorities while tasks of each are added. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN)
  @State
  public static class Priorities {
    private final TaskQueue queue = new TaskQueue();
    private final Engine engine = new ManualPool(1).engine;
    private final List<Task<Integer>> tasks = List.of(task(0), task(1), task(-1));
    private final List<@Nullable Task<?>> polled = new ArrayList<>();

    private Task<Integer> task(int priority) {
      TaskOptions options = TaskOptions.defaults().priority(priority);
      return new Task<>(new Submission(engine, options), () -> priority);
    }

    @Actor
    public void add() {
      tasks.forEach(queue::add);
    }

    @Actor
    public void poll() {
      polled.add(queue.poll());
      polled.add(queue.poll());
    }

    @Arbiter
    public void drain(L_Result r) {
      for (Task<?> task; (task = queue.poll()) != null; ) {
        polled.add(task);
      }
      polled.removeIf(task -> task == null);
      boolean once = polled.size() == 3 && polled.containsAll(tasks) && queue.isEmpty();
      r.r1 = once ? "each once" : polled.size() + " polled";
    }
  }

  private static List<Integer> polledThenDrained(
      List<@Nullable Integer> polled, SegmentedQueue<Integer> queue) {
    List<Integer> all = new ArrayList<>();
    for (Integer element : polled) {
      if (element != null) {
        all.add(element);
      }
    }
    for (Integer element; (element = queue.poll()) != null; ) {
      all.add(element);
    }
    return all;
  }
}
