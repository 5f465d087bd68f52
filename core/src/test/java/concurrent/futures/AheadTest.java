package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short tasks that are written to a worker ahead of time, among others. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class AheadTest extends ContractTest {
  private static final int ROUNDS = 50;
  private static final int TASKS = 100;

  private static String repeat(String text, int times) {
    return text.repeat(times);
  }

  /** Of a class that the JDK's serialization has to write, so by the writer. */
  private record Boxed(int value) implements Serializable {}

  private static int unbox(Boxed boxed) {
    return boxed.value;
  }

  /** Tells how often it was serialized in this JVM. */
  private static final class Counted implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    private void writeObject(ObjectOutputStream out) throws IOException {
      WRITTEN.incrementAndGet();
      out.defaultWriteObject();
    }
  }

  private static int append(String file) throws IOException {
    try (OutputStream out = new FileOutputStream(file, true)) {
      out.write(1);
    }
    return 1;
  }

  private static int waitForTheOtherEnd(String fifo) throws IOException {
    try (InputStream in = new FileInputStream(fifo)) {
      return in.read();
    }
  }

  /** Until all workers are known to have short tasks. */
  private static void warmUp(Executor pool) {
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        futures.add(pool.submit(Tasks::square, i));
      }
      Futures.wait(futures);
    }
  }

  private static boolean areAllIdle(Executor pool) {
    return pool.stats().workers().stream()
        .allMatch(worker -> worker.state() == WorkerStats.State.IDLE);
  }

  private static void assertNoneLost(Executor pool) {
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  /** Large results wake the parent, small ones are left in shared memory. */
  @Test
  void largeAndSmallResultsTakeTurns() {
    Executor pool = open(2);
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        futures.add(pool.submit(AheadTest::repeat, "x", i % 3 == 0 ? 5_000 : 1));
      }
      for (int i = 0; i < TASKS; i++) {
        assertThat(futures.get(i).result()).hasSize(i % 3 == 0 ? 5_000 : 1);
      }
    }
    assertNoneLost(pool);
  }

  @Test
  void taskIsNotOvertakenByThoseThatAreWrittenAhead() {
    Executor pool = open(2);
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        boolean boxed = i % 20 == 7;
        futures.add(
            boxed
                ? pool.submit(AheadTest::unbox, new Boxed(i * i))
                : pool.submit(Tasks::square, i));
      }
      for (int i = 0; i < TASKS; i++) {
        assertThat(futures.get(i).result()).isEqualTo(i * i);
      }
    }
    assertNoneLost(pool);
  }

  /** Neither those that are written ahead nor one that cannot be stay behind a long one. */
  @Test
  void taskBehindALongOneIsTakenBack(@TempDir Path directory) throws Exception {
    Executor pool = open(2);
    for (int round = 0; round < 10; round++) {
      warmUp(pool);
      String fifo = directory.resolve("fifo" + round).toString();
      assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        others.add(pool.submit(Tasks::square, i));
      }
      Future<Integer> endless = pool.submit(AheadTest::waitForTheOtherEnd, fifo);
      others.add(pool.submit(String::length, "x".repeat(1_000)));
      others.add(pool.submit(Tasks::square, 3));

      Futures.wait(others);
      assertThat(endless.done()).isFalse();
      try (OutputStream out = new FileOutputStream(fifo)) {
        out.write(7);
      }
      assertThat(endless.result()).isEqualTo(7);
      eventually("nothing is left of what was taken back", () -> areAllIdle(pool));
    }
    assertNoneLost(pool);
  }

  /** Whether they are in shared memory, in the queue or on their way back to it. */
  @Test
  void cancelledTaskBehindALongOneIsNotExecuted(@TempDir Path directory) throws Exception {
    Executor pool = open(1);
    Path file = Files.createFile(directory.resolve("executed"));
    for (int round = 0; round < 10; round++) {
      warmUp(pool);
      String fifo = directory.resolve("fifo" + round).toString();
      assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
      for (int i = 0; i < TASKS; i++) { // among which the others are written ahead
        pool.submit(Tasks::square, i);
      }
      Future<Integer> endless = pool.submit(AheadTest::waitForTheOtherEnd, fifo);
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        others.add(pool.submit(AheadTest::append, file.toString()));
      }
      for (int i = 0; i < TASKS; i += 2) {
        assertThat(others.get(i).cancel(false)).isTrue();
      }
      try (OutputStream out = new FileOutputStream(fifo)) {
        out.write(7);
      }
      assertThat(endless.result()).isEqualTo(7);
      Futures.wait(others);
      assertThat(others).filteredOn(Future::cancelled).hasSize(TASKS / 2);
      assertThat(file).hasSize((round + 1) * TASKS / 2);
    }
    assertNoneLost(pool);
  }

  /** What takes memory and foreign code waits until a worker is about to be free. */
  @Test
  void backlogIsNotSerializedAhead() throws Exception {
    Counted.WRITTEN.set(0); // it is a subclass's, too
    Executor pool = open(1);
    warmUp(pool);
    Gate gate = gate();
    Future<?> first = pool.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    List<Future<Boolean>> backlog = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      backlog.add(pool.submit(Objects::nonNull, new Counted()));
    }
    backlog.subList(1, TASKS).forEach(future -> future.cancel(false));
    gate.open();
    first.result();
    assertThat(backlog.get(0).result()).isTrue();
    assertThat(Counted.WRITTEN).hasValue(1);
  }
}
