package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.LogCapture;
import concurrent.futures.contract.WaitingThread;
import concurrent.futures.contract.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Futures made by hand: the truth tables of CPython's test_future.py (CONTRACT F1 to F18). */
@ExtendWith(Watchdog.class)
class FutureTest {
  private final Promise<Integer> pending = new Promise<>();
  private final Promise<Integer> running = new Promise<>();
  private final Promise<Integer> cancelled = new Promise<>();
  private final Promise<Integer> notified = new Promise<>(); // cancelled, and its executor knows
  private final Promise<Integer> failed = new Promise<>();
  private final Promise<Integer> successful = new Promise<>();

  private final List<Promise<Integer>> all =
      List.of(pending, running, cancelled, notified, failed, successful);

  FutureTest() {
    running.setRunningOrNotifyCancel();
    cancelled.future().cancel();
    notified.future().cancel();
    notified.setRunningOrNotifyCancel();
    failed.setException(new IOException("failed"));
    successful.setResult(42);
  }

  private List<String> states() {
    return all.stream().map(promise -> promise.future().toString()).toList();
  }

  /** test_repr, F18. */
  @Test
  void futureDescribesItsState() {
    assertThat(states())
        .map(text -> text.replaceFirst("^Future@[0-9a-f]+", ""))
        .containsExactly(
            "[state=pending]",
            "[state=running]",
            "[state=cancelled]",
            "[state=cancelled]",
            "[state=finished raised IOException]",
            "[state=finished returned Integer]");
  }

  /** test_cancel, F1. */
  @Test
  void onlyPendingAndCancelledOnesCanBeCancelled() {
    List<String> before = states();
    assertThat(pending.future().cancel()).isTrue();
    assertThat(running.future().cancel()).isFalse();
    assertThat(cancelled.future().cancel()).isTrue();
    assertThat(notified.future().cancel()).isTrue();
    assertThat(failed.future().cancel()).isFalse();
    assertThat(successful.future().cancel()).isFalse();
    assertThat(pending.future().cancelled()).isTrue();
    assertThat(states().subList(1, 6)).as("unchanged").isEqualTo(before.subList(1, 6));
  }

  /** A running one can be cancelled only if it may be interrupted. */
  @Test
  void runningOneCanBeCancelledHard() {
    assertThat(running.future().cancel(true)).isTrue();
    assertThat(running.future().cancelled()).isTrue();
    assertThatThrownBy(() -> running.setResult(1)).isInstanceOf(InvalidStateException.class);
  }

  /** test_cancelled, F3. */
  @Test
  void cancelledIsTrueForCancelledOnes() {
    assertThat(all)
        .map(promise -> promise.future().cancelled())
        .containsExactly(false, false, true, true, false, false);
    assertThat(all)
        .map(promise -> promise.future().isCancelled())
        .containsExactly(false, false, true, true, false, false);
  }

  /** test_done, F3. */
  @Test
  void doneIsTrueForCancelledAndFinishedOnes() {
    assertThat(all)
        .map(promise -> promise.future().done())
        .containsExactly(false, false, true, true, true, true);
    assertThat(all)
        .map(promise -> promise.future().isDone())
        .containsExactly(false, false, true, true, true, true);
  }

  /** test_running, F3. */
  @Test
  void runningIsTrueForRunningOnes() {
    assertThat(all)
        .map(promise -> promise.future().running())
        .containsExactly(false, true, false, false, false, false);
  }

  /** test_result_with_timeout, F4. */
  @Test
  void resultPolls() {
    for (Duration poll : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(1))) {
      assertThatThrownBy(() -> pending.future().result(poll))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> running.future().result(poll))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThatThrownBy(() -> cancelled.future().result(poll))
          .isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> notified.future().result(poll))
          .isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> failed.future().result(poll))
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("failed");
      assertThat(successful.future().result(poll)).isEqualTo(42);
    }
  }

  /** test_exception_with_timeout, F5. */
  @Test
  void exceptionPolls() {
    assertThatThrownBy(() -> pending.future().exception(Duration.ZERO))
        .isInstanceOf(UncheckedTimeoutException.class);
    assertThatThrownBy(() -> running.future().exception(Duration.ZERO))
        .isInstanceOf(UncheckedTimeoutException.class);
    assertThatThrownBy(() -> cancelled.future().exception(Duration.ZERO))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> notified.future().exception(Duration.ZERO))
        .isInstanceOf(CancellationException.class);
    assertThat(failed.future().exception(Duration.ZERO)).hasMessage("failed");
    assertThat(successful.future().exception(Duration.ZERO)).isNull();
  }

  @Test
  void getFollowsTheJdk() throws Exception {
    assertThatThrownBy(() -> pending.future().get(0, TimeUnit.SECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> cancelled.future().get()).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> failed.future().get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(successful.future().get()).isEqualTo(42);
    assertThat(successful.future().get(0, TimeUnit.SECONDS)).isEqualTo(42);
  }

  /** test_result_with_success. */
  @Test
  void resultWakesWhenTheValueIsSet() throws Exception {
    WaitingThread<Integer> waiting =
        WaitingThread.start(() -> running.future().result()).awaitBlocked();
    running.setResult(1);
    assertThat(waiting.result()).isEqualTo(1);
  }

  /** test_result_with_cancel, F2. */
  @Test
  void resultWakesWhenCancelled() throws Exception {
    WaitingThread<Integer> waiting =
        WaitingThread.start(() -> pending.future().result(Duration.ofMinutes(5))).awaitBlocked();
    pending.future().cancel();
    assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
  }

  /** test_exception_with_success. */
  @Test
  void exceptionWakesWhenItIsSet() throws Exception {
    WaitingThread<Throwable> waiting =
        WaitingThread.start(() -> pending.future().exception()).awaitBlocked();
    WaitingThread<Throwable> limited =
        WaitingThread.start(() -> pending.future().exception(Duration.ofMinutes(5))).awaitBlocked();
    IOException thrown = new IOException("late");
    pending.setException(thrown);
    assertThat(waiting.result()).isSameAs(thrown);
    assertThat(limited.result()).isSameAs(thrown);
  }

  /** test_multiple_set_result, F14. */
  @Test
  void secondResultIsRefused() {
    assertThatThrownBy(() -> successful.setResult(43))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("state=finished returned Integer");
    assertThatThrownBy(() -> successful.setException(new IOException()))
        .isInstanceOf(InvalidStateException.class);
    assertThat(successful.future().result()).isEqualTo(42);
  }

  /** test_multiple_set_exception, F14. */
  @Test
  void secondExceptionIsRefused() {
    assertThatThrownBy(() -> failed.setException(new IllegalStateException("second")))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("state=finished raised IOException");
    assertThatThrownBy(() -> failed.setResult(1)).isInstanceOf(InvalidStateException.class);
    assertThat(failed.future().exception()).hasMessage("failed");
  }

  /** F13, F14: what has been cancelled stays so. */
  @Test
  void cancelledOneTakesNoOutcome() {
    assertThatThrownBy(() -> cancelled.setResult(1))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("state=cancelled");
    assertThatThrownBy(() -> cancelled.setException(new IOException()))
        .isInstanceOf(InvalidStateException.class);
    assertThat(cancelled.setRunningOrNotifyCancel()).isFalse();
    assertThat(cancelled.future().cancelled()).isTrue();
  }

  /** F13. */
  @Test
  void onlyAPendingOneCanStart() {
    assertThat(pending.setRunningOrNotifyCancel()).isTrue();
    assertThat(pending.future().running()).isTrue();
    for (Promise<Integer> wrong : List.of(running, failed, successful)) {
      assertThatThrownBy(wrong::setRunningOrNotifyCancel)
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining(wrong.future().toString());
    }
  }

  /** F15: null is no exception. */
  @Test
  void nullExceptionIsRefused() {
    assertThatThrownBy(() -> pending.setException(null)).isInstanceOf(NullPointerException.class);
    assertThat(pending.future().done()).isFalse();
  }

  @Test
  void futureIsAlwaysTheSame() {
    assertThatObject(pending.future()).isSameAs(pending.future());
  }

  /** What the state word could mistake for something else comes back as it is. */
  @Test
  void anyObjectCanBeAValue() {
    Object failure = new Failure(new IOException());
    for (Object value : List.of(failure, AbstractFuture.CANCELLED, AbstractFuture.RUNNING, "")) {
      Promise<Object> promise = new Promise<>();
      promise.setResult(value);
      assertThat(promise.future().result()).isSameAs(value);
      assertThat(promise.future().cancelled()).isFalse();
      assertThat(promise.future().exception()).isNull();
    }
    Promise<Object> none = new Promise<>();
    none.setResult(null);
    assertThat(none.future().result()).isNull();
    assertThat(none.future().done()).isTrue();
  }

  /** test_done_callback_… by hand: with result, exception, cancel; before and after. */
  @Test
  void callbacksSeeEveryKindOfOutcome() {
    List<String> seen = new ArrayList<>();
    for (Promise<Integer> promise : List.of(pending, running)) {
      promise.future().addDoneCallback(f -> seen.add("first " + f.done()));
      promise.future().addDoneCallback(f -> seen.add("second " + f.cancelled()));
    }
    pending.future().cancel();
    running.setResult(7);
    assertThat(seen).containsExactly("first true", "second true", "first true", "second false");
    seen.clear();
    for (Promise<Integer> promise : List.of(cancelled, failed, successful)) {
      promise.future().addDoneCallback(f -> seen.add(f.cancelled() + " " + f.done()));
    }
    assertThat(seen).containsExactly("true true", "false true", "false true");
  }

  /** test_done_callback_raises, F10. */
  @Test
  void throwingCallbackDoesNotStopTheOthers() {
    try (LogCapture log = new LogCapture()) {
      List<String> seen = new ArrayList<>();
      pending.future().addDoneCallback(f -> seen.add("first"));
      pending
          .future()
          .addDoneCallback(
              f -> {
                throw new IllegalStateException("broken");
              });
      pending.future().addDoneCallback(f -> seen.add("third"));
      pending.setResult(1);
      assertThat(seen).containsExactly("first", "third");
      assertThat(log.take("a callback of").getThrown()).hasMessage("broken");
    }
  }

  /** A callback that adds a callback: it runs, at once, since the future is done. */
  @Test
  void callbackMayAddACallback() {
    List<String> seen = new ArrayList<>();
    pending
        .future()
        .addDoneCallback(
            f -> {
              f.addDoneCallback(again -> seen.add("inner"));
              seen.add("outer");
            });
    pending.future().addDoneCallback(f -> seen.add("next"));
    pending.setResult(1);
    assertThat(seen).containsExactly("inner", "outer", "next");
  }

  /** Many threads complete, cancel, add and wait: one outcome, each callback once. */
  @Test
  void oneOfManyCompletersWins() throws Exception {
    for (int round = 0; round < 200; round++) {
      Promise<Integer> promise = new Promise<>();
      List<Integer> callbacks = java.util.Collections.synchronizedList(new ArrayList<>());
      List<WaitingThread<Boolean>> racers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        racers.add(
            WaitingThread.start(
                () -> {
                  promise.future().addDoneCallback(f -> callbacks.add(number));
                  return number == 2 ? promise.future().cancel() : completed(promise, number);
                }));
      }
      int winners = 0;
      for (WaitingThread<Boolean> racer : racers) {
        winners += racer.result() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      assertThat(callbacks).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  private static boolean completed(Promise<Integer> promise, int value) {
    try {
      promise.setResult(value);
      return true;
    } catch (InvalidStateException e) {
      return false;
    }
  }
}
