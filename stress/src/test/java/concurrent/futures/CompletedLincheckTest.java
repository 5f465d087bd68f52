package concurrent.futures;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The completion queue: futures are added by any thread, arrive by any thread, in the order in
 * which they complete, and are handed out once by one thread.
 */
class CompletedLincheckTest {
  @Test
  void theCompletionQueueIsLinearizable() {
    ModelChecks.linearizable(Ours.class, Specification.class);
  }

  @Test
  void arrivalsWithoutCompareAndSetAreRejected() {
    ModelChecks.rejects(Lossy.class, LossySpecification.class);
  }

  @Test
  void everyArrivalIsHandedOutOnceAndWakesWhoWaits() {
    ModelChecks.holds(
        () -> {
          Promise<Integer> one = new Promise<>();
          Promise<Integer> two = new Promise<>();
          AtomicInteger sum = new AtomicInteger();
          return new ModelChecks.Race(
              () -> sum.get() == 3,
              () -> one.setResult(1),
              () -> two.setResult(2),
              () -> {
                for (var future : Futures.asCompleted(List.of(one.future(), two.future()))) {
                  sum.addAndGet(future.result());
                }
              });
        });
  }

  /** Even if another thread is about to say so. */
  @Test
  void whatIsSeenToBeDoneHasArrived() {
    ModelChecks.holds(
        () -> {
          Promise<Integer> promise = new Promise<>();
          CompletedFutures<Future<Integer>> completed =
              Futures.asCompleted(List.of(promise.future()), Duration.ZERO);
          AtomicBoolean missed = new AtomicBoolean();
          return new ModelChecks.Race(
              () -> !missed.get(),
              () -> promise.setResult(1),
              () -> {
                if (promise.future().done()) {
                  try {
                    completed.next();
                  } catch (UncheckedTimeoutException e) {
                    missed.set(true);
                  }
                }
              });
        });
  }

  @Test
  void aFutureThatDoesNotLookAgainIsRejected() {
    ModelChecks.isRejected(
        () -> {
          ForgetfulFuture future = new ForgetfulFuture();
          return new ModelChecks.Race(
              () -> true,
              future::complete,
              () -> new CompletedFutures<Object>(List.of(future), null).next());
        });
  }

  /** Two futures that may be added and completed, and polls by one thread. */
  public static class Ours {
    private final List<Promise<Integer>> promises = List.of(new Promise<>(), new Promise<>());
    private @Nullable CompletedFutures<Future<Integer>> completed;

    /** Made by the first operation: Lincheck's clock stands still, and not at the real time. */
    private synchronized CompletedFutures<Future<Integer>> completed() {
      CompletedFutures<Future<Integer>> made = completed;
      if (made == null) {
        made = Futures.asCompleted(List.of(), Duration.ZERO);
        completed = made;
      }
      return made;
    }

    @Operation(runOnce = true)
    public void completeFirst() {
      promises.get(0).setResult(0);
    }

    @Operation(runOnce = true)
    public void completeSecond() {
      promises.get(1).setResult(1);
    }

    @Operation
    public void add(@Param(gen = IntGen.class, conf = "0:1") int i) {
      completed().add(promises.get(i).future());
    }

    @Operation(nonParallelGroup = "iteration")
    public int next() {
      return completed().next().result();
    }
  }

  /** The same with one thread. */
  public static class Specification {
    private final boolean[] done = new boolean[2];
    private final Set<Integer> waiting = new HashSet<>();
    private final Queue<Integer> arrived = new ArrayDeque<>();

    public void completeFirst() {
      complete(0);
    }

    public void completeSecond() {
      complete(1);
    }

    private void complete(int i) {
      done[i] = true;
      if (waiting.remove(i)) {
        arrived.add(i);
      }
    }

    public void add(int i) {
      if (!arrived.contains(i)) {
        if (done[i]) {
          arrived.add(i);
        } else {
          waiting.add(i);
        }
      }
    }

    public int next() {
      Integer next = arrived.poll();
      if (next != null) {
        return next;
      }
      if (waiting.isEmpty()) {
        throw new NoSuchElementException();
      }
      throw new UncheckedTimeoutException("");
    }
  }

  /** Arrivals over {@link LossyArrivals}. */
  public static class Lossy {
    private final LossyArrivals arrivals = new LossyArrivals();

    @Operation
    public void arrive(@Param(gen = IntGen.class, conf = "0:1") int i) {
      arrivals.arrive(i);
    }

    @Operation(nonParallelGroup = "iteration")
    public int take() {
      return arrivals.take();
    }
  }

  /** A stack. */
  public static class LossySpecification {
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();

    public void arrive(int i) {
      stack.push(i);
    }

    public int take() {
      return stack.isEmpty() ? -1 : stack.pop();
    }
  }
}
