package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Callbacks of tasks (CONTRACT F2, F8 to F12; DECISIONS 12). They run in the test's own JVM. */
public abstract class CallbackContract extends ContractTest {
  /** test_done_callback_with_result. */
  @Test
  void callbackSeesTheResult() throws Exception {
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    Future<Integer> future = open(1).submit(Tasks::square, 3);
    future.addDoneCallback(f -> seen.complete(f.result()));
    assertThat(seen.get()).isEqualTo(9);
  }

  /** test_done_callback_with_exception. */
  @Test
  void callbackSeesTheException() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    open(1)
        .submit(() -> Tasks.raise(new Tasks.Crash(3)))
        .addDoneCallback(f -> seen.complete(f.exception()));
    assertThat(seen.get()).isInstanceOf(Tasks.Crash.class);
  }

  /** test_done_callback_with_cancel, F2: in the thread that cancels. */
  @Test
  void cancelRunsCallbacksInTheCallingThread() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    List<Object> seen = new ArrayList<>();
    Future<?> future = pool.submit(() -> 1);
    future.addDoneCallback(f -> seen.add(f.cancelled()));
    future.addDoneCallback(f -> seen.add(Thread.currentThread()));
    future.cancel();
    assertThat(seen).containsExactly(true, Thread.currentThread());
    gate.open();
  }

  /** F8: in the order of addition, the same one twice if it was added twice. */
  @Test
  void callbacksRunInOrderOfAddition() throws Exception {
    Gate gate = gate();
    List<Integer> order = new CopyOnWriteArrayList<>();
    CountDownLatch last = new CountDownLatch(1);
    Future<?> future = open(1).submit(gate::await);
    List<Integer> added = new ArrayList<>();
    Consumer<Future<?>> zero = f -> order.add(0);
    for (int i = 1; i < 50; i++) {
      int number = i;
      future.addDoneCallback(zero).addDoneCallback(f -> order.add(number));
      added.addAll(List.of(0, number));
    }
    future.addDoneCallback(f -> last.countDown());
    gate.open();
    last.await();
    assertThat(order).isEqualTo(added);
  }

  /** test_done_callback_already_successful, …_failed, …_cancelled, F8. */
  @Test
  void callbackOfADoneFutureRunsAtOnceInTheAddersThread() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<Integer> successful = pool.submit(() -> 1);
    Future<Integer> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(3)));
    failed.exception();
    occupy(pool, 1, gate);
    for (Future<?> future : List.of(successful, failed, cancelled(pool))) {
      List<Object> seen = new ArrayList<>();
      future.addDoneCallback(f -> seen.add(f));
      future.addDoneCallback(f -> seen.add(Thread.currentThread()));
      assertThat(seen).containsExactly(future, Thread.currentThread());
    }
    gate.open();
  }

  static final List<Throwable> THROWN =
      List.of(
          new IllegalStateException("broken"),
          new AssertionError("broken"),
          new OutOfMemoryError("broken"));

  /** test_done_callback_raises, F10, F11, beyond 6: logged, and no worker is lost. */
  @ParameterizedTest
  @FieldSource("THROWN")
  void throwingCallbackCostsNothing(Throwable thrown) throws Exception {
    Gate gate = gate();
    CountDownLatch second = new CountDownLatch(1);
    Executor pool = open(1);
    Future<?> future = pool.submit(gate::await);
    future.addDoneCallback(f -> CallbackContract.<RuntimeException>sneak(thrown));
    future.addDoneCallback(f -> second.countDown());
    gate.open();
    second.await();
    assertThat(future.result()).isNull();
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
    assertThat(logged().take("a callback of"))
        .satisfies(record -> assertThat(record.getLevel()).isEqualTo(Level.SEVERE))
        .satisfies(record -> assertThat(record.getThrown()).isSameAs(thrown));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** test_done_callback_raises_already_succeeded: logged, not thrown to the adder. */
  @Test
  void throwingCallbackOfADoneFutureIsLoggedOnly() {
    Future<?> future = open(1).submit(() -> 1);
    future.result();
    future.addDoneCallback(
        f -> {
          throw new IllegalStateException("broken");
        });
    assertThat(logged().take("a callback of").getThrown()).hasMessage("broken");
  }

  /** F12: the outcome is there before any callback runs, and nobody waits for callbacks. */
  @Test
  void outcomeIsPublishedBeforeCallbacksRun() throws Exception {
    Gate gate = gate();
    CountDownLatch callback = new CountDownLatch(1);
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    Future<Integer> future =
        open(1)
            .submit(
                () -> {
                  gate.await();
                  return 5;
                });
    future.addDoneCallback(
        f -> {
          await(callback);
          seen.complete(f.result(Duration.ZERO));
        });
    gate.open();
    assertThat(future.result()).as("while the callback blocks").isEqualTo(5);
    callback.countDown();
    assertThat(seen.get()).isEqualTo(5);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A callback that blocks keeps at most its own worker busy. */
  @Test
  void blockingCallbackDoesNotHoldUpTheOtherWorker() throws Exception {
    Gate gate = gate();
    CountDownLatch callback = new CountDownLatch(1);
    Executor pool = open(2);
    Future<?> first = pool.submit(gate::await);
    first.addDoneCallback(f -> await(callback));
    gate.open();
    first.result();
    for (int i = 0; i < 20; i++) {
      assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
    callback.countDown();
  }

  @Test
  void callbackMaySubmitAndWait() throws Exception {
    Gate gate = gate();
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    Executor pool = open(1);
    Future<?> first = pool.submit(gate::await);
    first.addDoneCallback(f -> seen.complete(pool.submit(Tasks::square, 4).result()));
    gate.open();
    assertThat(seen.get()).isEqualTo(16);
  }

  /** F9: a callback may be given an executor, whose refusal is logged. */
  @Test
  void callbackMayRunThroughAnExecutor() throws Exception {
    List<Runnable> given = new CopyOnWriteArrayList<>();
    CompletableFuture<Thread> seen = new CompletableFuture<>();
    Future<?> future = open(1).submit(() -> 1);
    future.addDoneCallback(f -> seen.complete(Thread.currentThread()), given::add);
    future.result();
    eventually("the executor has the callback", () -> given.size() == 1);
    assertThat(seen).isNotDone();
    given.get(0).run();
    assertThat(seen.get()).isSameAs(Thread.currentThread());
    future.addDoneCallback(
        f -> {},
        callback -> {
          throw new RejectedExecutionException("closed");
        });
    assertThat(logged().take("the executor of a callback refused it").getThrown())
        .hasMessage("closed");
  }

  @Test
  void nullCallbackIsRefused() {
    Future<?> future = open(1).submit(() -> 1);
    assertThatThrownBy(() -> future.addDoneCallback(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> future.addDoneCallback(f -> {}, null))
        .isInstanceOf(NullPointerException.class);
  }

  /** Every callback runs once, also those that are added while the task completes. */
  @Test
  void callbacksAddedDuringCompletionRunOnce() throws Exception {
    Executor pool = open(2);
    for (int round = 0; round < 100; round++) {
      List<Integer> ran = new CopyOnWriteArrayList<>();
      Future<Integer> future = pool.submit(Tasks::square, round);
      for (int i = 0; i < 20; i++) {
        int number = i;
        future.addDoneCallback(f -> ran.add(number));
      }
      eventually("all callbacks", () -> ran.size() >= 20);
      assertThat(ran).hasSize(20).doesNotHaveDuplicates();
    }
  }

  /** Beyond 12: a callback may shut the pool down; it takes effect even if it cannot wait. */
  @Test
  void poolMayBeShutDownByACallback() throws Exception {
    Gate gate = gate();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Executor pool = open(1);
    Future<?> first = pool.submit(gate::await);
    Future<Integer> queued = pool.submit(Tasks::square, 4);
    first.addDoneCallback(
        f -> {
          pool.shutdown();
          try {
            pool.close();
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("cannot wait for its own end");
          }
          closed.complete(pool.isShutdown());
        });
    gate.open();
    assertThat(closed.get()).isTrue();
    assertThat(queued.result()).as("queued work still runs").isEqualTo(16);
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    pool.close();
  }

  /** A stage of a pool's future is the JDK's own (F20). */
  @Test
  void futureIsAStage() throws Exception {
    Executor pool = open(2);
    Future<Integer> future = pool.submit(Tasks::square, 3);
    assertThat(future.thenApply(n -> n + 1).toCompletableFuture().get()).isEqualTo(10);
    assertThatObject(future.toCompletableFuture()).isNotSameAs(future.toCompletableFuture());
    Future<Integer> failed = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    assertThat(failed.exceptionally(e -> -1).toCompletableFuture().get()).isEqualTo(-1);
  }
}
