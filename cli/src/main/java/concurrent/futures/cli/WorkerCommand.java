package concurrent.futures.cli;

import concurrent.futures.cli.cluster.AccessOptions;
import concurrent.futures.cli.cluster.ClusterAccess;
import concurrent.futures.cli.cluster.WorkerRun;
import concurrent.futures.cli.output.LibraryLog;
import concurrent.futures.cli.output.Stderr;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code futures worker}: gives this machine's slots to a cluster. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Joins a cluster and executes what others submit, until Ctrl-C or SIGTERM. Without --join it"
          + " is the first member, at 127.0.0.1:7800 unless --bind says otherwise.",
      "",
      "Says 'futures: ready: ADDRESS, ...' on standard error when it can be used.",
      ""
    })
final class WorkerCommand implements Callable<Integer> {
  @Option(
      names = "--join",
      paramLabel = "HOST:PORT[,...]",
      description = "members of the cluster, one of which must be there")
  private @Nullable String join;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "tasks at a time: N, N%%, +N or -N of the processors (default: 100%%), whoever submits"
              + " them")
  private String slots = "100%";

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      description = "after a signal: how long running tasks may go on (default: 10s)")
  private String drain = "10s";

  /** Where tasks execute. */
  enum Isolation {
    THREADS,
    PROCESSES
  }

  @Option(
      names = "--isolate",
      completionCandidates = Choices.Isolations.class,
      paramLabel = "KIND",
      description =
          "what executes tasks: threads (default), or processes, so that a crash costs one task")
  private String isolate = "threads";

  @Mixin private AccessOptions access = new AccessOptions();

  @Override
  public Integer call() throws InterruptedException {
    int number;
    try {
      number = Jobs.parse(slots, Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--slots: " + e.getMessage() + ".");
    }
    Duration limit;
    try {
      limit = Durations.parse(drain);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--drain: " + e.getMessage() + ".");
    }
    boolean processes;
    try {
      processes = Choices.parse(Isolation.class, isolate) == Isolation.PROCESSES;
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--isolate: " + e.getMessage() + ".");
    }
    ClusterAccess cluster = access.access("--join", join);
    Stderr stderr = new Stderr();
    stderr.redirectTasks();
    LibraryLog.install();
    return new WorkerRun(cluster, number, processes, limit, stderr).run();
  }
}
