package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds where tasks run on threads of this JVM and share its memory. */
public abstract class ThreadContract extends ContractTest {
  /** F4, F7: the very object that the task threw. */
  @Test
  void exceptionIsTheSameObject() {
    Executor pool = open(1);
    RuntimeException unchecked = new IllegalStateException("unchecked");
    Error error = new AssertionError("error");
    IOException checked = new IOException("checked");
    assertThatThrownBy(pool.submit(() -> Tasks.raise(unchecked))::result).isSameAs(unchecked);
    assertThatThrownBy(pool.submit(() -> Tasks.raise(error))::result).isSameAs(error);
    Future<?> future = pool.submit(() -> Tasks.raise(checked));
    assertThat(future.exception()).isSameAs(checked);
    assertThatThrownBy(future::result).isInstanceOf(CompletionException.class).hasCause(checked);
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(checked);
  }

  /** The same Throwable thrown by two tasks (beyond 11). */
  @Test
  void exceptionThrownTwiceIsNotChanged() {
    Executor pool = open(2);
    RuntimeException shared = new IllegalStateException("shared");
    StackTraceElement[] frames = shared.getStackTrace();
    Future<?> one = pool.submit(() -> Tasks.raise(shared));
    Future<?> two = pool.submit(() -> Tasks.raise(shared));
    for (Future<?> future : List.of(one, two, one)) {
      assertThatThrownBy(future::result).isSameAs(shared);
    }
    assertThat(shared.getStackTrace()).isEqualTo(frames);
    assertThat(shared.getSuppressed()).isEmpty();
  }

  /** F9, DECISIONS 12: the worker that ran the task runs its callbacks. */
  @Test
  void callbacksRunInTheWorker() throws Exception {
    Gate gate = gate();
    CompletableFuture<Thread> callback = new CompletableFuture<>();
    Future<Thread> future =
        open(1)
            .submit(
                () -> {
                  gate.await();
                  return Thread.currentThread();
                });
    future.addDoneCallback(f -> callback.complete(Thread.currentThread()));
    gate.open();
    assertThat(callback.get()).isSameAs(future.result());
  }

  /** Cancelled while a callback of its nested task runs, the outer task gets its interrupt. */
  @Test
  void interruptDuringACallbackOfANestedTaskIsKept() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> outer =
        pool.submit(
            () -> {
              Future<?> nested = pool.submit(gate::arriveAndAwait);
              nested.addDoneCallback(
                  f -> {
                    inCallback.countDown();
                    awaitUninterruptibly(cancelled);
                  });
              nested.result();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    gate.awaitArrivals(1);
    gate.open();
    inCallback.await();
    outer.cancel(true);
    cancelled.countDown();
    assertThat(interrupted.get()).isTrue();
  }

  /** Plain Runnables and Callables, which need not be serializable here. */
  @Test
  void plainJdkTasksAreAccepted() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Executor pool = open(2);
    Callable<Integer> callable = ran::incrementAndGet;
    Runnable runnable = ran::incrementAndGet;
    assertThat(pool.submit(callable).result()).isEqualTo(1);
    assertThat(pool.submit(runnable).result()).isNull();
    assertThat(pool.submit(runnable, "given").result()).isEqualTo("given");
    assertThat(pool.invokeAll(List.of(callable, callable))).hasSize(2);
    assertThat(pool.invokeAny(List.of(callable))).isEqualTo(6);
  }

  @Test
  void executeRunsAndSupplyAsyncWorks() throws Exception {
    Executor pool = open(1);
    CompletableFuture<String> ran = new CompletableFuture<>();
    pool.execute(() -> ran.complete("ran"));
    assertThat(ran.get()).isEqualTo("ran");
    assertThat(CompletableFuture.supplyAsync(() -> 6, pool).thenApplyAsync(n -> n * 7, pool).get())
        .isEqualTo(42);
  }

  /** Nobody has the future of execute: its failure goes where those of threads go. */
  @Test
  void failureOfExecuteIsAnUncaughtException() throws Exception {
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Executor pool = open(1);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.complete(thrown));
    try {
      pool.execute(
          () -> {
            throw new IllegalStateException("nobody looks");
          });
      assertThat(uncaught.get()).hasMessage("nobody looks");
      assertThat(pool.submit(() -> 1).result()).as("the worker lives").isEqualTo(1);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** DECISIONS 13: the caller's own objects, so that it can run them elsewhere. */
  @Test
  void shutdownNowReturnsTheCallersOwnRunnables() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    occupy(pool, 1, never);
    AtomicInteger ran = new AtomicInteger();
    Runnable executed = ran::incrementAndGet;
    Runnable submitted = ran::incrementAndGet;
    pool.execute(executed);
    pool.submit(submitted);
    pool.submit(ran::incrementAndGet);
    List<Runnable> neverStarted = pool.shutdownNow();
    assertThat(neverStarted).hasSize(3).startsWith(executed, submitted);
    neverStarted.forEach(Runnable::run);
    assertThat(ran).hasValue(3);
  }

  /** The stack trace of a timeout tells where the task was. */
  @Test
  void timeoutShowsWhereTheTaskWas() throws Exception {
    Gate never = gate();
    Future<?> future =
        open(1).with(TaskOptions.defaults().timeout(SOON)).submit(() -> notInTime(never));
    assertThat(future.exception()).isInstanceOf(TaskTimeoutException.class);
    assertThat(Arrays.stream(future.exception().getStackTrace()).map(Object::toString))
        .anyMatch(frame -> frame.contains("notInTime"));
  }

  private static Object notInTime(Gate never) throws InterruptedException {
    never.arriveAndAwait();
    return null;
  }

  /** package-info, "Memory consistency": plain fields are seen across submit and result. */
  @Test
  void submitAndResultPublish() {
    Executor pool = open(2);
    for (int i = 0; i < 500; i++) {
      int[] plain = {i};
      Future<?> future =
          pool.submit(
              () -> {
                plain[0]++;
              });
      future.result();
      assertThat(plain[0]).isEqualTo(i + 1);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** T8: a worker does not carry anything over from the task before. */
  @Test
  void interruptFlagThatATaskSetsIsGoneAfterIt() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    pool.submit(() -> Thread.currentThread().interrupt()).result();
    assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).result()).isFalse();
  }

  /** test_threads_terminate: after close the threads are gone, not only going. */
  @Test
  void threadsAreGoneAfterClose() throws Exception {
    Rounds rounds = Rounds.atMost(100);
    while (rounds.another()) {
      CountDownLatch all = new CountDownLatch(3);
      List<Thread> threads = new CopyOnWriteArrayList<>();
      Executor pool = open(3);
      for (int i = 0; i < 3; i++) {
        pool.submit(
            () -> {
              threads.add(Thread.currentThread());
              all.countDown();
              all.await();
            });
      }
      pool.close();
      assertThat(threads).hasSize(3).doesNotHaveDuplicates().noneMatch(Thread::isAlive);
    }
  }
}
