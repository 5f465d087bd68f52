package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.WorkerStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many workers there are, and for how long (CONTRACT T1 to T4, P1, P3). */
public abstract class WorkersContract extends ContractTest {
  /** test_max_workers_negative, T2, P1. */
  @Test
  void fewerThanOneWorkerIsRefused() {
    for (int wrong : List.of(0, -1)) {
      assertThatThrownBy(() -> open(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("maxWorkers must be greater than 0, was " + wrong);
    }
  }

  /** test_saturation (thread and process pools). */
  @Test
  void noMoreThanMaxWorkersAreStarted() throws Exception {
    Gate gate = gate();
    Executor pool = open(4);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      futures.add(pool.submit(gate::arriveAndAwait));
    }
    gate.awaitArrivals(4);
    assertThat(pool.stats().workers()).hasSize(4);
    eventually("four run", () -> pool.stats().running() == 4);
    assertThat(pool.stats().pending()).isEqualTo(56);
    assertThat(gate.arrived()).isEqualTo(4);
    gate.open();
    pool.close();
    assertThat(gate.arrived()).isEqualTo(60);
  }

  /** T3: none before there is work, then one for each task that no idle one can take. */
  @Test
  void workersAreStartedWhenThereIsWork() throws Exception {
    Gate gate = gate();
    Executor pool = open(3);
    assertThat(pool.stats().workers()).isEmpty();
    for (int i = 1; i <= 3; i++) {
      occupy(pool, 1, gate);
      assertThat(pool.stats().workers()).hasSize(i);
    }
    gate.open();
  }

  /** test_idle_thread_reuse, test_idle_process_reuse_one, T3. */
  @Test
  void idleWorkerIsReused() {
    Executor pool = open(builder -> builder.maxWorkers(4).keepAlive(LONG));
    for (int i = 0; i < 200; i++) {
      assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
    assertThat(pool.stats().workers()).hasSize(1);
  }

  /** test_idle_process_reuse_multiple. */
  @Test
  void idleWorkersAreReusedByMixedLoad() throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(8).keepAlive(LONG));
    for (int round = 0; round < 5; round++) {
      Gate gate = gate();
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(pool.submit(gate::arriveAndAwait));
      }
      gate.awaitArrivals(3);
      gate.open();
      for (Future<?> future : futures) {
        future.result();
      }
    }
    assertThat(pool.stats().workers()).hasSizeLessThanOrEqualTo(3);
  }

  /** test_blocking_with_limited_workers: what is queued starts when a worker is free. */
  @Test
  void queuedTasksStartOneByOne() throws Exception {
    Executor pool = open(2);
    List<Gate> gates = List.of(gate(), gate(), gate(), gate());
    List<Future<?>> futures = new ArrayList<>();
    for (Gate gate : gates) {
      futures.add(pool.submit(gate::arriveAndAwait));
    }
    gates.get(1).awaitArrivals(1);
    eventually("two run", () -> futures.stream().filter(Future::running).count() == 2);
    gates.get(1).open();
    gates.get(2).awaitArrivals(1);
    eventually("the third runs", () -> futures.get(2).running());
    assertThat(futures.get(3).running()).isFalse();
    assertThat(pool.stats().pending()).isEqualTo(1);
    gates.forEach(Gate::open);
  }

  /** T4: an idle worker ends after keepAlive; the pool goes on. */
  @Test
  void idleWorkersEndAfterKeepAlive() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(Duration.ofMillis(1)));
    String first = pool.submit(() -> TaskContext.current().worker()).result();
    eventually("the end of the idle worker", () -> pool.stats().workers().isEmpty());
    assertThat(pool.isTerminated()).isFalse();
    String second = pool.submit(() -> TaskContext.current().worker()).result();
    assertThat(second).isNotEqualTo(first);
    assertThat(pool.stats().succeeded()).isEqualTo(2);
  }

  /** T4: submitting and ending at the same moment loses no task. */
  @Test
  void workersThatEndAtOnceLoseNoTask() {
    Executor pool = open(builder -> builder.maxWorkers(2).keepAlive(Duration.ZERO));
    Rounds rounds = Rounds.atMost(500);
    for (int i = 0; rounds.another(); i++) {
      assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
  }

  @Test
  void negativeKeepAliveIsRefused() {
    assertThatThrownBy(() -> open(builder -> builder.keepAlive(Duration.ofSeconds(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keepAlive must not be negative, was PT-1S");
    assertThatThrownBy(() -> open(builder -> builder.queueCapacity(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was 0");
  }

  /** T5: without a name, the kind and a number. */
  @Test
  void defaultNamesAreUnique() {
    String one = open(builder -> {}).stats().name();
    String two = open(builder -> {}).stats().name();
    assertThat(one).matches("\\w+PoolExecutor-\\d+").isNotEqualTo(two);
  }

  /** Workers of one pool have different names, which tell the pool. */
  @Test
  void workersAreNamedAfterThePool() throws Exception {
    Gate gate = gate();
    Executor pool = open(builder -> builder.maxWorkers(3).name("crawler"));
    occupy(pool, 3, gate);
    assertThat(pool.stats().workers())
        .extracting(WorkerStats::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.startsWith("crawler"));
    gate.open();
  }
}
