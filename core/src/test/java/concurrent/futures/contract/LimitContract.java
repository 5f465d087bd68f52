package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.TaskTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code TaskOptions.timeout}, {@code queueTimeout} and {@code priority} (DECISIONS 8, 9, 18). */
public abstract class LimitContract extends ContractTest {
  private static final TaskOptions BRIEF = TaskOptions.defaults().timeout(SOON);

  private static void assertTimedOut(Future<?> future, Duration limit, String text) {
    assertThatThrownBy(future::result)
        .isInstanceOfSatisfying(
            TaskTimeoutException.class, e -> assertThat(e.timeout()).isEqualTo(limit))
        .hasMessageContaining(text)
        .hasMessageContaining(limit.toString());
  }

  @Test
  void timeoutInterruptsTheTaskAndFreesItsWorker() throws Exception {
    Gate never = gate();
    Executor pool = open(1);
    Future<?> slow = pool.with(BRIEF.name("slow")).submit(never::arriveAndAwait);
    assertTimedOut(slow, SOON, "ran longer than");
    assertThat(slow.exception()).hasMessageContaining("slow");
    assertThatThrownBy(slow::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TaskTimeoutException.class);
    assertThat(slow.cancelled()).isFalse();
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
  }

  /** DECISIONS 8: the future is done at once, the worker when the code has returned. */
  @Test
  void timedOutTaskThatIgnoresTheInterruptKeepsItsWorker() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> stubborn = pool.with(BRIEF).submit(gate::arriveAndAwaitUninterruptibly);
    Future<Integer> next = pool.submit(() -> 2);
    assertTimedOut(stubborn, SOON, "ran longer than");
    assertThat(next.done()).isFalse();
    assertThat(next.running()).isFalse();
    gate.open();
    assertThat(next.result()).isEqualTo(2);
  }

  /** The clock starts with the task, not with its submission. */
  @Test
  void timeInTheQueueDoesNotCount() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Future<?> queued =
        pool.with(TaskOptions.defaults().timeout(Duration.ofNanos(1))).submit(() -> 1);
    long submitted = System.nanoTime();
    eventually("some time has passed", () -> System.nanoTime() - submitted > SOON.toNanos());
    assertThat(queued.done()).isFalse();
    gate.open();
    queued.exception();
  }

  @Test
  void taskThatIsFastEnoughIsLeftAlone() throws Exception {
    Executor pool = open(1).with(TaskOptions.defaults().timeout(LONG).queueTimeout(LONG));
    for (int i = 0; i < 20; i++) {
      assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
    assertThat(pool.submit(() -> Tasks.raise(new Tasks.Crash(1))).exception())
        .isInstanceOf(Tasks.Crash.class);
  }

  /** An interrupt of a task that timed out must not reach the next one. */
  @Test
  void timeoutNeverInterruptsTheNextTask() {
    Executor pool = open(1);
    Executor brief = pool.with(TaskOptions.defaults().timeout(Duration.ofNanos(50_000)));
    Rounds rounds = Rounds.atMost(200);
    for (int i = 0; rounds.another(); i++) {
      int spins = i;
      Future<Integer> victim = brief.submit(() -> spin(spins));
      Future<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
      assertThat(next.result()).as("interrupted, round %s", i).isFalse();
      assertThat(victim.done()).isTrue();
    }
  }

  private static int spin(int times) {
    int sum = 0;
    for (int i = 0; i < times * 20; i++) {
      sum += i;
      Thread.onSpinWait();
    }
    return sum;
  }

  @Test
  void queueTimeoutFailsWhatWaitsTooLong() throws Exception {
    Gate gate = gate();
    Counter ran = counter();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    Executor impatient = pool.with(TaskOptions.defaults().queueTimeout(SOON));
    Future<?> waits = impatient.submit(ran::increment);
    assertTimedOut(waits, SOON, "waited longer than");
    gate.open();
    assertThat(pool.submit(Tasks::square, 3).result()).isEqualTo(9);
    assertThat(ran.get()).isZero();
  }

  @Test
  void queueTimeoutDoesNotConcernWhatHasStarted() throws Exception {
    Gate gate = gate();
    Executor pool = open(1);
    Future<?> started =
        pool.with(TaskOptions.defaults().queueTimeout(LONG)).submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    Future<?> waits = pool.with(TaskOptions.defaults().queueTimeout(Duration.ZERO)).submit(() -> 1);
    assertTimedOut(waits, Duration.ZERO, "waited longer than");
    eventually("it runs", started::running);
    gate.open();
    assertThat(started.result()).isNull();
  }

  /** A limit too far away to count in nanoseconds is no limit. */
  @Test
  void limitsSaturate() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    Executor pool = open(1);
    Future<Integer> future =
        pool.with(TaskOptions.defaults().timeout(forever).queueTimeout(forever)).submit(() -> 1);
    assertThat(future.result(forever)).isEqualTo(1);
  }

  /** S4: higher numbers first, FIFO within. */
  @Test
  void higherPriorityStartsFirst() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    for (int round = 0; round < 3; round++) {
      for (int priority : List.of(0, -1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE, 1)) {
        pool.with(TaskOptions.defaults().priority(priority))
            .submit(log::add, priority + "#" + round);
      }
    }
    gate.open();
    pool.close();
    assertThat(log.events())
        .containsExactly(
            "2147483647#0",
            "2147483647#1",
            "2147483647#2",
            "5#0",
            "5#1",
            "5#2",
            "1#0",
            "1#1",
            "1#2",
            "0#0",
            "0#1",
            "0#2",
            "-1#0",
            "-1#1",
            "-1#2",
            "-2147483648#0",
            "-2147483648#1",
            "-2147483648#2");
  }

  @Test
  void mapOfAViewCarriesItsOptions() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool = open(1);
    occupy(pool, 1, gate);
    pool.map(n -> log.add("ordinary " + n), List.of(1, 2));
    pool.with(TaskOptions.defaults().priority(1)).map(n -> log.add("urgent " + n), List.of(1, 2));
    gate.open();
    pool.close();
    assertThat(log.events()).containsExactly("urgent 1", "urgent 2", "ordinary 1", "ordinary 2");
  }

  /** DECISIONS 16: a get of the JDK saturates too. */
  @Test
  void waitsSaturate() throws Exception {
    Future<Integer> future = open(1).submit(() -> 1);
    assertThat(future.get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(1);
    assertThat(future.result(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(future.result(null)).isEqualTo(1);
  }
}
