package concurrent.futures.cli.run;

import concurrent.futures.ProcessPoolExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about worker JVMs.
 *
 * @param memory the largest heap, or null
 * @param maxTasks after how many calls a worker is replaced, 0: never
 * @param jvmOptions further options
 */
public record WorkerOptions(@Nullable String memory, int maxTasks, List<String> jvmOptions) {
  /** Workers as they come. */
  public static final WorkerOptions NONE = new WorkerOptions(null, 0, List.of());

  ProcessPoolExecutor.Builder apply(ProcessPoolExecutor.Builder builder) {
    if (memory != null) {
      builder.maxHeap(memory);
    }
    if (maxTasks > 0) {
      builder.maxTasksPerWorker(maxTasks);
    }
    return builder.jvmOptions(jvmOptions.toArray(new String[0]));
  }
}
