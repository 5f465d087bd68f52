package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.ExecutorStats;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** {@code TaskOptions.retries} and {@code retryDelay} (DECISIONS 8, 9). */
public abstract class RetryContract extends ContractTest {
  private static final TaskOptions TWICE_MORE = TaskOptions.defaults().retries(2);

  /** Fails in the attempts before the last one. */
  private static String untilAttempt(int last, EventLog log) throws IOException {
    int attempt = TaskContext.current().attempt();
    log.add("attempt " + attempt);
    if (attempt < last) {
      throw new IOException("attempt " + attempt);
    }
    return "done in " + attempt;
  }

  @Test
  void failedTaskRunsAgain() throws Exception {
    EventLog log = log();
    Executor pool = open(1);
    assertThat(pool.with(TWICE_MORE).submit(() -> untilAttempt(3, log)).result())
        .isEqualTo("done in 3");
    assertThat(log.events()).containsExactly("attempt 1", "attempt 2", "attempt 3");
    ExecutorStats stats = pool.stats();
    assertThat(stats.retried()).isEqualTo(2);
    assertThat(stats.succeeded()).isEqualTo(1);
    assertThat(stats.failed()).isZero();
    assertThat(stats.submitted()).isEqualTo(1);
  }

  @Test
  void lastFailureIsTheOutcome() throws Exception {
    EventLog log = log();
    Executor pool = open(1);
    Future<?> future = pool.with(TWICE_MORE).submit(() -> untilAttempt(9, log));
    assertThatThrownBy(future::result)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("attempt 3");
    assertThat(log.events()).hasSize(3);
    assertThat(pool.stats().failed()).isEqualTo(1);
    assertThat(pool.stats().retried()).isEqualTo(2);
  }

  /** DECISIONS 9: without the option, what has started never runs again. */
  @Test
  void withoutRetriesThereIsOneAttempt() throws Exception {
    EventLog log = log();
    Future<?> future = open(1).submit(() -> untilAttempt(2, log));
    assertThat(future.exception()).hasMessage("attempt 1");
    assertThat(log.events()).containsExactly("attempt 1");
  }

  @Test
  void errorsAreNotRetried() throws Exception {
    Counter ran = counter();
    Future<?> future =
        open(1)
            .with(TWICE_MORE)
            .submit(
                () -> {
                  ran.increment();
                  throw new AssertionError("no use");
                });
    assertThatThrownBy(future::result).isInstanceOf(AssertionError.class);
    assertThat(ran.get()).isEqualTo(1);
  }

  /** Beyond 4's twin for tasks: cancelled is cancelled. */
  @Test
  void cancelledTasksAreNotRetried() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    Future<?> running = pool.with(TWICE_MORE).submit(never::arriveAndAwait);
    never.awaitArrivals(1);
    assertThat(running.cancel(true)).isTrue();
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    assertThat(never.arrived()).isEqualTo(1);
    assertThat(running.cancelled()).isTrue();
  }

  @Test
  void timeoutsAreRetried() throws Exception {
    Gate never = gate();
    Executor pool = open(1).with(TWICE_MORE.timeout(SOON));
    Future<Integer> second =
        pool.submit(
            () -> {
              if (TaskContext.current().attempt() == 1) {
                never.arriveAndAwait();
              }
              return TaskContext.current().attempt();
            });
    // the second attempt may be slow on a busy machine, and then it is the third
    assertThat(second.result()).isGreaterThan(1);
    Future<?> always = pool.submit(never::arriveAndAwait);
    assertThatThrownBy(always::result).isInstanceOf(TaskTimeoutException.class);
    assertThat(never.arrived()).isGreaterThanOrEqualTo(4);
  }

  /** DECISIONS 8: never two attempts at a time, though there is a free worker. */
  @Test
  void attemptStartsOnlyAfterTheOneBeforeHasEnded() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(2);
    Future<?> future =
        pool.with(TWICE_MORE.timeout(SOON))
            .submit(
                () -> {
                  int attempt = TaskContext.current().attempt();
                  log.add("start " + attempt);
                  if (attempt == 1) {
                    gate.arriveAndAwaitUninterruptibly();
                    log.add("end 1");
                  }
                });
    gate.awaitArrivals(1);
    long started = System.nanoTime();
    eventually("the timeout", () -> System.nanoTime() - started > 3 * SOON.toNanos());
    assertThat(future.done()).isFalse();
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    gate.open();
    future.exception();
    assertThat(log.events()).startsWith("start 1", "end 1", "start 2");
  }

  /** Between attempts a task is pending, and can be cancelled. */
  @Test
  void taskBetweenAttemptsIsPendingAndCanBeCancelled() throws Exception {
    EventLog log = log();
    Executor pool = open(1);
    Future<?> future = pool.with(TWICE_MORE.retryDelay(LONG)).submit(() -> untilAttempt(3, log));
    eventually("the first failure", () -> pool.stats().retried() == 1);
    assertThat(future.running()).isFalse();
    assertThat(future.done()).isFalse();
    eventually("it is counted as pending", () -> pool.stats().pending() == 1);
    assertThat(future.cancel()).isTrue();
    assertThat(log.events()).containsExactly("attempt 1");
    pool.close();
    assertThat(pool.stats().cancelled()).isEqualTo(1);
  }

  /** D4: what waits for its next attempt has not started. */
  @Test
  void shutdownThatCancelsReachesDelayedTasks() throws Exception {
    EventLog log = log();
    Executor pool = open(1);
    Future<?> future = pool.with(TWICE_MORE.retryDelay(LONG)).submit(() -> untilAttempt(3, log));
    eventually("the first failure", () -> pool.stats().retried() == 1);
    pool.shutdown(true, true);
    assertThatThrownBy(future::result).isInstanceOf(CancellationException.class);
    assertThat(pool.isTerminated()).isTrue();
  }

  /** D2: a plain shutdown lets retries happen. */
  @Test
  void retriesHappenAfterShutdown() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    Future<String> future =
        pool.with(TWICE_MORE.retryDelay(Duration.ofMillis(1)))
            .submit(
                () -> {
                  gate.arriveAndAwait();
                  return untilAttempt(3, log);
                });
    gate.awaitArrivals(1);
    pool.shutdown();
    gate.open();
    assertThat(future.result()).isEqualTo("done in 3");
    pool.close();
    assertThat(log.events()).hasSize(3);
  }

  @Test
  void shutdownNowEndsTheRetries() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    Future<?> future = pool.with(TWICE_MORE).submit(never::arriveAndAwait);
    never.awaitArrivals(1);
    pool.shutdownNow();
    pool.close();
    assertThat(future.done()).isTrue();
    assertThat(never.arrived()).isEqualTo(1);
  }

  /** A retry takes its turn behind what is queued, and needs no room in a full queue. */
  @Test
  void retryNeedsNoRoomInTheQueue() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(builder -> builder.maxWorkers(1).queueCapacity(1));
    Future<?> retried =
        pool.with(TWICE_MORE)
            .submit(
                () -> {
                  gate.arriveAndAwait();
                  return untilAttempt(3, log);
                });
    gate.awaitArrivals(1);
    Future<?> queued = pool.submit(log::add, "other");
    gate.open();
    retried.result();
    queued.result();
    assertThat(log.events()).containsExactly("attempt 1", "other", "attempt 2", "attempt 3");
  }

  @Test
  void callbacksRunOnceAfterTheLastAttempt() throws Exception {
    EventLog log = log();
    List<String> seen = new CopyOnWriteArrayList<>();
    Gate gate = gate();
    Future<String> future =
        open(1)
            .with(TWICE_MORE)
            .submit(
                () -> {
                  gate.await();
                  return untilAttempt(2, log);
                });
    future.addDoneCallback(f -> seen.add(f.result()));
    gate.open();
    future.result();
    eventually("the callback", () -> !seen.isEmpty());
    assertThat(seen).containsExactly("done in 2");
  }

  /** The limit of the queue time is for the first start only. */
  @Test
  void queueTimeoutDoesNotConcernRetries() {
    EventLog log = log();
    Executor pool = open(1).with(TWICE_MORE.queueTimeout(LONG).retryDelay(Duration.ofMillis(1)));
    assertThat(pool.submit(() -> untilAttempt(2, log)).result()).isEqualTo("done in 2");
  }

  @Test
  void mapRetriesEachElementForItself() throws Exception {
    Counter ran = counter();
    Executor pool = open(2).with(TWICE_MORE);
    assertThat(
            pool.map(
                    n -> {
                      ran.increment();
                      if (TaskContext.current().attempt() <= n) {
                        throw new IOException("attempt");
                      }
                      return n;
                    },
                    List.of(0, 1, 2))
                .toList())
        .containsExactly(0, 1, 2);
    assertThat(ran.get()).isEqualTo(1 + 2 + 3);
  }
}
