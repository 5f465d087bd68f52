package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.SharedMemory;
import java.nio.LongBuffer;

/**
 * {@code ProcessShared bytes}: one call in a worker process that gets shared memory of that size,
 * writes to its end and reads it again, and its result, again and again.
 */
final class ProcessShared {
  private ProcessShared() {}

  public static void main(String[] args) throws Exception {
    try (var memory = SharedMemory.allocate(Long.parseLong(args[0]));
        var pool = new ProcessPoolExecutor(1)) {
      LongBuffer longs = memory.asLongBuffer();
      int last = longs.capacity() - 1;
      Pings.report(
          i -> {
            int result = pool.submit(ProcessShared::plusOne, memory, i).result();
            return (int) longs.get(last) == result ? result : i; // it is the same memory
          });
    }
    System.exit(0);
  }

  private static int plusOne(SharedMemory memory, int value) {
    LongBuffer longs = memory.asLongBuffer();
    int last = longs.capacity() - 1;
    longs.put(last, value + 1);
    return (int) longs.get(last);
  }
}
