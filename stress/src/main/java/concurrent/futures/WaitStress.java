package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Waiting: a waiter registers and looks once more, a completer publishes and fires who is
 * registered; and waiters that give up take themselves out of the stack.
 */
public final class WaitStress {
  /** Far longer than any pause of the machine, so that a timeout is a lost wake-up. */
  static final Duration LONG = Duration.ofSeconds(20);

  private WaitStress() {}

  /** {@code result} registers while the future completes. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class Result {
    private final Promise<Integer> promise = new Promise<>();

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void await(I_Result r) {
      try {
        r.r1 = promise.future().result(LONG);
      } catch (UncheckedTimeoutException e) {
        r.r1 = -1;
      }
    }
  }

  /** {@code wait} registers at two futures while both complete. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class All {
    private final Promise<Integer> one = new Promise<>();
    private final Promise<Integer> two = new Promise<>();

    @Actor
    public void complete() {
      one.setResult(1);
      two.setResult(2);
    }

    @Actor
    public void await(I_Result r) {
      var fs = List.of(one.future(), two.future());
      r.r1 = Futures.wait(fs, LONG, ReturnWhen.ALL_COMPLETED).done().size();
    }
  }

  /** {@code wait} registers at two futures while one of them completes. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken, and nothing is left behind")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class First {
    private final Promise<Integer> one = new Promise<>();
    private final Promise<Integer> two = new Promise<>();

    @Actor
    public void complete() {
      one.setResult(1);
    }

    @Actor
    public void await(II_Result r) {
      var fs = List.of(one.future(), two.future());
      r.r1 = Futures.wait(fs, LONG, ReturnWhen.FIRST_COMPLETED).done().size();
    }

    @Arbiter
    public void count(II_Result r) {
      r.r2 = hasWaiters(two.future()) ? 1 : 0;
    }
  }

  /** The same over {@link ForgetfulFuture}: who is not fired would wait for ever. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class AllTwin {
    private final ForgetfulFuture future = new ForgetfulFuture();
    private final AtomicInteger fired = new AtomicInteger();

    @Actor
    public void complete() {
      future.complete();
    }

    @Actor
    public void await() {
      if (!future.watch(new Counter(fired, new AtomicInteger()))) {
        fired.incrementAndGet();
      }
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = fired.get();
    }
  }

  /** A waiter leaves while the future completes: its neighbours are fired once all the same. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "a waiter was lost, or fired twice")
  @State
  public static class LeaveWhileFiring {
    private final Promise<Integer> promise = new Promise<>();
    private final AbstractFuture<Integer> future = (AbstractFuture<Integer>) promise.future();
    private final AtomicInteger below = new AtomicInteger();
    private final AtomicInteger above = new AtomicInteger();
    private final Waiter leaver = new Counter(new AtomicInteger(), new AtomicInteger());

    public LeaveWhileFiring() {
      future.watch(new Counter(below, new AtomicInteger()));
      future.watch(leaver);
      future.watch(new Counter(above, new AtomicInteger()));
    }

    @Actor
    public void complete() {
      promise.setResult(1);
    }

    @Actor
    public void leave() {
      future.unwatch(leaver);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r1 = below.get();
      r.r2 = above.get();
    }
  }

  /** Two neighbours leave at once: both are gone, and the others stay. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "somebody is left behind, or was taken out with them")
  @State
  public static class TwoLeave {
    private final AbstractFuture<Integer> future =
        (AbstractFuture<Integer>) new Promise<Integer>().future();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger stayed = new AtomicInteger();
    private final Waiter one = new Counter(new AtomicInteger(), left);
    private final Waiter two = new Counter(new AtomicInteger(), left);

    public TwoLeave() {
      future.watch(new Counter(new AtomicInteger(), stayed));
      future.watch(one);
      future.watch(two);
      future.watch(new Counter(new AtomicInteger(), stayed));
    }

    @Actor
    public void one() {
      future.unwatch(one);
    }

    @Actor
    public void two() {
      future.unwatch(two);
    }

    @Arbiter
    public void count(II_Result r) {
      future.poke();
      r.r1 = left.get();
      r.r2 = stayed.get();
    }
  }

  /** The same over {@link RacyUnlinkFuture}. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "somebody is left behind, or was taken out with them")
  @State
  public static class TwoLeaveTwin {
    private final RacyUnlinkFuture future = new RacyUnlinkFuture();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger stayed = new AtomicInteger();
    private final Waiter one = new Counter(new AtomicInteger(), left);
    private final Waiter two = new Counter(new AtomicInteger(), left);

    public TwoLeaveTwin() {
      future.watch(new Counter(new AtomicInteger(), stayed));
      future.watch(one);
      future.watch(two);
      future.watch(new Counter(new AtomicInteger(), stayed));
    }

    @Actor
    public void one() {
      future.unwatch(one);
    }

    @Actor
    public void two() {
      future.unwatch(two);
    }

    @Arbiter
    public void count(II_Result r) {
      future.poke();
      r.r1 = left.get();
      r.r2 = stayed.get();
    }
  }

  /** Looks below a waiter of its own. */
  static boolean hasWaiters(Future<?> future) {
    Counter probe = new Counter(new AtomicInteger(), new AtomicInteger());
    ((AbstractFuture<?>) future).watch(probe);
    return probe.next != null;
  }

  /** A waiter that counts how often it is fired, and how often it is found in the stack. */
  static final class Counter extends Waiter {
    private final AtomicInteger fired;
    private final AtomicInteger poked;

    Counter(AtomicInteger fired, AtomicInteger poked) {
      this.fired = fired;
      this.poked = poked;
    }

    @Override
    void fire(Watchable future) {
      fired.incrementAndGet();
    }

    @Override
    void poke() {
      poked.incrementAndGet();
    }
  }
}
