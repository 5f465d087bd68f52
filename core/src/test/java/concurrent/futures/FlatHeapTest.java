package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.Jvm;
import concurrent.futures.contract.Watchdog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A million futures in a heap that holds a fraction of their results (beyond 15, CONTRACT A5, M14):
 * what was handed out is not kept.
 */
@ExtendWith(Watchdog.class)
class FlatHeapTest {
  private static final int TASKS = 1_000_000;
  private static final int RESULT_BYTES = 1_000; // a gigabyte in all
  private static final String HEAP = "-Xmx48m";

  /** The program, in a JVM of its own. */
  static final class Program {
    public static void main(String[] args) {
      try (ThreadPoolExecutor pool = new ThreadPoolExecutor(2)) {
        System.out.println(
            switch (args[0]) {
              case "asCompleted" -> throughAsCompleted(pool);
              case "oneList" -> throughOneList();
              case "map" -> throughMap(pool, MapOptions.defaults());
              default -> throughMap(pool, MapOptions.defaults().unordered());
            });
      }
    }

    private static byte[] work(int n) {
      return new byte[RESULT_BYTES];
    }

    /** Always a few hundred in flight. */
    private static long throughAsCompleted(Executor pool) {
      List<Future<byte[]>> first = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        first.add(pool.submit(Program::work, i));
      }
      CompletedFutures<Future<byte[]>> completed = Futures.asCompleted(first);
      first = null;
      long bytes = 0;
      for (int submitted = 500; completed.hasNext(); submitted++) {
        bytes += completed.next().result().length;
        if (submitted < TASKS) {
          completed.add(pool.submit(Program::work, submitted));
        }
      }
      return bytes;
    }

    /** All in one list, completed one by one as they are taken. */
    private static long throughOneList() {
      int many = TASKS / 5;
      List<Promise<byte[]>> promises = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        promises.add(new Promise<>());
      }
      CompletedFutures<Future<byte[]>> completed =
          Futures.asCompleted(promises.stream().map(Promise::future).toList());
      long bytes = 0;
      for (int i = many - 1; i >= 0; i--) {
        promises.remove(i).setResult(new byte[RESULT_BYTES]);
        bytes += completed.next().result().length;
      }
      return bytes * (TASKS / many);
    }

    private static long throughMap(Executor pool, MapOptions options) {
      Iterable<Integer> numbers =
          () ->
              new Iterator<>() {
                private int n;

                @Override
                public boolean hasNext() {
                  return n < TASKS;
                }

                @Override
                public Integer next() {
                  return n++;
                }
              };
      long bytes = 0;
      for (byte[] result : pool.map(Program::work, numbers, options.bufferSize(500))) {
        bytes += result.length;
      }
      return bytes;
    }
  }

  private static void assertFits(String way) throws Exception {
    Jvm ended = Jvm.run(List.of(HEAP), Program.class, way);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).containsExactly(Long.toString((long) TASKS * RESULT_BYTES));
  }

  @Test
  void asCompletedKeepsNothingOfAMillionFutures() throws Exception {
    assertFits("asCompleted");
  }

  @Test
  void asCompletedKeepsNothingOfALongList() throws Exception {
    assertFits("oneList");
  }

  @Test
  void mapKeepsNothingOfAMillionResults() throws Exception {
    assertFits("map");
    assertFits("unorderedMap");
  }
}
