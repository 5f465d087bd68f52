package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import concurrent.futures.UncheckedInterruptedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code queueCapacity}: a full queue makes submit block (CONTRACT S1; ARCHITECTURE §1). */
public abstract class QueueContract extends ContractTest {
  /** One worker, which waits at the gate, and room for so many. */
  private Executor occupied(int capacity, Gate gate) throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(1).queueCapacity(capacity));
    occupy(pool, 1, gate);
    return pool;
  }

  private static void fill(Executor pool, int places) {
    for (int i = 0; i < places; i++) {
      pool.submit(Tasks::square, i);
    }
  }

  private static WaitingThread<Future<Integer>> blockedSubmit(Executor pool) {
    return WaitingThread.start(() -> pool.submit(Tasks::square, 3)).awaitBlocked();
  }

  @Test
  void submitBlocksUntilThereIsRoom() throws Exception {
    Gate gate = gate();
    Executor pool = occupied(2, gate);
    fill(pool, 2);
    WaitingThread<Future<Integer>> blocked = blockedSubmit(pool);
    assertThat(pool.stats().pending()).isEqualTo(2);
    assertThat(pool.stats().submitted()).isEqualTo(3);
    gate.open();
    assertThat(blocked.result().result()).isEqualTo(9);
  }

  @Test
  void cancelMakesRoom() throws Exception {
    Gate gate = gate();
    Executor pool = occupied(1, gate);
    Future<?> queued = pool.submit(() -> 1);
    WaitingThread<Future<Integer>> blocked = blockedSubmit(pool);
    queued.cancel();
    Future<Integer> submitted = blocked.result();
    assertThat(submitted.done()).isFalse();
    gate.open();
    assertThat(submitted.result()).isEqualTo(9);
  }

  @Test
  void queueTimeoutMakesRoom() throws Exception {
    Gate gate = gate();
    Executor pool = occupied(1, gate);
    pool.with(TaskOptions.defaults().queueTimeout(SOON)).submit(() -> 1);
    Future<Integer> submitted = pool.submit(Tasks::square, 3);
    gate.open();
    assertThat(submitted.result()).isEqualTo(9);
  }

  @Test
  void blockedSubmitCanBeInterrupted() throws Exception {
    Gate gate = gate();
    Executor pool = occupied(1, gate);
    fill(pool, 1);
    WaitingThread<Future<Integer>> blocked =
        WaitingThread.start(
                () -> {
                  try {
                    return pool.submit(Tasks::square, 3);
                  } finally {
                    assertThat(Thread.currentThread().isInterrupted()).as("the flag").isTrue();
                  }
                })
            .awaitBlocked();
    blocked.interrupt();
    assertThat(blocked.failure())
        .isInstanceOf(UncheckedInterruptedException.class)
        .hasMessageContaining(pool.stats().name());
    assertThat(pool.stats().submitted()).isEqualTo(2);
    gate.open();
  }

  @Test
  void blockedSubmitIsRefusedWhenThePoolShutsDown() throws Exception {
    for (int i = 0; i < 3; i++) {
      Gate gate = gate();
      Executor pool = occupied(1, gate);
      fill(pool, 1);
      List<WaitingThread<?>> blocked = List.of(blockedSubmit(pool), blockedSubmit(pool));
      if (i == 0) {
        pool.shutdown();
      } else if (i == 1) {
        pool.shutdown(false, true);
      } else {
        pool.shutdownNow();
      }
      for (WaitingThread<?> submitter : blocked) {
        assertThat(submitter.failure())
            .isInstanceOf(RejectedExecutionException.class)
            .hasMessageContaining("cannot schedule new futures after shutdown");
      }
      assertThat(pool.stats().submitted()).isEqualTo(2);
      gate.open();
    }
  }

  @Test
  void blockedSubmitIsRefusedWhenThePoolBreaks() throws Exception {
    Gate gate = gate();
    Executor pool =
        open(
            builder ->
                builder
                    .maxWorkers(1)
                    .queueCapacity(1)
                    .initializer(
                        () -> {
                          gate.arriveAndAwait();
                          throw new IllegalStateException("no database");
                        }));
    Future<?> queued = pool.submit(() -> 1);
    WaitingThread<Future<Integer>> blocked = blockedSubmit(pool);
    gate.open();
    assertThat(blocked.failure()).isInstanceOf(subject().broken());
    assertThat(queued.exception()).isInstanceOf(subject().broken());
    logged().take("initializer failed");
  }

  /** Whatever becomes of a task, its place is given back exactly once. */
  @Test
  void noPlaceIsLostOrGainedWhateverBecomesOfATask() throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(1).queueCapacity(3));
    for (int i = 0; i < 30; i++) {
      pool.submit(Tasks::square, i).result();
      pool.submit(() -> Tasks.raise(new Tasks.Crash(1))).exception();
      pool.submit(Tasks::square, i).cancel();
      pool.with(TaskOptions.defaults().retries(2))
          .submit(() -> Tasks.raise(new Tasks.Crash(1)))
          .exception();
      pool.with(TaskOptions.defaults().timeout(Duration.ofNanos(1)).queueTimeout(LONG))
          .submit(Tasks::square, i)
          .exception();
      Future<?> impatient =
          pool.with(TaskOptions.defaults().queueTimeout(Duration.ZERO)).submit(Tasks::square, i);
      impatient.exception();
      Future<?> hard = pool.submit(Tasks::square, i);
      hard.cancel(true);
    }
    Gate gate = gate();
    occupy(pool, 1, gate);
    fill(pool, 3);
    WaitingThread<Future<Integer>> blocked = blockedSubmit(pool);
    gate.open();
    assertThat(blocked.result().result()).isEqualTo(9);
  }

  /** An eager map blocks its caller; it never fills the queue beyond its bound. */
  @Test
  void mapNeverExceedsTheCapacity() throws Exception {
    Gate gate = gate();
    Executor pool = occupied(5, gate);
    List<Integer> input = IntStream.range(0, 200).boxed().toList();
    WaitingThread<List<Integer>> mapping =
        WaitingThread.start(() -> pool.map(Tasks::square, input).toList()).awaitBlocked();
    assertThat(pool.stats().pending()).isEqualTo(5);
    gate.open();
    assertThat(mapping.result()).hasSize(200);
    assertThat(pool.stats().submitted()).isEqualTo(201);
  }

  @Test
  void manySubmittersShareTheRoom() throws Exception {
    Executor pool = open(builder -> builder.maxWorkers(2).queueCapacity(2));
    Counter ran = counter();
    List<WaitingThread<?>> submitters = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      submitters.add(
          WaitingThread.start(
              () -> {
                for (int i = 0; i < 50; i++) {
                  pool.submit(ran::increment);
                }
                return null;
              }));
    }
    for (WaitingThread<?> submitter : submitters) {
      submitter.result();
    }
    pool.close();
    assertThat(ran.get()).isEqualTo(200);
  }
}
