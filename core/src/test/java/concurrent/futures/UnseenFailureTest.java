package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.contract.LogCapture;
import concurrent.futures.contract.Watchdog;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Failures that nobody looked at are reported when their future is gone (CONTRACT F19). */
@ExtendWith(Watchdog.class)
class UnseenFailureTest {
  private static final String REPORT = "a task failed and nobody looked at its future";
  private final LogCapture log = new LogCapture();

  /** A failed future, looked at as said, and gone when this returns. */
  private static WeakReference<?> failed(String message, Consumer<Future<Integer>> look) {
    Promise<Integer> promise = new Promise<>();
    look.accept(promise.future());
    promise.setException(new IllegalStateException(message));
    look.accept(promise.future());
    return new WeakReference<>(promise.future());
  }

  private static void awaitCollected(List<WeakReference<?>> references) {
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return references.stream().allMatch(reference -> reference.refersTo(null));
            });
  }

  /** Waits for the report of a failure that was made after all others. */
  private List<String> reports() {
    failed("the last one", future -> {});
    awaitReport("the last one");
    return seenReports;
  }

  private final List<String> seenReports = new java.util.ArrayList<>();

  private LogRecord awaitReport(String message) {
    for (; ; ) {
      System.gc();
      LogRecord record = log.take(REPORT);
      if (message.equals(record.getThrown().getMessage())) {
        return record;
      }
      seenReports.add(record.getThrown().getMessage());
    }
  }

  private static void quietly(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      // that it is thrown is not the point here
    }
  }

  @Test
  void unseenFailureIsReportedOnceWithItsException() {
    try (log) {
      failed("unseen", future -> {});
      LogRecord record = awaitReport("unseen");
      assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
      assertThat(record.getThrown()).isInstanceOf(IllegalStateException.class);
      assertThat(reports()).doesNotContain("unseen");
    }
  }

  /** The last poll of {@code done()} and its kin is not a look at the outcome. */
  @Test
  void askingForTheStateIsNotLooking() {
    try (log) {
      failed("only asked", future -> assertThat(future.done() && future.running()).isFalse());
      awaitReport("only asked");
    }
  }

  @Test
  void everyWayOfLookingCounts() {
    try (log) {
      List<WeakReference<?>> gone =
          List.of(
              failed("result", f -> quietly(() -> f.result(Duration.ZERO))),
              failed("exception", f -> quietly(() -> f.exception(Duration.ZERO))),
              failed(
                  "get",
                  f -> {
                    try {
                      f.get(0, java.util.concurrent.TimeUnit.SECONDS);
                    } catch (Exception e) {
                      // not the point
                    }
                  }),
              failed("callback", f -> f.addDoneCallback(g -> {})),
              failed("stage", f -> f.thenApply(n -> n)),
              failed(
                  "wait", f -> Futures.wait(List.of(f), Duration.ZERO, ReturnWhen.ALL_COMPLETED)),
              failed(
                  "asCompleted",
                  f -> quietly(() -> Futures.asCompleted(List.of(f), Duration.ZERO).next())));
      awaitCollected(gone);
      assertThat(reports())
          .doesNotContain("result", "exception", "get", "callback", "stage", "wait", "asCompleted");
    }
  }

  @Test
  void cancelledAndSuccessfulFuturesAreNotReported() {
    try (log) {
      Promise<Integer> cancelled = new Promise<>();
      cancelled.future().cancel();
      Promise<Integer> successful = new Promise<>();
      successful.setResult(1);
      List<WeakReference<?>> gone =
          List.of(
              new WeakReference<>(cancelled.future()), new WeakReference<>(successful.future()));
      cancelled = null;
      successful = null;
      awaitCollected(gone);
      assertThat(reports()).isEmpty();
    }
  }

  @Test
  void failureOfATaskOfAPoolIsReported() {
    try (log;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1)) {
      pool.submit(
          () -> {
            throw new CancellationException("of a task");
          });
      pool.submit(() -> 1).result();
      awaitReport("of a task");
    }
  }
}
