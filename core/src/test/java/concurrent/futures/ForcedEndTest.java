package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Counter;
import concurrent.futures.contract.EventLog;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code terminateWorkers} and {@code killWorkers} (CONTRACT P14, P15). */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class ForcedEndTest extends ContractTest {
  private ProcessPoolExecutor pool(int workers, Consumer<ProcessPoolExecutor.Builder> settings) {
    return (ProcessPoolExecutor)
        open(
            builder -> {
              builder.maxWorkers(workers);
              settings.accept((ProcessPoolExecutor.Builder) builder);
            });
  }

  private ProcessPoolExecutor pool(int workers) {
    return pool(workers, builder -> {});
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static List<Future<Integer>> squares(Executor pool, int count) {
    return IntStream.range(0, count).mapToObj(i -> pool.submit(Tasks::square, i)).toList();
  }

  private static int countAndReturn(Counter counter, int i) {
    counter.increment();
    return i;
  }

  /** Two ways to end all workers. */
  enum Force {
    TERMINATE {
      @Override
      void apply(ProcessPoolExecutor pool) {
        pool.terminateWorkers();
      }
    },
    KILL {
      @Override
      void apply(ProcessPoolExecutor pool) {
        pool.killWorkers();
      }
    };

    abstract void apply(ProcessPoolExecutor pool);
  }

  /** test_terminate_workers, test_kill_workers, test_force_shutdown_workers, …_stops_pool. */
  @ParameterizedTest
  @EnumSource
  void startedTaskNeverFinishesWhenItsWorkerIsForcedToEnd(Force force) throws Exception {
    Gate gate = gate();
    EventLog log = log();
    ProcessPoolExecutor pool = pool(1);
    Future<String> started =
        pool.submit(
            () -> {
              gate.arriveAndAwait();
              return log.add("finished");
            });
    gate.awaitArrivals(1);
    Future<Integer> queued = pool.submit(Tasks::square, 2);
    long pid = pool.stats().workers().get(0).pid();
    force.apply(pool);
    assertThat(queued.cancelled()).isTrue();
    assertThat(started.exception())
        .isInstanceOf(WorkerCrashedException.class)
        .hasMessageContaining("Workers() was called")
        .satisfies(
            e ->
                assertThat(((WorkerCrashedException) e).kind())
                    .isEqualTo(WorkerCrashedException.Kind.KILLED));
    eventually("the end of the pool", pool::isTerminated);
    pool.close();
    assertThat(lives(pid)).isFalse();
    gate.open();
    assertThat(log.events()).isEmpty();
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
  }

  /** The task asked to be tried again, but not in such a pool. */
  @ParameterizedTest
  @EnumSource
  void taskOfAForcedPoolIsNotRetried(Force force) throws Exception {
    Gate gate = gate();
    ProcessPoolExecutor pool = pool(1);
    Future<?> started = pool.with(TaskOptions.defaults().retries(3)).submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    force.apply(pool);
    assertThat(started.exception()).isInstanceOf(WorkerCrashedException.class);
    assertThat(gate.arrived()).isEqualTo(1);
  }

  /** A worker that does not want to be terminated is killed after the grace. */
  @Test
  void terminatedWorkerWhoseExitHookHangsIsKilled() throws Exception {
    Gate gate = gate();
    ProcessPoolExecutor pool = pool(1, builder -> builder.killGrace(Duration.ofMillis(100)));
    Future<?> started =
        pool.submit(
            () -> {
              Runtime.getRuntime().addShutdownHook(new Thread(gate::arriveAndAwaitUninterruptibly));
              gate.arriveAndAwaitUninterruptibly();
            });
    gate.awaitArrivals(1);
    pool.terminateWorkers();
    gate.awaitArrivals(2);
    assertThat(started.exception()).isInstanceOf(WorkerCrashedException.class);
    eventually("the end of the pool", pool::isTerminated);
  }

  /** test_force_shutdown_workers_dead_workers. */
  @ParameterizedTest
  @EnumSource
  void forceOnADeadPoolDoesNothing(Force force) {
    ProcessPoolExecutor pool = pool(1);
    assertThat(pool.submit(() -> Runtime.getRuntime().halt(1)).exception())
        .isInstanceOf(WorkerCrashedException.class);
    force.apply(pool);
    eventually("the end of the pool", pool::isTerminated);
    force.apply(pool);
    pool.close();
    force.apply(pool);
  }

  /** test_force_shutdown_workers_not_started_yet. */
  @ParameterizedTest
  @EnumSource
  void forceBeforeThereAreWorkersOnlyShutsDown(Force force) {
    ProcessPoolExecutor pool = pool(2);
    force.apply(pool);
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.stats().workers()).isEmpty();
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
  }

  /** A worker that is just starting ends too, wherever it is. */
  @ParameterizedTest
  @EnumSource
  void forceWhileWorkersStartEndsThem(Force force) {
    Gate never = gate();
    for (int i = 0; i < 3; i++) {
      ProcessPoolExecutor pool = pool(2, builder -> builder.initializer(never::arriveAndAwait));
      List<Future<Integer>> futures = squares(pool, 4);
      force.apply(pool);
      eventually("the end of the pool", pool::isTerminated);
      assertThat(futures).allMatch(Future::done);
    }
  }

  /** test_force_shutdown_during_max_tasks_worker_exit: no replacement comes. */
  @ParameterizedTest
  @EnumSource
  void forceDuringReplacementsStartsNoMore(Force force) throws Exception {
    Counter initialized = counter();
    Counter started = counter();
    ProcessPoolExecutor pool =
        pool(2, builder -> builder.maxTasksPerWorker(1).initializer(() -> initialized.increment()));
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      futures.add(pool.submit(ForcedEndTest::countAndReturn, started, i));
    }
    started.awaitAtLeast(2);
    force.apply(pool);
    eventually("the end of the pool", pool::isTerminated);
    assertThat(futures).allMatch(Future::done).anyMatch(Future::cancelled);
    assertThat(initialized.get()).isLessThan(30);
  }
}
