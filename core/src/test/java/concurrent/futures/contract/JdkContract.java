package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Action;
import concurrent.futures.Call;
import concurrent.futures.Executor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What {@code java.util.concurrent.ExecutorService} specifies, with calls that can travel. */
public abstract class JdkContract extends ContractTest {
  private static Call<Integer> value(int n) {
    return () -> n;
  }

  private static Call<Integer> failure(int n) {
    return () -> Tasks.raise(new Tasks.Crash(n));
  }

  private static Call<Integer> waiting(Gate gate) {
    return () -> {
      gate.arriveAndAwait();
      return 0;
    };
  }

  @Test
  void invokeAllReturnsDoneFuturesInOrder() throws Exception {
    List<Future<Integer>> futures = open(2).invokeAll(List.of(value(1), failure(2), value(3)));
    assertThat(futures).hasSize(3).allMatch(Future::isDone);
    assertThat(futures.get(0).get()).isEqualTo(1);
    assertThatThrownBy(futures.get(1)::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Tasks.Crash.class);
    assertThat(futures.get(2).get()).isEqualTo(3);
    assertThat(open(1).invokeAll(List.<Call<Integer>>of())).isEmpty();
  }

  @Test
  void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
    Gate never = gate();
    List<Future<Integer>> futures =
        open(1)
            .invokeAll(
                List.of(value(1), waiting(never), waiting(never)), 50, TimeUnit.MILLISECONDS);
    assertThat(futures).hasSize(3).allMatch(Future::isDone);
    assertThat(futures.get(1).isCancelled()).isTrue();
    assertThat(futures.get(2).isCancelled()).isTrue();
  }

  @Test
  void interruptedInvokeAllCancelsEverything() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    WaitingThread<?> invoking =
        WaitingThread.start(() -> pool.invokeAll(List.of(waiting(never), waiting(never))));
    never.awaitArrivals(1);
    invoking.awaitBlocked();
    invoking.interrupt();
    assertThat(invoking.failure()).isInstanceOf(InterruptedException.class);
    assertThat(pool.stats().cancelled()).isEqualTo(2);
  }

  @Test
  void invokeAnyReturnsTheFirstSuccess() throws Exception {
    Gate never = gate();
    Executor pool = open(3);
    assertThat(pool.invokeAny(List.of(waiting(never), failure(2), value(3)))).isEqualTo(3);
    assertThat(pool.stats().cancelled()).as("the rest is cancelled").isBetween(1L, 2L);
  }

  @Test
  void invokeAnyFailsWhenAllFail() {
    Executor pool = open(2);
    assertThatThrownBy(() -> pool.invokeAny(List.of(failure(1), failure(2))))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Tasks.Crash.class);
    assertThatThrownBy(() -> pool.invokeAny(List.<Call<Integer>>of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void invokeAnyIsLimited() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    assertThatThrownBy(
            () ->
                pool.invokeAny(List.of(waiting(never), waiting(never)), 20, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(pool.stats().cancelled()).isEqualTo(2);
    assertThat(pool.invokeAny(List.of(value(1)), 5, TimeUnit.MINUTES)).isEqualTo(1);
  }

  @Test
  void interruptedInvokeAnyCancelsEverything() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    WaitingThread<?> invoking =
        WaitingThread.start(() -> pool.invokeAny(List.of(waiting(never), waiting(never))));
    never.awaitArrivals(1);
    invoking.awaitBlocked();
    invoking.interrupt();
    assertThat(invoking.failure()).isInstanceOf(InterruptedException.class);
    assertThat(pool.stats().cancelled()).isEqualTo(2);
  }

  /** AbstractExecutorService would let them through: nulls are refused and nothing is left. */
  @Test
  void nullAmongTheCallsIsRefused() {
    Executor pool = open(1);
    List<Call<Integer>> calls = java.util.Arrays.asList(value(1), null);
    assertThatThrownBy(() -> pool.invokeAll(calls)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.invokeAny(calls)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void executorFitsWhereTheJdkWantsOne() throws Exception {
    java.util.concurrent.ExecutorService service = open(1);
    Call<Integer> call = value(7);
    Future<Integer> future = service.submit(call);
    assertThat(future.get()).isEqualTo(7);
    Counter ran = counter();
    Action action = ran::increment;
    service.submit((Runnable) action).get();
    assertThat(service.submit((Runnable) action, "given").get()).isEqualTo("given");
    assertThat(ran.get()).isEqualTo(2);
  }
}
