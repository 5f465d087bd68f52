package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules that were found by reading the engine, and that chance would produce once in a long
 * while: here latches and the engine's own locks force them. Each holds one thread exactly where it
 * hurts.
 *
 * <p>Longer than 400 lines because each schedule is one test, and all hold threads the same way.
 */
@Timeout(60)
class ForcedSchedulesTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Opened by each test's end, so that a failure leaves no task waiting. */
  private final CountDownLatch end = new CountDownLatch(1);

  private final List<ThreadPoolExecutor> pools = new ArrayList<>();

  private ThreadPoolExecutor pool(int maxWorkers) {
    return pool(maxWorkers, Duration.ofSeconds(1));
  }

  private ThreadPoolExecutor pool(int maxWorkers, Duration keepAlive) {
    ThreadPoolExecutor pool =
        ThreadPoolExecutor.builder()
            .maxWorkers(maxWorkers)
            .keepAlive(keepAlive)
            .daemon(true)
            .build();
    pools.add(pool);
    return pool;
  }

  @AfterEach
  void close() {
    end.countDown();
    pools.forEach(pool -> pool.close(Duration.ofSeconds(1)));
  }

  // ---- nobody sleeps while there is work

  /**
   * W and X have become idle; W finds T, which was submitted when nobody was idle yet and so woke
   * nobody; before W has left the idle list, U is submitted and wakes W. X must be woken for U.
   */
  @Test
  void aWakeUpThatReachesABusyWorkerIsPassedOn() {
    ThreadPoolExecutor pool = pool(2, Duration.ofMinutes(1));
    CountDownLatch finishX = new CountDownLatch(1);
    CountDownLatch finishW = new CountDownLatch(1);
    AtomicReference<Thread> x = new AtomicReference<>();
    AtomicReference<Thread> w = new AtomicReference<>();
    CountDownLatch beforePublishX = new CountDownLatch(1);
    CountDownLatch beforePublishW = new CountDownLatch(1);
    Task<?> taskX = submitTracked(pool, x, finishX);
    Task<?> taskW = submitTracked(pool, w, finishW);
    hold(Objects.requireNonNull(taskX.attempts()), beforePublishX);
    hold(Objects.requireNonNull(taskW.attempts()), beforePublishW);
    ReentrantLock roster = rosterLock(taskX.engine());
    CountDownLatch uRan = new CountDownLatch(1);
    Future<Boolean> t;
    roster.lock();
    try {
      finishX.countDown();
      until(() -> roster.hasQueuedThread(x.get())); // about to become idle
      finishW.countDown();
      until(() -> roster.hasQueuedThread(w.get()));
      t = pool.submit(() -> uRan.await(SOON.toSeconds(), TimeUnit.SECONDS));
    } finally {
      roster.unlock();
    }
    until(() -> isIn(x, Thread.State.BLOCKED) && isIn(w, Thread.State.BLOCKED)); // idle, publishing
    roster.lock();
    try {
      beforePublishW.countDown();
      until(() -> roster.hasQueuedThread(w.get())); // it has T and wants to leave the idle list
      beforePublishX.countDown();
      until(() -> isIn(x, Thread.State.TIMED_WAITING)); // it has looked again, and sleeps
      pool.submit(uRan::countDown);
    } finally {
      roster.unlock();
    }
    assertThat(t.result()).as("U ran on X while T waited for it on W").isTrue();
  }

  /**
   * W, Y and X have become idle, and none has looked at the queue since. T wakes X, but W finds it;
   * before W has left the idle list, U and V wake Y and W. X and Y are as many as U and V, so W,
   * which passes its wake-up on, must not start a fourth worker.
   */
  @Test
  void aWakeUpThatIsPassedOnCountsThoseThatAreAboutToPoll() {
    ThreadPoolExecutor pool = pool(8, Duration.ofMinutes(1));
    List<AtomicReference<Thread>> threads = new ArrayList<>();
    List<CountDownLatch> finish = new ArrayList<>();
    List<CountDownLatch> publish = new ArrayList<>();
    Task<?> last = null;
    for (int i = 0; i < 3; i++) { // W, Y, X
      threads.add(new AtomicReference<>());
      finish.add(new CountDownLatch(1));
      publish.add(new CountDownLatch(1));
      last = submitTracked(pool, threads.get(i), finish.get(i));
      hold(Objects.requireNonNull(last.attempts()), publish.get(i));
    }
    for (int i = 0; i < 3; i++) {
      AtomicReference<Thread> thread = threads.get(i);
      finish.get(i).countDown();
      until(() -> isIn(thread, Thread.State.BLOCKED)); // idle, publishing
    }
    CountDownLatch bothRan = new CountDownLatch(2);
    Future<?> t = pool.submit(() -> await(bothRan));
    ReentrantLock roster = rosterLock(Objects.requireNonNull(last).engine());
    roster.lock();
    try {
      publish.get(0).countDown();
      until(() -> roster.hasQueuedThread(threads.get(0).get())); // it has T, and wants to leave
      pool.submit(bothRan::countDown);
      pool.submit(bothRan::countDown);
    } finally {
      roster.unlock();
    }
    until(t::running);
    publish.get(1).countDown();
    publish.get(2).countDown();
    t.result();
    assertThat(pool.stats().workers()).hasSize(3);
  }

  /** The worker becomes idle, then a callback is added, then it is woken for another task. */
  @Test
  void aLateCallbackDoesNotStrandTheTaskItsWorkerWasWokenFor() {
    ThreadPoolExecutor pool = pool(2);
    CountDownLatch finish = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Task<?> first = submitTracked(pool, thread, finish);
    Worker worker = (Worker) Objects.requireNonNull(first.state());
    CountDownLatch inCallback = new CountDownLatch(1);
    Future<Integer> second;
    synchronized (Objects.requireNonNull(first.attempts())) { // it cannot publish its outcome
      finish.countDown();
      until(() -> worker.idle);
      first.addDoneCallback(
          f -> {
            inCallback.countDown();
            await(end);
          });
      second = pool.submit(() -> 2);
    }
    await(inCallback);
    assertThat(second.result(SOON)).isEqualTo(2);
  }

  /** A callback waits for a queued task, which its worker runs; it is not free afterwards. */
  @Test
  void aWorkerInACallbackIsNotIdleAfterItHasHelped() throws InterruptedException {
    ThreadPoolExecutor pool = pool(3, Duration.ofMillis(20));
    CountDownLatch finishFirst = new CountDownLatch(1);
    CountDownLatch finishOther = new CountDownLatch(1);
    CountDownLatch helping = new CountDownLatch(1);
    CountDownLatch finishHelped = new CountDownLatch(1);
    CountDownLatch helped = new CountDownLatch(1);
    Future<?> first = pool.submit(() -> await(finishFirst));
    pool.submit(() -> await(end));
    Future<?> other = pool.submit(() -> await(finishOther));
    Future<?> queued =
        pool.submit(
            () -> {
              helping.countDown();
              await(finishHelped);
            });
    first.addDoneCallback(
        f -> {
          queued.result();
          helped.countDown();
          await(end);
        });
    finishFirst.countDown();
    await(helping);
    finishOther.countDown();
    other.result();
    until(() -> pool.stats().workers().size() == 2); // the third has reached its keep-alive time
    finishHelped.countDown();
    await(helped);
    assertThat(pool.submit(() -> 2).result(SOON)).isEqualTo(2);
  }

  /** What an uncaught exception handler does is foreign code as well. */
  @Test
  void aWorkerInAnUncaughtExceptionHandlerIsNotIdle() {
    ThreadPoolExecutor pool = pool(2);
    CountDownLatch handling = new CountDownLatch(1);
    pool.execute(
        () -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler(
                  (t, e) -> {
                    handling.countDown();
                    await(end);
                  });
          throw new IllegalStateException("as planned");
        });
    await(handling);
    assertThat(pool.submit(() -> 2).result(SOON)).isEqualTo(2);
  }

  /**
   * A waiting worker looks for a circle, for which it waits for a lock; that uses up the wake-up by
   * which it would have learnt that it can run the retry of what it waits for.
   */
  @Test
  void aRetryIsRunByItsWaiterThoughTheWakeUpCameEarly() throws InterruptedException {
    ThreadPoolExecutor pool = pool(1);
    ThreadPoolExecutor busy = pool(1);
    busy.submit(() -> await(end));
    Task<?> elsewhere = (Task<?>) busy.submit(() -> 1); // queued, so the search asks its roster
    ReentrantLock lock = rosterLock(elsewhere.engine());
    AtomicReference<Thread> waiter = new AtomicReference<>();
    AtomicReference<Task<?>> retried = new AtomicReference<>();
    AtomicInteger attempts = new AtomicInteger();
    Executor retrying =
        pool.with(TaskOptions.defaults().retries(1).retryDelay(Duration.ofMillis(200)));
    Call<Integer> failsOnce =
        () -> {
          if (attempts.incrementAndGet() == 1) {
            throw new IllegalStateException("as planned");
          }
          return 1;
        };
    Future<?> waits;
    lock.lock();
    try {
      waits =
          pool.submit(
              () -> {
                waiter.set(Thread.currentThread());
                Future<?> inner = retrying.submit(failsOnce);
                retried.set((Task<?>) inner);
                Futures.wait(List.<Future<?>>of(inner, elsewhere));
              });
      until(() -> waiter.get() != null && lock.hasQueuedThread(waiter.get()));
      until(() -> attempts.get() == 2 || !retried.get().isDelayed()); // queued again, and it knows
    } finally {
      lock.unlock();
    }
    until(() -> attempts.get() == 2);
    end.countDown();
    waits.result(SOON);
  }

  // ---- retries

  /**
   * A waiting worker runs a queued task, whose entry stays in the queue; the task fails and is to
   * be retried later; another worker comes upon the entry.
   */
  @Test
  void theQueueEntryOfAnEarlierAttemptDoesNotStartTheNextOne() throws InterruptedException {
    ThreadPoolExecutor pool = pool(2);
    CountDownLatch otherStarted = new CountDownLatch(1);
    CountDownLatch finishOther = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    AtomicLong failedAt = new AtomicLong();
    AtomicLong retriedAt = new AtomicLong();
    Future<?> other =
        pool.submit(
            () -> {
              otherStarted.countDown();
              await(finishOther);
            });
    await(otherStarted);
    Executor retrying =
        pool.with(TaskOptions.defaults().retries(1).retryDelay(Duration.ofSeconds(1)));
    Call<Integer> failsOnce =
        () -> {
          if (failedAt.compareAndSet(0, System.nanoTime())) {
            failed.countDown();
            throw new IllegalStateException("as planned");
          }
          retriedAt.set(System.nanoTime());
          return 1;
        };
    Future<Integer> waits = pool.submit(() -> retrying.submit(failsOnce).result());
    await(failed);
    finishOther.countDown();
    other.result();
    assertThat(waits.result(SOON)).isEqualTo(1);
    pool.shutdown();
    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).as("terminated").isTrue();
    Duration delay = Duration.ofNanos(retriedAt.get() - failedAt.get());
    assertThat(delay).isGreaterThanOrEqualTo(Duration.ofMillis(450));
  }

  /** The same, but the other worker had polled the entry already when the attempt failed. */
  @Test
  void aTaskThatWasPolledBeforeItFailedIsNotDelayedAnyMoreOnceItIsDone() {
    ManualPool pool = new ManualPool(2);
    TaskOptions options = TaskOptions.defaults().retries(1).retryDelay(Duration.ofHours(1));
    Task<Integer> task = pool.submit(options, () -> 1);
    pool.submit(() -> 2);
    ManualPool.ManualWorker slow = pool.workers.get(0);
    ManualPool.ManualWorker waiter = pool.workers.get(1);
    assertThat(slow.step() == task).isTrue();
    assertThat(waiter.begin(task)).isTrue();
    assertThat(waiter.fail(task, new IllegalStateException("as planned"))).isFalse();
    if (slow.begin(task)) { // too early, or not at all
      slow.end(task, 1);
      assertThat(pool.engine.delayed).as("what keeps the pool from terminating").isEmpty();
    }
  }

  /** Shut down between the first attempt of a task and the end of its submit. */
  @Test
  void aTaskThatHasRunIsNotRefusedAnyMore() throws InterruptedException {
    ThreadPoolExecutor pool = pool(2);
    CountDownLatch finish = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Engine engine = submitTracked(pool, thread, finish).engine();
    AtomicInteger attempts = new AtomicInteger();
    AtomicReference<Object> submitted = new AtomicReference<>();
    Thread submitter =
        new Thread(
            () -> {
              TaskOptions options = TaskOptions.defaults().retries(1);
              try {
                submitted.set(
                    pool.with(options.retryDelay(Duration.ofHours(1)))
                        .submit(
                            () -> {
                              attempts.incrementAndGet();
                              throw new IllegalStateException("as planned");
                            }));
              } catch (RejectedExecutionException e) {
                submitted.set(e);
              }
            });
    ReentrantLock roster = rosterLock(engine);
    roster.lock();
    try {
      submitter.start();
      until(() -> roster.hasQueuedThread(submitter)); // queued; about to make a second worker
      Task<Integer> filler = new Task<>(new Submission(engine, TaskOptions.defaults()), () -> 1);
      filler.cancel();
      engine.queue.add(filler); // so that the first worker does not want to become idle yet
      finish.countDown();
      until(() -> engine.delayed.size() == 1); // the first worker has run it
      pool.shutdown(false, false);
    } finally {
      roster.unlock();
    }
    submitter.join();
    assertThat(attempts).hasValue(1);
    assertThat(submitted.get()).isInstanceOf(Future.class);
    pool.shutdown(false, true);
    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).as("terminated").isTrue();
  }

  /** Timed out, but the pool stops before the attempt has ended, so that there is no retry. */
  @Test
  void anAttemptThatTimedOutCountsAsFailedWhateverItReturns() {
    ThreadPoolExecutor pool = pool(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Future<Integer> future =
        pool.with(TaskOptions.defaults().timeout(Duration.ofMillis(10)).retries(1))
            .submit(
                () -> {
                  while (finish.getCount() > 0) {
                    try {
                      finish.await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                    }
                  }
                  return 1;
                });
    await(interrupted);
    pool.shutdownNow();
    finish.countDown();
    assertThat(future.exception(SOON)).isInstanceOf(TaskTimeoutException.class);
    pool.close();
    assertThat(pool.stats().failed()).isEqualTo(1);
    assertThat(pool.stats().succeeded()).isZero();
  }

  // ---- interrupts

  /** Cancelled between the end of a nested task and the return to the one that waits for it. */
  @Test
  void anInterruptThatComesDuringANestedTasksCallbackReachesTheTaskBelow() {
    ThreadPoolExecutor pool = pool(1);
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch callbackInterrupted = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Future<?> outer =
        pool.submit(
            () -> {
              Future<Integer> inner = pool.submit(() -> 1);
              inner.addDoneCallback(
                  f -> {
                    inCallback.countDown();
                    try {
                      cancelled.await();
                    } catch (InterruptedException e) {
                      callbackInterrupted.countDown();
                    }
                  });
              try {
                inner.result();
                interrupted.complete(end.await(2, TimeUnit.SECONDS));
              } catch (InterruptedException | UncheckedInterruptedException e) {
                interrupted.complete(true);
              }
            });
    await(inCallback);
    assertThat(outer.cancel(true)).isTrue();
    cancelled.countDown();
    assertThat(interrupted.join()).as("the cancelled task was interrupted").isTrue();
    assertThat(callbackInterrupted.getCount()).as("the callback was interrupted").isOne();
  }

  /** Cancelled between the decision to run a nested task and its start. */
  @Test
  void anInterruptThatComesBeforeANestedTaskDoesNotHitIt() {
    ThreadPoolExecutor pool = pool(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicReference<Future<Boolean>> inner = new AtomicReference<>();
    Future<?> outer =
        pool.submit(
            () -> {
              thread.set(Thread.currentThread());
              inner.set(pool.submit(() -> Thread.currentThread().isInterrupted()));
              started.countDown();
              await(go);
              inner.get().result();
            });
    await(started);
    synchronized (Objects.requireNonNull(((Task<?>) outer).state())) { // the worker's monitor
      go.countDown();
      until(() -> isIn(thread, Thread.State.BLOCKED));
      outer.cancel(true);
    }
    assertThat(inner.get().result(SOON)).isFalse();
  }

  /** A worker whose nested task ran out of memory is as suspect as any other (DECISIONS 17). */
  @Test
  void aWorkerThatSawAnOutOfMemoryErrorInANestedTaskIsNotUsedAgain() {
    ThreadPoolExecutor pool = pool(1);
    Call<Integer> outOfMemory =
        () -> {
          throw new OutOfMemoryError("as planned");
        };
    Future<Thread> first =
        pool.submit(
            () -> {
              pool.submit(outOfMemory).exception();
              return Thread.currentThread();
            });
    Future<Thread> second = pool.submit(() -> Thread.currentThread());
    assertThat(second.result()).isNotSameAs(first.result());
  }

  // ---- circles

  /** All workers of two pools wait for tasks that are queued in the other pool. */
  @Test
  void aCircleOfManyWorkersIsFoundInReasonableTime() {
    int workers = 16;
    ThreadPoolExecutor one = pool(workers);
    ThreadPoolExecutor two = pool(workers);
    CountDownLatch running = new CountDownLatch(2 * workers);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> queuedInOne = new CopyOnWriteArrayList<>();
    List<Future<Integer>> queuedInTwo = new CopyOnWriteArrayList<>();
    List<Future<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      int number = i;
      for (ThreadPoolExecutor pool : List.of(one, two)) {
        List<Future<Integer>> others = pool == one ? queuedInTwo : queuedInOne;
        waiting.add(
            pool.submit(
                () -> {
                  running.countDown();
                  await(go);
                  return others.get(number).result();
                }));
      }
    }
    await(running);
    for (int i = 0; i < workers; i++) {
      queuedInOne.add(one.submit(() -> 1));
      queuedInTwo.add(two.submit(() -> 1));
    }
    go.countDown();
    var outcome = Futures.wait(waiting, Duration.ofSeconds(10), ReturnWhen.ALL_COMPLETED);
    waiting.forEach(f -> f.cancel(true));
    assertThat(outcome.notDone()).isEmpty();
  }

  /** The queued task of another pool that is waited for has its worker made at this moment. */
  @Test
  void aWorkerThatIsBeingMadeIsNotOverlookedInTheSearchForACircle() {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch made = new CountDownLatch(1);
    ThreadBackend threads = new ThreadBackend("slow", false, true);
    Backend slow =
        new Backend() {
          @Override
          protected Worker newWorker(Pool pool, int number) {
            if (number == 1) {
              making.countDown();
              await(made);
            }
            return threads.newWorker(pool, number);
          }

          @Override
          protected BrokenExecutorException broken(String message, Throwable cause) {
            return threads.broken(message, cause);
          }
        };
    Engine engine = new Engine(new PoolSettings("slow", 2, 0, null, null, SOON, true), slow);
    Submission submission = new Submission(engine, TaskOptions.defaults());
    CompletableFuture<Future<Integer>> outer = new CompletableFuture<>();
    Task<Integer> waitsForOuter = engine.submit(submission, () -> outer.join().result());
    Thread submitter = new Thread(() -> engine.submit(submission, () -> 0));
    submitter.start();
    await(making);
    Task<Integer> queued = engine.submit(submission, () -> 7);
    CountDownLatch go = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Integer> waits =
        pool(1)
            .submit(
                () -> {
                  await(go);
                  thread.set(Thread.currentThread());
                  return queued.result();
                });
    outer.complete(waits);
    until(() -> waitsForOuter.state() instanceof Worker worker && worker.blockedOn != null);
    go.countDown();
    until(() -> waits.done() || isIn(thread, Thread.State.WAITING));
    made.countDown();
    try {
      assertThat(waits.result(SOON)).isEqualTo(7);
    } finally {
      engine.shutdownNow();
    }
  }

  /** A wait for the first exception ends when another future fails: it is in no circle. */
  @Test
  void aWaitForTheFirstExceptionIsNotTakenForACircle() {
    ThreadPoolExecutor pool = pool(2);
    CountDownLatch fail = new CountDownLatch(1);
    Future<Integer> fails =
        pool.submit(
            () -> {
              await(fail);
              throw new IllegalStateException("as planned");
            });
    CompletableFuture<Future<Integer>> self = new CompletableFuture<>();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Integer> waits =
        pool.submit(
            () -> {
              List<Future<Integer>> fs = List.of(self.join(), fails);
              thread.set(Thread.currentThread());
              return Futures.wait(fs, ReturnWhen.FIRST_EXCEPTION).done().size();
            });
    self.complete(waits);
    until(() -> waits.done() || isIn(thread, Thread.State.WAITING));
    fail.countDown();
    assertThat(waits.result(SOON)).isEqualTo(1);
  }

  // ---- asCompleted

  /** The only worker waits for the next future when somebody adds a task that is queued there. */
  @Test
  void aTaskThatIsAddedMeanwhileIsRunByTheWorkerThatWaits() {
    ThreadPoolExecutor pool = pool(1);
    Promise<Integer> never = new Promise<>();
    var completed = Futures.asCompleted(List.of(never.future()));
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Integer> waits =
        pool.submit(
            () -> {
              thread.set(Thread.currentThread());
              return completed.next().result();
            });
    until(() -> isIn(thread, Thread.State.WAITING));
    completed.add(pool.submit(() -> 5));
    try {
      assertThat(waits.result(SOON)).isEqualTo(5);
    } finally {
      never.setResult(0);
    }
  }

  /** All have been handed out, then a future of another library is added. */
  @Test
  void aForeignFutureThatIsAddedAfterTheLastOneArrives() {
    CompletableFuture<Integer> one = CompletableFuture.completedFuture(1);
    CompletableFuture<Integer> two = new CompletableFuture<>();
    var completed = Futures.asCompleted(List.of(one), Duration.ofSeconds(2));
    assertThat(completed.next()).isSameAs(one);
    completed.add(two);
    two.complete(2);
    assertThat(completed.next()).isSameAs(two);
  }

  /** The completer has published its outcome and is about to tell those who wait. */
  @Test
  void whatIsDoneIsHandedOutEvenIfItHasNotArrived() {
    Promise<Integer> promise = new Promise<>();
    var completed = Futures.asCompleted(List.of(promise.future()), Duration.ZERO);
    ((AbstractFuture<Integer>) promise.future()).transition(null, AbstractFuture.outcomeOf(1));
    assertThat(promise.future().done()).isTrue();
    assertThat(completed.next() == promise.future()).isTrue();
  }

  // ---- the end

  /** The worker reaches its keep-alive time while the pool is closed (CONTRACT D2). */
  @Test
  void afterCloseNoThreadIsLeft() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    int alive = 0;
    for (int i = 0; i < 2_000; i++) {
      try (ThreadPoolExecutor pool =
          ThreadPoolExecutor.builder().maxWorkers(1).keepAlive(Duration.ZERO).build()) {
        pool.submit(() -> thread.set(Thread.currentThread())).result();
      }
      if (thread.get().isAlive()) {
        alive++;
      }
    }
    assertThat(alive).as("workers alive after close").isZero();
  }

  // ---- how threads are held

  /** A task that needs its {@link Attempts}, whose monitor it takes before it publishes. */
  private Task<?> submitTracked(
      ThreadPoolExecutor pool, AtomicReference<Thread> thread, CountDownLatch finish) {
    CountDownLatch started = new CountDownLatch(1);
    Future<?> task =
        pool.with(TaskOptions.defaults().timeout(Duration.ofHours(1)))
            .submit(
                () -> {
                  thread.set(Thread.currentThread());
                  started.countDown();
                  await(finish);
                });
    await(started);
    return (Task<?>) task;
  }

  /** Has a thread hold the monitor until the latch opens. */
  private void hold(Object monitor, CountDownLatch until) {
    CountDownLatch held = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              synchronized (monitor) {
                held.countDown();
                await(until);
              }
            });
    holder.setDaemon(true);
    holder.start();
    await(held);
  }

  private static ReentrantLock rosterLock(Engine engine) {
    try {
      var field = Roster.class.getDeclaredField("lock");
      field.setAccessible(true);
      return (ReentrantLock) field.get(engine.roster);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the roster has changed: find its lock again", e);
    }
  }

  private static boolean isIn(AtomicReference<Thread> thread, Thread.State state) {
    return thread.get() != null && thread.get().getState() == state;
  }

  private static void until(BooleanSupplier condition) {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("the schedule could not be forced");
      }
      Thread.yield();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("a latch was not opened");
      }
    } catch (InterruptedException e) {
      throw new UncheckedInterruptedException("interrupted at a latch");
    }
  }
}
