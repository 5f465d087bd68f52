package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Action;
import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Call;
import concurrent.futures.Call1;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code submit} promises (CONTRACT S1 to S4). */
public abstract class SubmitContract extends ContractTest {
  /** test_submit, S1. */
  @Test
  void submitReturnsTheFutureOfTheResult() {
    Future<Integer> future = open(2).submit(Tasks::power, 2, 8);
    assertThat(future.result()).isEqualTo(256);
    assertThat(future.done()).isTrue();
    assertThat(future.running()).isFalse();
    assertThat(future.cancelled()).isFalse();
  }

  /** test_submit_keyword: every argument arrives, whatever its place. */
  @Test
  void everyShapeOfCallIsAccepted() throws Exception {
    Executor pool = open(2);
    Counter ran = counter();
    assertThat(pool.submit(() -> 42).result()).isEqualTo(42);
    assertThat(pool.submit(() -> Tasks.count(ran)).result()).isNull();
    assertThat(pool.submit(Tasks::square, 7).result()).isEqualTo(49);
    assertThat(pool.submit((a, b) -> a + b, "a", "b").result()).isEqualTo("ab");
    assertThat(pool.submit((a, b, c) -> a + b + c, "a", "b", "c").result()).isEqualTo("abc");
    assertThat(pool.submit((a, b, c, d) -> a + b + c + d, 1, 2, 3, 4).result()).isEqualTo(10);
    Callable<String> callable = (Call<String>) () -> "callable";
    assertThat(pool.submit(callable).result()).isEqualTo("callable");
    Runnable runnable = (Action) () -> Tasks.count(ran);
    assertThat(pool.submit(runnable).result()).isNull();
    assertThat(pool.submit(runnable, "given").result()).isEqualTo("given");
    assertThat(pool.submit(Tasks::<Object>identity, null).result()).isNull();
    assertThat(ran.get()).isEqualTo(3);
  }

  /** test_submit_keyword: a missing call is refused at once. */
  @Test
  void nullCallIsRefused() {
    Executor pool = open(1);
    assertThatThrownBy(() -> pool.submit((Call<?>) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.submit((Callable<?>) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.submit((Runnable) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.submit((Call1<String, ?>) null, "a"))
        .isInstanceOf(NullPointerException.class);
    assertThat(pool.stats().submitted()).isZero();
  }

  /** S1: the queue has no bound. */
  @Test
  void submitNeverBlocksOnBusyWorkers() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      futures.add(pool.submit(Tasks::square, i));
    }
    assertThat(pool.stats().pending()).isEqualTo(2_000);
    gate.open();
    assertThat(futures.get(1_999).result()).isEqualTo(1_999 * 1_999);
  }

  /** S4. */
  @Test
  void tasksStartInOrderOfSubmission() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      futures.add(pool.submit(log::add, "task " + i));
    }
    gate.open();
    futures.get(49).result();
    assertThat(log.events())
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> "task " + i).toList());
  }

  /** test_run_after_shutdown, S3, D1. */
  @Test
  void submitAfterShutdownIsRefused() {
    Executor pool = open(1);
    pool.shutdown();
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class)
        .isNotInstanceOf(BrokenExecutorException.class)
        .hasMessageContaining("cannot schedule new futures after shutdown")
        .hasMessageContaining(pool.stats().name());
    assertThatThrownBy(() -> pool.map(Tasks::square, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("cannot schedule new futures after shutdown");
    assertThatThrownBy(() -> pool.map(Tasks::square, List.<Integer>of()))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.with(TaskOptions.defaults()).submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.stats().submitted()).isZero();
  }

  @Test
  void nullIsAResult() {
    Future<Object> future = open(1).submit(Tasks::identity, null);
    assertThat(future.result()).isNull();
    assertThat(future.result(Duration.ZERO)).isNull();
    assertThat(future.exception()).isNull();
    assertThat(future.cancel()).isFalse();
    assertThatObject(future).asString().endsWith("[state=finished returned null]");
  }

  /** A future as the result of a task is a value like any other (F20: nothing is flattened). */
  @Test
  void exceptionAsAResultIsAValue() {
    Future<Exception> future = open(1).submit(() -> new IllegalStateException("only a value"));
    assertThat(future.result()).isInstanceOf(IllegalStateException.class);
    assertThat(future.exception()).isNull();
  }

  @Test
  void taskKnowsItsNameAttemptAndWorker() {
    Executor pool = open(1);
    Executor named = pool.with(TaskOptions.defaults().name("crawl"));
    assertThat(named.submit(() -> TaskContext.current().name()).result()).isEqualTo("crawl");
    assertThat(pool.submit(() -> TaskContext.current().name()).result()).isNull();
    assertThat(pool.submit(() -> TaskContext.current().attempt()).result()).isEqualTo(1);
    String worker = pool.submit(() -> TaskContext.current().worker()).result();
    assertThat(worker).isNotEmpty();
    assertThat(TaskContext.current()).as("outside of any task").isNull();
  }

  /** repr, on a pool: a future tells its state and, if it has one, its name. */
  @Test
  void futureDescribesItself() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Executor named = pool.with(TaskOptions.defaults().name("crawl"));
    Future<?> running = named.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    eventually("it runs", running::running);
    Future<?> pending = named.submit(() -> "page");
    Future<?> cancelled = cancelled(pool);
    Future<?> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    assertThatObject(running).asString().endsWith("[crawl, state=running]");
    assertThatObject(pending).asString().endsWith("[crawl, state=pending]");
    assertThatObject(cancelled).asString().endsWith("[state=cancelled]");
    gate.open();
    assertThat(failed.exception()).isNotNull();
    assertThatObject(pending).asString().endsWith("[crawl, state=finished returned String]");
    assertThatObject(failed).asString().endsWith("[state=finished raised Crash]");
  }

  /** S2 has no place in Java; what stands for it: tasks of views and of the pool are one queue. */
  @Test
  void viewsShareThePool() {
    Executor pool = open(1);
    Executor view = pool.with(TaskOptions.defaults().name("a"));
    Executor viewOfView = view.with(TaskOptions.defaults().retries(1));
    assertThat(viewOfView.submit(() -> TaskContext.current().name()).result()).isEqualTo("a");
    Executor renamed = view.with(TaskOptions.defaults().name("b"));
    assertThat(renamed.submit(() -> TaskContext.current().name()).result()).isEqualTo("b");
    assertThat(view.stats().submitted()).isEqualTo(2);
    assertThat(view).asString().startsWith(pool.toString());
    view.close();
    assertThat(pool.isTerminated()).isTrue();
  }
}
