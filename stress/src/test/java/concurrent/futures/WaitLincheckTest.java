package concurrent.futures;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Waiting: a waiter registers and looks once more, a completer publishes and fires whoever is
 * registered; whoever comes second sees the other. A lost wake-up is a thread that waits for ever.
 */
class WaitLincheckTest {
  @Test
  void pollingSeesWhatIsDone() {
    ModelChecks.linearizable(Ours.class, Specification.class);
  }

  @Test
  void aResultWakesWhoWaitsForIt() {
    ModelChecks.holds(
        () -> {
          Promise<Integer> promise = new Promise<>();
          AtomicInteger seen = new AtomicInteger();
          return new ModelChecks.Race(
              () -> seen.get() == 2,
              () -> promise.setResult(2),
              () -> seen.set(promise.future().result()));
        });
  }

  @Test
  void theLastOfSeveralWakesWhoWaitsForAll() {
    ModelChecks.holds(() -> waitFor(ReturnWhen.ALL_COMPLETED, 2));
  }

  @Test
  void oneOfSeveralWakesWhoWaitsForTheFirst() {
    ModelChecks.holds(() -> waitFor(ReturnWhen.FIRST_COMPLETED, 1));
  }

  private static ModelChecks.Race waitFor(ReturnWhen when, int atLeast) {
    Promise<Integer> one = new Promise<>();
    Promise<Integer> two = new Promise<>();
    AtomicInteger done = new AtomicInteger();
    return new ModelChecks.Race(
        () -> done.get() >= atLeast,
        () -> one.setResult(1),
        () -> two.setResult(2),
        () -> done.set(Futures.wait(List.of(one.future(), two.future()), when).done().size()));
  }

  @Test
  void whoeverStaysIsFiredOnceWhileOthersLeave() {
    ModelChecks.holds(
        () -> {
          Promise<Integer> promise = new Promise<>();
          AbstractFuture<Integer> future = (AbstractFuture<Integer>) promise.future();
          AtomicInteger fired = new AtomicInteger();
          Waiter one = new WaitStress.Counter(new AtomicInteger(), new AtomicInteger());
          Waiter two = new WaitStress.Counter(new AtomicInteger(), new AtomicInteger());
          future.watch(new WaitStress.Counter(fired, new AtomicInteger()));
          future.watch(one);
          future.watch(two);
          return new ModelChecks.Race(
              () -> fired.get() == 1,
              () -> promise.setResult(1),
              () -> future.unwatch(one),
              () -> future.unwatch(two));
        });
  }

  @Test
  void aFutureThatDoesNotLookAgainIsRejected() {
    ModelChecks.isRejected(
        () -> {
          ForgetfulFuture future = new ForgetfulFuture();
          FutureList<Object> list = new FutureList<>(List.of(future), new ForeignFuture.Release());
          return new ModelChecks.Race(
              () -> true,
              future::complete,
              () -> {
                try {
                  new WaitLatch(list, ReturnWhen.ALL_COMPLETED).await(null);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
        });
  }

  /** Two futures, and {@code wait} as a poll. */
  public static class Ours {
    private final List<Promise<Integer>> promises = List.of(new Promise<>(), new Promise<>());
    private final List<Future<Integer>> futures = promises.stream().map(Promise::future).toList();

    @Operation
    public void complete(@Param(gen = IntGen.class, conf = "0:1") int i) {
      promises.get(i).setResult(i);
    }

    @Operation
    public boolean any() {
      return !Futures.wait(futures, Duration.ZERO, ReturnWhen.FIRST_COMPLETED).done().isEmpty();
    }

    @Operation
    public boolean all() {
      return Futures.wait(futures, Duration.ZERO, ReturnWhen.ALL_COMPLETED).notDone().isEmpty();
    }
  }

  /** The same with one thread. Which ones are done is no snapshot, so only how many is asked. */
  public static class Specification {
    private final boolean[] done = new boolean[2];

    public void complete(int i) {
      if (done[i]) {
        throw new InvalidStateException("");
      }
      done[i] = true;
    }

    public boolean any() {
      return done[0] || done[1];
    }

    public boolean all() {
      return done[0] && done[1];
    }
  }
}
