package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** {@code asCompleted}: every future arrives once, and whoever waits for the next one is woken. */
public final class CompletedStress {
  private CompletedStress() {}

  /** A future completes while the iteration registers at it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the arrival was lost")
  @State
  public static class Registration {
    private final Promise<Integer> promise = new Promise<>();

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void iterate(I_Result r) {
      try {
        r.r1 = Futures.asCompleted(List.of(promise.future()), WaitStress.LONG).next().result();
      } catch (UncheckedTimeoutException e) {
        r.r1 = -1;
      }
    }
  }

  /** Futures complete, in order, while the iteration waits for them. */
  @JCStressTest
  @Outcome(id = "[1, 2, 3]", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "an arrival was lost, doubled or overtaken")
  @State
  public static class Iteration {
    private final List<Promise<Integer>> promises =
        List.of(new Promise<>(), new Promise<>(), new Promise<>());
    private final CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(promises.stream().map(Promise::future).toList(), WaitStress.LONG);

    @Actor
    public void complete() {
      for (int i = 0; i < 3; i++) {
        promises.get(i).setResult(i + 1);
      }
    }

    @Actor
    public void iterate(L_Result r) {
      try {
        r.r1 =
            List.of(completed.next().result(), completed.next().result(), completed.next().result())
                .toString();
      } catch (UncheckedTimeoutException e) {
        r.r1 = e.getMessage();
      }
    }
  }

  /** Two futures arrive at once. */
  @JCStressTest
  @Outcome(id = "3, 0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "an arrival was lost or doubled")
  @State
  public static class TwoArrive {
    private final Promise<Integer> one = new Promise<>();
    private final Promise<Integer> two = new Promise<>();
    private final CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(List.of(one.future(), two.future()), WaitStress.LONG);

    @Actor
    public void one() {
      one.setResult(1);
    }

    @Actor
    public void two() {
      two.setResult(2);
    }

    @Arbiter
    public void take(II_Result r) {
      r.r1 = completed.next().result() + completed.next().result();
      r.r2 = completed.hasNext() ? 1 : 0;
    }
  }

  /** The same over {@link LossyArrivals}. */
  @JCStressTest
  @Outcome(id = "3, -1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "an arrival was lost or doubled")
  @State
  public static class TwoArriveTwin {
    private final LossyArrivals arrivals = new LossyArrivals();

    @Actor
    public void one() {
      arrivals.arrive(1);
    }

    @Actor
    public void two() {
      arrivals.arrive(2);
    }

    @Arbiter
    public void take(II_Result r) {
      r.r1 = arrivals.take() + arrivals.take();
      r.r2 = arrivals.take();
    }
  }

  /** A future is added while it completes. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, or handed out twice")
  @State
  public static class AddWhileCompleting {
    private final Promise<Integer> promise = new Promise<>();
    private final CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(List.of(), WaitStress.LONG);

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void add() {
      completed.add(promise.future());
    }

    @Arbiter
    public void take(II_Result r) {
      r.r1 = completed.next().result();
      r.r2 = completed.hasNext() ? 1 : 0;
    }
  }

  /** Two threads add the same future. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, or handed out twice")
  @State
  public static class TwoAdd {
    private final Promise<Integer> promise = new Promise<>();
    private final CompletedFutures<Future<Integer>> completed =
        Futures.asCompleted(List.of(), WaitStress.LONG);

    @Actor
    public void one() {
      completed.add(promise.future());
    }

    @Actor
    public void two() {
      completed.add(promise.future());
    }

    @Arbiter
    public void take(II_Result r) {
      promise.setResult(1);
      r.r1 = completed.next().result();
      r.r2 = completed.hasNext() ? 1 : 0;
    }
  }

  /** The iteration is closed while another thread adds: nothing stays at a future that lives on. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a registration was left behind")
  @State
  public static class CloseWhileAdding {
    private final Promise<Integer> promise = new Promise<>();
    private final CompletedFutures<Future<Integer>> completed = Futures.asCompleted(List.of());

    @Actor
    public void add() {
      completed.add(promise.future());
    }

    @Actor
    public void close() {
      completed.close();
    }

    @Arbiter
    public void count(I_Result r) {
      completed.close(); // the add may have come second
      r.r1 = WaitStress.hasWaiters(promise.future()) ? 1 : 0;
    }
  }
}
