package concurrent.futures.cli.run;

import concurrent.futures.TaskOptions;
import concurrent.futures.cli.cluster.ClusterAccess;
import concurrent.futures.cli.output.Progress;
import concurrent.futures.cli.output.ResultFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about a run.
 *
 * @param engine what the workers are
 * @param cluster which cluster, if the workers are in one
 * @param jobs how many, 0: as many as a cluster has
 * @param workers how they are started, if they are JVMs
 * @param ordered whether results come in the order of the input
 * @param window the most records under way
 * @param batch records per call, 0: the function takes single ones
 * @param task timeout and retries
 * @param halt when to stop early
 * @param deadline the most time for all, or null
 * @param grace how long running calls may go on after a signal
 * @param format of the results
 * @param progress what to show meanwhile
 * @param quiet no summary
 * @param jsonSummary the summary for programs
 * @param verbose all failures, with stack traces
 */
public record RunOptions(
    Engine engine,
    @Nullable ClusterAccess cluster,
    int jobs,
    WorkerOptions workers,
    boolean ordered,
    int window,
    int batch,
    TaskOptions task,
    Halt halt,
    @Nullable Duration deadline,
    Duration grace,
    ResultFormat format,
    Progress.Mode progress,
    boolean quiet,
    boolean jsonSummary,
    boolean verbose) {

  /** True if each record must be a task of its own, so that the executor can treat it alone. */
  boolean oneByOne() {
    return engine.isRemote()
        || task.timeout() != null
        || task.retries() > 0
        || halt.when() != Halt.When.NEVER
        || batch > 0;
  }
}
