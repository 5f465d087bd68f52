package concurrent.futures.cluster;

import concurrent.futures.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What tasks and members cost who submits: the figures of docs/scale.md. The members and the
 * network are simulated, the submitter is real.
 */
final class ScaleMain {
  private static final int TASKS = 100_000;
  private static final int MEMBERS = 1_000;
  private static final int SLOTS = 4;

  private ScaleMain() {}

  public static void main(String[] args) {
    memory();
    System.out.println(
        "members  longest task (us)  CPU per task (us)  messages per task  bytes per task");
    for (long most : new long[] {200_000, 20_000_000}) {
      cost(10, most, false);
      for (int members : new int[] {10, 100, 1_000}) {
        cost(members, most, true);
      }
    }
  }

  private static void cost(int members, long most, boolean counts) {
    Simulation simulation = new Simulation(Scenario.plain(members, TASKS, most)).run();
    if (counts) {
      System.out.printf(
          "%7d  %17d  %17.1f  %17.2f  %14.0f%n",
          members,
          most / 1_000,
          simulation.submitterNanos() / 1e3 / TASKS,
          simulation.messages() / (double) TASKS,
          simulation.bytes() / (double) TASKS);
    }
  }

  private static void memory() {
    RemoteSlotsTest.SilentMembers members = new RemoteSlotsTest.SilentMembers(MEMBERS, SLOTS);
    long before = used();
    ClusterPoolExecutor pool = RemoteSlotsTest.submitter(members, "scale").build();
    long joined = used();
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < MEMBERS * SLOTS; i++) {
      futures.add(pool.submit(Math::abs, -i));
    }
    long busy = used();
    System.out.printf(
        "memory: %d bytes for each member, %d for each slot that executes a task, task included%n",
        (joined - before) / MEMBERS, (busy - joined) / futures.size());
    System.out.printf(
        "workers %d, threads %d%n", pool.stats().workers().size(), Thread.activeCount());
    pool.shutdown(false, true);
  }

  private static long used() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      LockSupport.parkNanos(200_000_000);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
