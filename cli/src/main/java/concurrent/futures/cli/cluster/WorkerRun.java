package concurrent.futures.cli.cluster;

import concurrent.futures.cli.Durations;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.Signals;
import concurrent.futures.cli.output.Stderr;
import concurrent.futures.cluster.ClusterMember;
import concurrent.futures.cluster.ClusterPoolExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One life of {@code futures worker}: joins, tells who comes and goes, and leaves orderly after a
 * signal.
 */
public final class WorkerRun {
  private static final long LOOK_MILLIS = 200;

  private final ClusterAccess access;
  private final int slots;
  private final boolean processes;
  private final Duration drain;
  private final Stderr stderr;
  private final Map<String, ClusterMember> known = new HashMap<>(); // by id
  private final CountDownLatch signalled = new CountDownLatch(1);
  private volatile int signal;
  private volatile boolean ended;

  /**
   * Creates a run.
   *
   * @param processes whether tasks execute in JVMs of their own
   */
  public WorkerRun(
      ClusterAccess access, int slots, boolean processes, Duration drain, Stderr stderr) {
    this.access = access;
    this.slots = slots;
    this.processes = processes;
    this.drain = drain;
    this.stderr = stderr;
  }

  /**
   * Runs until a signal comes.
   *
   * @return the exit code
   */
  public int run() throws InterruptedException {
    ClusterPoolExecutor.Builder builder =
        access.builder().name("worker").daemon(true).slots(slots).drainTimeout(drain);
    if (processes) {
      builder.isolate();
    }
    ClusterPoolExecutor pool = access.open(builder);
    Runtime.getRuntime().addShutdownHook(new Thread(this::exitOfTask, "futures-exit"));
    Signals.on("INT", number -> stop(number, "interrupted"));
    Signals.on("TERM", number -> stop(number, "terminated"));
    Signals.on("HUP", number -> stop(number, "hung up"));
    pool.members().forEach(member -> known.put(member.id(), member));
    stderr.message(
        "ready: "
            + pool.address()
            + ", "
            + count(slots, "slot")
            + ", "
            + count(known.size(), "member")
            + " of cluster "
            + access.name());
    do {
      tellChanges(pool);
    } while (!signalled.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    pool.close();
    ended = true;
    stderr.message("left the cluster");
    return ExitCode.SIGNAL + signal;
  }

  private void tellChanges(ClusterPoolExecutor pool) {
    Map<String, ClusterMember> now = new HashMap<>();
    pool.members().forEach(member -> now.put(member.id(), member));
    for (ClusterMember member : now.values()) {
      if (known.putIfAbsent(member.id(), member) == null) {
        tell("joined: ", member, now.size());
      }
    }
    for (ClusterMember member : Map.copyOf(known).values()) {
      if (!now.containsKey(member.id())) {
        known.remove(member.id());
        tell("left: ", member, now.size());
      }
    }
  }

  private void tell(String what, ClusterMember member, int members) {
    int theirs = Integer.parseInt(member.attributes().getOrDefault("slots", "0"));
    stderr.message(
        what
            + member.address()
            + ", "
            + (theirs == 0 ? "submits only" : count(theirs, "slot"))
            + ", now "
            + count(members, "member"));
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private void stop(int number, String note) {
    if (signal != 0) {
      Runtime.getRuntime().halt(ExitCode.SIGNAL + number);
    }
    signal = number;
    stderr.message(
        note
            + ": what runs here may finish within "
            + Durations.show(drain.toNanos())
            + ", the rest goes back; once more ends at once");
    signalled.countDown();
  }

  /** A task has called {@code System.exit}. */
  private void exitOfTask() {
    if (!ended) {
      stderr.message(
          "a task ended this member (System.exit or halt); who submitted it is told that the"
              + " member was lost");
      Runtime.getRuntime().halt(ExitCode.BROKEN);
    }
  }
}
