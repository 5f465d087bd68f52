package concurrent.futures.benchmarks;

import static concurrent.futures.benchmarks.Goal.atLeast;
import static concurrent.futures.benchmarks.Goal.atMost;

import java.util.List;
import java.util.stream.Collectors;

/**
 * All goals, in the order of docs/benchmarks.md: what is very good, then the stretch, which is what
 * has been seen to be possible.
 */
final class Goals {
  private static final String PING = "process-ping";
  private static final String FREE = "process-ping-free";
  private static final String SUBMIT = "process-submit";
  private static final String MAP = "process-map";
  private static final String BULK = "process-bulk";
  private static final String SHARED = "process-shared";
  private static final String START = "process-start";
  static final String SHORT = "warm, short-lived";
  static final String NO_ARCHIVE = "warm, no archive";
  private static final String IDLE = "process-idle";
  private static final String POOL_MAP = "python Pool.map by 100";

  // spotless:off
  static final List<Goal> ALL = List.of(
      atMost("1", PING, "p50 us", "ours", "pipe", 1, 0.73),
      atMost("2", PING, "p50 us", "ours", "socket", 0.85, 0.59),
      atMost("3", PING, "mean us", "ours", "pipe", 1.2, 1),
      atMost("4", PING, "p50 us", "ours", "python", 1 / 15d, 1 / 33d),
      atMost("5", FREE, "p50 us", "ours", "python", 1 / 20d, 1 / 49d),
      atMost("6", PING, "p50 us", "ours", "tpe", 1.5, 1),
      atMost("6", PING, "mean us", "ours", "tpe", 1.7, 1.2),
      atMost("7", PING, "p50 us", "ours lambda", "pipe", 1.5, 1),
      atLeast("8", SUBMIT, "ktasks/s", "ours", "python", 50, 300),
      atLeast("9", SUBMIT, "ktasks/s", "ours", POOL_MAP, 0.5, 1),
      atLeast("9", MAP, "ktasks/s", "ours 100000", POOL_MAP + ", 100000", 0.5, 1),
      atLeast("9", MAP, "ktasks/s", "ours 1000000", POOL_MAP + ", 1000000", 0.5, 1),
      atLeast("10", SUBMIT, "ktasks/s", "ours", "tpe", 0.25, 0.85),
      atMost("11", BULK, "one way ms", "ours", "one copy", 1.4, 1.05),
      atMost("12", BULK, "round trip ms", "ours", "one copy", 2.8, 1.9),
      atMost("13", BULK, "round trip ms", "ours", "python array", 1 / 8d, 1 / 15d),
      atMost("13", BULK, "round trip ms", "ours", "python bytes", 1 / 5d, 1 / 10d),
      atMost("14", SHARED, "p50 us", "1 KB", "ping", 1.5, 1.1),
      atMost("14", SHARED, "p50 us", "1 MB", "ping", 1.5, 1.1),
      atMost("14", SHARED, "p50 us", "1 GB", "ping", 1.5, 1.1),
      atMost("14", SHARED, "p50 us", "1 GB", "1 KB", 1.2, 1.05),
      atMost("15", START, "first ms", "warm", "bare", 1.25, 1.07),
      atMost("15", START, "first ms", NO_ARCHIVE, "bare", 1.25, 1.07),
      atMost("16", START, "first ms", "warm", "python spawn", 1, 0.8).on25(0.8, 0.56),
      atMost("16", START, "first ms", SHORT, "python spawn", 0.8, 0.56),
      atMost("17", START, "first ms", "spare", "python fork", 0.3, 0.1),
      atMost("17", START, "first ms", "spare, new lambda", "python fork", 1.2, 0.85),
      atMost("18", START, "16 ready ms", "warm", "python spawn", 1, 0.8).on25(0.7, 0.45),
      atMost("18", START, "16 ready ms", SHORT, "python spawn", 0.7, 0.45),
      atLeast("19", "throughput", "Mtasks/s", "ours", "tpe", 1, 2),
      atMost("20", "ping", "p50 us", "ours", "tpe", 1.1, 1),
      atMost("21", "memory", "bytes pending", "ours", null, 64, 48),
      atMost("21", "memory", "bytes pending", "ours", "python", 1 / 27d, 1 / 40d),
      atMost("22", "completed", "us/future", "ours 1000000", "ecs 1000000", 1.5, 1),
      atMost("22", "completed", "us/future", "ours 1000000", "python", 1 / 12d, 1 / 46d),
      atMost("23", "completed", "first ms", "ours, all done", "python", 1 / 50d, 1 / 100d),
      atMost("24", "wait", "us/round", "ours 10000", "python 10000", 1 / 20d, 1 / 60d),
      atMost("25", IDLE, "parent CPU ms/s", "ours", "bare", 1.2, 1.05),
      atMost("25", IDLE, "CPU ms/s", "ours", "bare", 1.1, 1),
      atMost("26", IDLE, "Pss MB", "ours", "bare", 1.15, 1.05),

      // what must not grow
      atMost("G1", "growth-ping", "64 to 1", "ours", null, 1.5, 1.2),
      atLeast("G2", "growth-throughput", "64 to best", "ours", null, 1 / 8d, 1 / 4d),
      atMost("G3", "completed", "us/future", "ours 10000000", "ours 100000", 2, 1.2),
      atMost("G4", "heap", "peak MB", "ours window", null, 1, 0.5),
      atMost("G5", "growth-map", "heap growth MB", "threads", null, 1, 0.5),
      atMost("G5", "growth-map", "heap growth MB", "processes", null, 1, 0.5),

      // the cluster
      atMost("C1", "cluster-call", "sequential us", "ours", "jgroups", 1.5, 1.2),
      atMost("C1", "cluster-hazelcast", "sequential us", "ours", "hazelcast", 1.5, 1.2),
      atMost("C2", "cluster-call", "pipelined us", "ours", "jgroups", 2, 1.3),
      atMost("C2", "cluster-hazelcast", "pipelined us", "ours", "hazelcast", 2, 1.3),
      atMost("C3", "cluster-call", "map us", "ours", "jgroups", 1 / 10d, 1 / 20d),
      atMost("C3", "cluster-call", "map or pipelined us", "ours", "jgroups", 1 / 10d, 1 / 20d),
      atMost("C4", "cluster-start", "first member ms", "ours", null, 2000, 1000),
      atMost("C4", "cluster-start", "joiner ms", "ours", null, 1000, 700),
      atMost("C5", "cluster-start", "Pss MB", "ours", "jgroups", 1.2, 1.1),
      atMost("C5", "cluster-start", "Rss MB", "ours", "jgroups", 1.2, 1.1),
      atMost("C6", "cluster-start", "bytes of warnings", "ours", null, 0, 0),
      atMost("C7", "cluster-call", "cancel ms", "ours", null, 100, 10),
      atMost("C7", "cluster-hazelcast", "cancel ms", "ours", null, 100, 10),

      // the command
      atLeast("F1", "map", "klines/s", "futures map", "window", 0.5, 1),
      atLeast("F1", "map", "klines/s", "futures map", "list", 0.5, 1),
      atLeast("F2", "map-memory", "lines", "futures map", null, 1e7, 1e7));
  // spotless:on

  private Goals() {}

  static List<Goal> of(Contest contest) {
    return ALL.stream()
        .filter(goal -> goal.contest().equals(contest.name))
        .collect(Collectors.toList());
  }
}
