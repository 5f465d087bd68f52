package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.ExecutorListener;
import concurrent.futures.cli.cluster.ClusterAccess;
import concurrent.futures.cli.function.FunctionForm;
import concurrent.futures.cluster.ClusterPoolExecutor;
import concurrent.futures.cluster.MemberStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** The cluster as what runs the calls. Apart, so that other runs do not load it. */
final class ClusterCalls {
  private static final Duration NO_SLOTS_LIMIT = Duration.ofSeconds(30);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(1);

  private ClusterCalls() {}

  /** Joins the cluster, to submit only. */
  static Executor open(RunOptions options, FunctionForm form, ExecutorListener retries) {
    ClusterAccess access = Objects.requireNonNull(options.cluster());
    ClusterPoolExecutor.Builder builder =
        access
            .builder()
            .slots(0)
            .name("w")
            .daemon(true)
            .noWorkersTimeout(NO_SLOTS_LIMIT)
            .initializer(WorkerFunction.initializerOfSlot(form, options.format()));
    if (options.jobs() > 0) {
      builder.maxWorkers(options.jobs());
    }
    if (options.task().retries() > 0) {
      builder.listener(retries);
    }
    return access.open(builder);
  }

  /** How many slots there are for this run. */
  static int slots(Executor pool, RunOptions options, Consumer<String> note) {
    ClusterPoolExecutor cluster = (ClusterPoolExecutor) pool;
    int slots = cluster.status(STATUS_LIMIT).stream().mapToInt(MemberStatus::slots).sum();
    if (slots == 0) {
      note.accept(
          "the cluster has no slots; waiting "
              + NO_SLOTS_LIMIT.toSeconds()
              + " s for one: futures worker --join "
              + cluster.address());
    }
    return options.jobs() > 0 && slots > 0 ? Math.min(slots, options.jobs()) : slots;
  }
}
