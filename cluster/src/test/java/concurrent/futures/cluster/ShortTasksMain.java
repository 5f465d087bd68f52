package concurrent.futures.cluster;

import concurrent.futures.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many short tasks a second another member executes, and how long one takes to come back: in
 * its threads, and in its worker JVMs. The command is that of {@link ScaleMain}.
 */
final class ShortTasksMain {
  private static final int ROUNDS = 5;
  private static final int TASKS = 50_000;
  private static final int PINGS = 3_000;

  private ShortTasksMain() {}

  static int square(int n) {
    return n * n;
  }

  public static void main(String[] args) throws Exception {
    for (boolean isolated : new boolean[] {false, true}) {
      String where = isolated ? "worker JVMs" : "threads";
      try (Members members = new Members()) {
        Members.Member member = isolated ? members.startIsolating(2) : members.start(2);
        try (ClusterPoolExecutor pool =
            TestCluster.builder().slots(0).seeds(member.address).build()) {
          for (int i = 0; i < ROUNDS; i++) {
            System.out.printf("%s: %,.0f tasks/s%n", where, rate(pool));
          }
          long[] nanos = pings(pool);
          System.out.printf(
              "%s: there and back %d us, 99%% in %d us%n",
              where, nanos[PINGS / 2] / 1_000, nanos[PINGS * 99 / 100] / 1_000);
        }
      }
    }
  }

  private static double rate(ClusterPoolExecutor pool) {
    long start = System.nanoTime();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      futures.add(pool.submit(ShortTasksMain::square, i));
    }
    for (int i = 0; i < TASKS; i++) {
      if (futures.get(i).result() != i * i) {
        throw new AssertionError(i);
      }
    }
    return TASKS / ((System.nanoTime() - start) / 1e9);
  }

  private static long[] pings(ClusterPoolExecutor pool) {
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long start = System.nanoTime();
      pool.submit(ShortTasksMain::square, i).result();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos;
  }
}
