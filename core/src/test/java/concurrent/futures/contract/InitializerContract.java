package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Executor;
import concurrent.futures.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Initializers of workers (CONTRACT T6, P12). */
public abstract class InitializerContract extends ContractTest {
  /** test_initializer. */
  @Test
  void initializerRunsOnceInEveryWorkerBeforeItsFirstTask() throws Exception {
    Gate gate = gate();
    EventLog log = log();
    Executor pool =
        open(
            builder ->
                builder.maxWorkers(3).keepAlive(LONG).initializer(() -> log.add("initialized")));
    assertThat(log.events()).as("no worker is started before there is work").isEmpty();
    for (int i = 0; i < 3; i++) {
      pool.submit(
          () -> {
            log.add("task");
            gate.arriveAndAwait();
          });
      gate.awaitArrivals(i + 1);
      assertThat(log.events()).hasSize(2 * (i + 1)).endsWith("initialized", "task");
    }
    gate.open();
    for (int i = 0; i < 5; i++) {
      pool.submit(Tasks::square, i).result();
    }
    assertThat(log.events()).filteredOn("initialized"::equals).hasSize(3);
  }

  /** test_initializer of the failing one: all is broken, and told. */
  @Test
  void failingInitializerBreaksThePool() throws Exception {
    Gate gate = gate();
    Executor pool =
        open(
            builder ->
                builder
                    .maxWorkers(1)
                    .initializer(
                        () -> {
                          gate.arriveAndAwait();
                          throw new IOException("no database");
                        }));
    List<Future<Integer>> pending =
        List.of(pool.submit(() -> 1), pool.submit(() -> 2), pool.submit(() -> 3));
    gate.awaitArrivals(1);
    assertThat(pending).noneMatch(Future::running);
    gate.open();
    for (Future<?> future : pending) {
      assertThatThrownBy(future::result)
          .isInstanceOf(subject().broken())
          .hasMessageContaining("initializer failed, the pool is not usable anymore")
          .hasMessageContaining(pool.stats().name())
          .hasRootCauseMessage("no database");
    }
    assertThat(pending.stream().map(Future::exception).distinct()).as("one each").hasSize(3);
    assertThatThrownBy(() -> pool.submit(() -> 4))
        .isInstanceOf(subject().broken())
        .isInstanceOf(BrokenExecutorException.class)
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.map(Tasks::square, List.of(1))).isInstanceOf(subject().broken());
    assertThat(logged().take("initializer failed"))
        .satisfies(record -> assertThat(record.getLevel()).isEqualTo(Level.SEVERE))
        .satisfies(record -> assertThat(record.getThrown()).hasStackTraceContaining("no database"));
    assertThat(pool.stats().failed()).isEqualTo(3);
  }

  /** S3: broken is told before shut down. */
  @Test
  void brokenPoolStaysBrokenAfterShutdown() {
    Executor pool = open(builder -> builder.maxWorkers(1).initializer(InitializerContract::fail));
    assertBreaks(pool);
    pool.close();
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(subject().broken());
    logged().take("initializer failed");
  }

  private static void fail() {
    throw new AssertionError("an Error counts too");
  }

  /** By the call that starts a worker, if that fails before it returns, or by its future. */
  private void assertBreaks(Executor pool) {
    assertThatThrownBy(() -> pool.submit(() -> 1).result()).isInstanceOf(subject().broken());
  }

  /** test_spawn (resources): nothing is left of many pools that failed to start. */
  @Test
  void failingInitializersLeakNothing() {
    for (int i = 0; i < 10; i++) {
      Executor pool = open(builder -> builder.maxWorkers(4).initializer(InitializerContract::fail));
      assertBreaks(pool);
      eventually("the end of its workers", () -> pool.stats().workers().isEmpty());
      pool.close();
      logged().take("initializer failed");
    }
    while (logged().poll("initializer failed").isPresent()) {
      // several workers of a pool may have failed
    }
  }

  /** Workers that were fine when another one's initializer failed finish what they run. */
  @Test
  void runningTasksOfABrokenPoolFinish() throws Exception {
    Gate gate = gate();
    Counter workers = counter();
    Executor pool =
        open(
            builder ->
                builder
                    .maxWorkers(2)
                    .initializer(
                        () -> {
                          if (workers.increment() == 2) {
                            fail();
                          }
                        }));
    Future<?> running = pool.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    assertBreaks(pool);
    eventually("it runs", running::running);
    gate.open();
    assertThat(running.result()).isNull();
    eventually("the end of the pool", pool::isTerminated);
    logged().take("initializer failed");
  }
}
