package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.Executor;
import concurrent.futures.Future;
import concurrent.futures.SharedMemory;
import java.io.Serializable;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Memory that a task works on where it is. */
public abstract class SharedMemoryContract extends ContractTest {
  private static final int LONGS = 1000;
  private static final long BYTES = LONGS * (long) Long.BYTES;

  private static SharedMemory counted() {
    SharedMemory memory = SharedMemory.allocate(BYTES);
    LongBuffer longs = memory.asLongBuffer();
    for (int i = 0; i < LONGS; i++) {
      longs.put(i, i);
    }
    return memory;
  }

  static long sum(SharedMemory memory) {
    long sum = 0;
    for (LongBuffer longs = memory.asLongBuffer(); longs.hasRemaining(); ) {
      sum += longs.get();
    }
    return sum;
  }

  static boolean fill(SharedMemory memory, long value) {
    for (LongBuffer longs = memory.asLongBuffer(); longs.hasRemaining(); ) {
      longs.put(value);
    }
    return true;
  }

  @Test
  void argumentIsTheSameMemory() {
    Executor pool = open(1);
    try (SharedMemory memory = counted()) {
      assertThat(pool.submit(SharedMemoryContract::sum, memory).result()).isEqualTo(499_500);
      pool.submit(m -> m.asLongBuffer().put(7, -1), memory).result();
      assertThat(memory.asLongBuffer().get(7)).as("what the task wrote").isEqualTo(-1);
      memory.asLongBuffer().put(7, 7);
      assertThat(pool.submit(SharedMemoryContract::sum, memory).result()).isEqualTo(499_500);
    }
  }

  @Test
  void capturedOneIsTheSameMemory() {
    Executor pool = open(1);
    try (SharedMemory memory = counted()) {
      pool.submit(() -> fill(memory, 2)).result();
      assertThat(sum(memory)).isEqualTo(2 * LONGS);
    }
  }

  private record Matrix(int width, SharedMemory cells) implements Serializable {}

  private record Plain(SharedMemory cells) {}

  @Test
  void itMayBeAnywhereInAValue() {
    Executor pool = open(1);
    try (SharedMemory memory = counted()) {
      assertThat(pool.submit(list -> sum(list.get(1)), List.of(memory, memory)).result())
          .isEqualTo(499_500);
      assertThat(pool.submit(matrix -> sum(matrix.cells), new Matrix(10, memory)).result())
          .isEqualTo(499_500);
      assertThat(pool.submit(plain -> sum(plain.cells), new Plain(memory)).result())
          .isEqualTo(499_500);
      Map<String, Optional<SharedMemory>> map = Map.of("a", Optional.of(memory));
      assertThat(pool.submit(m -> sum(m.get("a").get()), map).result()).isEqualTo(499_500);
      assertThat(sum(pool.submit(m -> new Matrix(1, m), memory).result().cells)).isEqualTo(499_500);
    }
  }

  @Test
  void itComesBackAsTheSameMemory() {
    Executor pool = open(1);
    try (SharedMemory memory = counted()) {
      SharedMemory back = pool.submit(Tasks::identity, memory).result();
      back.asLongBuffer().put(0, 5);
      assertThat(memory.asLongBuffer().get(0)).isEqualTo(5);
      assertThat(back.size()).isEqualTo(BYTES);
    }
  }

  @Test
  void tasksFillTheHalvesOfOneArray() {
    Executor pool = open(2);
    try (SharedMemory memory = SharedMemory.allocate(1 << 20)) {
      long half = memory.size() / 2;
      List<Future<?>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(pool.submit(SharedMemoryContract::fill, memory.slice(i * half, half), i + 3L));
      }
      both.forEach(Future::result);
      LongBuffer longs = memory.asLongBuffer();
      int middle = longs.capacity() / 2;
      for (int i = 0; i < longs.capacity(); i++) {
        assertThat(longs.get(i)).isEqualTo(i < middle ? 3 : 4);
      }
    }
  }

  @Test
  void readOnlyViewCannotBeWritten() {
    Executor pool = open(1);
    try (SharedMemory memory = counted()) {
      SharedMemory view = memory.asReadOnly().slice(8, 16);
      assertThat(pool.submit(m -> m.asLongBuffer().put(0, 1), view).exception())
          .isInstanceOf(ReadOnlyBufferException.class);
      assertThat(pool.submit(m -> m.isReadOnly() && m.asReadOnly() == m, view).result()).isTrue();
      assertThat(pool.submit(m -> m.asLongBuffer().get(1), view).result()).isEqualTo(2);
    }
  }

  @Test
  void taskThatIsGivenClosedMemoryFails() throws Exception {
    Executor pool = open(1);
    SharedMemory memory = counted();
    Gate gate = gate();
    occupy(pool, 1, gate);
    Future<Long> before = pool.submit(SharedMemoryContract::sum, memory);
    memory.close();
    Future<Long> after = pool.submit(SharedMemoryContract::sum, memory);
    gate.open();
    assertThat(before.exception()).hasMessageContaining("closed");
    assertThat(after.exception()).hasMessageContaining("closed");
    assertThat(pool.submit(Tasks::square, 3).result()).as("the pool goes on").isEqualTo(9);
  }

  @Test
  void taskThatRunsFailsWhenItAsksForAnotherBufferOfClosedMemory() throws Exception {
    Executor pool = open(1);
    SharedMemory memory = counted();
    Gate gate = gate();
    Future<Double> future =
        pool.submit(
            () -> {
              DoubleBuffer before = memory.asDoubleBuffer();
              gate.arriveAndAwait();
              before.put(0, 1.5); // remains valid
              memory.close(); // not in a worker: it is not its own
              return memory.asDoubleBuffer().get(0);
            });
    gate.awaitArrivals(1);
    memory.close();
    gate.open();
    assertThat(future.exception())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("8000 bytes, which is closed");
  }

  static SharedMemory allocated(long value) {
    SharedMemory memory = SharedMemory.allocate(BYTES);
    fill(memory, value);
    return memory;
  }

  @Test
  void memoryThatATaskAllocatesBelongsToWhoGetsIt() {
    Executor pool = open(1);
    SharedMemory result;
    try (SharedMemory memory = pool.submit(SharedMemoryContract::allocated, 6L).result()) {
      result = memory;
      assertThat(sum(memory)).isEqualTo(6 * LONGS);
      assertThat(pool.submit(SharedMemoryContract::sum, memory).result()).isEqualTo(6 * LONGS);
      pool.close();
      assertThat(sum(memory)).as("outlives its worker").isEqualTo(6 * LONGS);
      Executor next = open(1);
      assertThat(next.submit(SharedMemoryContract::sum, memory).result()).isEqualTo(6 * LONGS);
    }
    assertThat(result).asString().contains("closed");
  }

  @Test
  void everyElementOfAMapMayWorkOnIt() {
    Executor pool = open(2);
    try (SharedMemory memory = SharedMemory.allocate(BYTES)) {
      List<SharedMemory> parts = new ArrayList<>();
      for (int i = 0; i < LONGS; i++) {
        parts.add(memory.slice(i * (long) Long.BYTES, Long.BYTES));
      }
      pool.map(part -> fill(part, 1), parts).toList();
      assertThat(sum(memory)).isEqualTo(LONGS);
    }
  }
}
