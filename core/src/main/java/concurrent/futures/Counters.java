package concurrent.futures;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What a pool has done so far. Workers count what they run themselves. */
final class Counters {
  final LongAdder submitted = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder retried = new LongAdder();

  final LongAdder lostWorkers = new LongAdder();

  /** Failed by a limit or a broken pool, not by a worker. */
  final LongAdder failedElsewhere = new LongAdder();

  private final LongAdder succeededBefore = new LongAdder(); // by workers that have ended
  private final LongAdder failedBefore = new LongAdder();

  void retire(Worker worker) {
    succeededBefore.add(worker.succeeded.get());
    failedBefore.add(worker.failed.get());
  }

  ExecutorStats snapshot(PoolSettings settings, Set<Worker> workers) {
    long succeeded = succeededBefore.sum();
    long failed = failedBefore.sum() + failedElsewhere.sum();
    long running = 0;
    List<WorkerStats> workerStats = new ArrayList<>(workers.size());
    for (Worker worker : workers) {
      succeeded += worker.succeeded.get();
      failed += worker.failed.get();
      running += worker.started().stream().filter(Task::running).count();
      workerStats.add(worker.stats());
    }
    long over = succeeded + failed + cancelled.sum();
    return new ExecutorStats(
        settings.name(),
        settings.maxWorkers(),
        Math.max(0, submitted.sum() - over - running),
        running,
        submitted.sum(),
        succeeded,
        failed,
        cancelled.sum(),
        retried.sum(),
        lostWorkers.sum(),
        List.copyOf(workerStats));
  }
}
