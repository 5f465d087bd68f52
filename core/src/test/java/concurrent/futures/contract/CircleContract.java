package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.Futures;
import concurrent.futures.Promise;
import concurrent.futures.ReturnWhen;
import concurrent.futures.TaskOptions;
import concurrent.futures.UncheckedTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Waits that can never end fail with an error that names the circle, and only these (CONTRACT S5,
 * beyond 13; DECISIONS 11). For executors whose tasks can hold their executor.
 */
public abstract class CircleContract extends ContractTest {
  @Test
  void taskThatWaitsForItselfFailsClearly() {
    Executor pool = open(2);
    CompletableFuture<Future<?>> self = new CompletableFuture<>();
    Future<Object> future = pool.submit(() -> self.get().result());
    self.complete(future);
    assertThatThrownBy(future::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("circle")
        .hasMessageContaining("waits for");
  }

  /** Two tasks that wait for each other: at least one is told, so both come to an end. */
  @Test
  void circleOfTwoTasksFailsClearly() throws Exception {
    for (int workers : List.of(1, 2, 3)) {
      Executor pool = open(workers);
      assertCircle(
          pool.with(TaskOptions.defaults().name("a")), pool.with(TaskOptions.defaults().name("b")));
    }
  }

  @Test
  void circleAcrossTwoPoolsFailsClearly() throws Exception {
    for (int workers : List.of(1, 2)) {
      assertCircle(
          open(workers).with(TaskOptions.defaults().name("a")),
          open(workers).with(TaskOptions.defaults().name("b")));
    }
  }

  private static void assertCircle(Executor one, Executor other) throws Exception {
    for (int round = 0; round < 20; round++) {
      CompletableFuture<Future<?>> second = new CompletableFuture<>();
      Future<Object> a = one.submit(() -> second.get().result());
      Future<Object> b = other.submit(() -> a.result());
      second.complete(b);
      // the one that was told passes it on to the other, unless both were told
      for (Future<?> future : List.of(a, b)) {
        assertThat(future.exception())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("circle")
            .hasMessageContaining("[a, state=")
            .hasMessageContaining("[b, state=");
      }
    }
  }

  /** A wait for any of several is no circle if one of them can complete, or fail. */
  @Test
  void waitForAnyIsNoCircleIfOneCanComplete() {
    Executor pool = open(1);
    for (ReturnWhen when : List.of(ReturnWhen.FIRST_COMPLETED, ReturnWhen.FIRST_EXCEPTION)) {
      Promise<String> outside = new Promise<>();
      CompletableFuture<Future<?>> self = new CompletableFuture<>();
      Future<Integer> future =
          pool.submit(
              () -> {
                List<Future<?>> all = List.of(self.get(), outside.future());
                outside.setRunningOrNotifyCancel();
                return Futures.wait(all, when).done().size();
              });
      self.complete(future);
      eventually("it waits, or has failed", () -> outside.future().running() || future.done());
      outside.setException(new IllegalStateException("from elsewhere"));
      assertThat(future.result()).isEqualTo(1);
    }
  }

  /** Nor is a wait for the stage of somebody else, alone or beside what can never complete. */
  @Test
  void waitForTheStageOfOthersIsNoCircle() {
    Executor pool = open(1);
    for (boolean beside : List.of(false, true)) {
      CompletableFuture<String> foreign = new CompletableFuture<>();
      CompletableFuture<Future<?>> self = new CompletableFuture<>();
      Future<Boolean> future =
          pool.submit(
              () -> {
                List<CompletionStage<?>> all = new ArrayList<>(List.of(foreign));
                if (beside) {
                  all.add(self.get());
                }
                try (var completed = Futures.asCompleted(all)) {
                  return completed.next() == foreign;
                }
              });
      self.complete(future);
      eventually("it waits", () -> foreign.getNumberOfDependents() > 0);
      foreign.complete("from elsewhere");
      assertThat(future.result()).isTrue();
    }
  }

  /** A wait with a limit ends by itself: no circle. */
  @Test
  void limitedWaitForItselfTimesOut() {
    Executor pool = open(1);
    CompletableFuture<Future<?>> self = new CompletableFuture<>();
    Future<Object> future = pool.submit(() -> self.get().result(SOON));
    self.complete(future);
    assertThatThrownBy(future::result)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(UncheckedTimeoutException.class);
  }
}
