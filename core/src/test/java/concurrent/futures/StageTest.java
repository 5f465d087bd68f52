package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Our futures as {@code CompletionStage}s (CONTRACT F20; DECISIONS 6). */
class StageTest {
  private final Promise<Integer> promise = new Promise<>();
  private final Future<Integer> future = promise.future();
  private final List<Object> seen = new ArrayList<>();

  private static <T> T value(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static void assertValue(Object expected, CompletionStage<?> stage) throws Exception {
    Object value = value(stage);
    assertThat(value).isEqualTo(expected);
  }

  @Test
  void copyIsNotTheFuture() {
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    assertThat(copy.complete(1)).isTrue();
    assertThat(future.toCompletableFuture().cancel(true)).isTrue();
    assertThat(future.done()).isFalse();
    promise.setResult(42);
    assertThat(future.result()).isEqualTo(42);
    assertThat(copy.join()).isEqualTo(1);
    assertThat(future.toCompletableFuture().join()).isEqualTo(42);
  }

  @Test
  void cancelledFutureMakesACancelledCopy() {
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    future.cancel();
    assertThat(copy.isCancelled()).isTrue();
    assertThatThrownBy(copy::join).isInstanceOf(CancellationException.class);
  }

  /** DECISIONS 6, 7: thrown by a task, a cancellation does not read as one. */
  @Test
  void cancellationThrownByATaskIsNotACancelledCopy() {
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    promise.setException(new CancellationException("of the task"));
    assertThat(copy.isCancelled()).isFalse();
    assertThat(copy.isCompletedExceptionally()).isTrue();
    assertThatThrownBy(copy::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("of the task");
  }

  @Test
  void exceptionsReachStagesAsTheJdkSpecifies() {
    IOException thrown = new IOException("thrown");
    future.whenComplete((v, e) -> seen.add(e));
    future.handle((v, e) -> seen.add(e));
    future.exceptionally(e -> (seen.add(e)) ? 1 : 0);
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    promise.setException(thrown);
    assertThat(seen).hasSize(3).allMatch(e -> e == thrown);
    assertThatThrownBy(copy::get).isInstanceOf(ExecutionException.class).hasCause(thrown);
    assertThatThrownBy(future.thenApply(n -> n + 1).toCompletableFuture()::join)
        .isInstanceOf(CompletionException.class)
        .hasCause(thrown);
  }

  @Test
  void stagesFollowInOrder() throws Exception {
    CompletionStage<String> chain =
        future
            .thenApply(n -> n + 1)
            .thenCompose(n -> CompletableFuture.completedFuture(n * 2))
            .thenCombine(CompletableFuture.completedFuture("!"), (n, s) -> n + s);
    promise.setResult(20);
    assertValue("42!", chain);
  }

  private static CompletableFuture<Integer> never() {
    return new CompletableFuture<>();
  }

  private static CompletableFuture<Integer> two() {
    return CompletableFuture.completedFuture(2);
  }

  /** Every method that needs no other stage, in its three forms. */
  @Test
  void everySingleStageMethodWorks() throws Exception {
    java.util.concurrent.Executor direct = Runnable::run;
    promise.setResult(1);
    assertValue(2, future.thenApply(n -> n + 1));
    assertValue(2, future.thenApplyAsync(n -> n + 1));
    assertValue(2, future.thenApplyAsync(n -> n + 1, direct));
    value(future.thenAccept(seen::add));
    value(future.thenAcceptAsync(seen::add));
    value(future.thenAcceptAsync(seen::add, direct));
    value(future.thenRun(() -> seen.add("run")));
    value(future.thenRunAsync(() -> seen.add("run")));
    value(future.thenRunAsync(() -> seen.add("run"), direct));
    assertValue(2, future.thenCompose(n -> two()));
    assertValue(2, future.thenComposeAsync(n -> two()));
    assertValue(2, future.thenComposeAsync(n -> two(), direct));
    assertValue(1, future.handle((n, e) -> n));
    assertValue(1, future.handleAsync((n, e) -> n));
    assertValue(1, future.handleAsync((n, e) -> n, direct));
    assertValue(1, future.whenComplete((n, e) -> seen.add(n)));
    assertValue(1, future.whenCompleteAsync((n, e) -> seen.add(n)));
    assertValue(1, future.whenCompleteAsync((n, e) -> seen.add(n), direct));
    assertValue(1, future.exceptionally(e -> 0));
    assertThat(seen).containsExactly(1, 1, 1, "run", "run", "run", 1, 1, 1);
  }

  /** Every method that takes another stage, in its three forms. */
  @Test
  void everyTwoStageMethodWorks() throws Exception {
    java.util.concurrent.Executor direct = Runnable::run;
    promise.setResult(1);
    assertValue(3, future.thenCombine(two(), Integer::sum));
    assertValue(3, future.thenCombineAsync(two(), Integer::sum));
    assertValue(3, future.thenCombineAsync(two(), Integer::sum, direct));
    value(future.thenAcceptBoth(two(), (a, b) -> seen.add(a + b)));
    value(future.thenAcceptBothAsync(two(), (a, b) -> seen.add(a + b)));
    value(future.thenAcceptBothAsync(two(), (a, b) -> seen.add(a + b), direct));
    value(future.runAfterBoth(two(), () -> seen.add("both")));
    value(future.runAfterBothAsync(two(), () -> seen.add("both")));
    value(future.runAfterBothAsync(two(), () -> seen.add("both"), direct));
    assertValue(1, future.applyToEither(never(), n -> n));
    assertValue(1, future.applyToEitherAsync(never(), n -> n));
    assertValue(1, future.applyToEitherAsync(never(), n -> n, direct));
    value(future.acceptEither(never(), seen::add));
    value(future.acceptEitherAsync(never(), seen::add));
    value(future.acceptEitherAsync(never(), seen::add, direct));
    value(future.runAfterEither(never(), () -> seen.add("either")));
    value(future.runAfterEitherAsync(never(), () -> seen.add("either")));
    value(future.runAfterEitherAsync(never(), () -> seen.add("either"), direct));
    assertThat(seen)
        .containsExactly(3, 3, 3, "both", "both", "both", 1, 1, 1, "either", "either", "either");
  }

  @Test
  void everyMethodForFailuresWorks() throws Exception {
    java.util.concurrent.Executor direct = Runnable::run;
    promise.setException(new IOException("thrown"));
    assertValue(1, future.exceptionally(e -> 1));
    assertValue(2, future.exceptionallyAsync(e -> 2));
    assertValue(3, future.exceptionallyAsync(e -> 3, direct));
    assertValue(2, future.exceptionallyCompose(e -> two()));
    assertValue(2, future.exceptionallyComposeAsync(e -> two()));
    assertValue(2, future.exceptionallyComposeAsync(e -> two(), direct));
  }

  /** The other way round: our future as the argument of the JDK's. */
  @Test
  void futureFitsWhereTheJdkWantsAStage() throws Exception {
    CompletableFuture<Integer> sum = two().thenCombine(future, Integer::sum);
    CompletableFuture<Integer> composed = two().thenCompose(n -> future);
    promise.setResult(40);
    assertThat(sum.get()).isEqualTo(42);
    assertThat(composed.get()).isEqualTo(40);
  }
}
