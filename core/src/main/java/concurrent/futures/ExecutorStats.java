package concurrent.futures;

import java.util.List;

/**
 * What an executor has done and is doing, at one moment: an immutable snapshot. The counters are
 * read one after the other while work goes on, so they may disagree by the tasks of that moment.
 *
 * @param name the pool's name
 * @param maxWorkers the most workers that it may have
 * @param pending tasks that have not started, those between two attempts included
 * @param running tasks that execute now
 * @param submitted tasks accepted so far
 * @param succeeded tasks that returned
 * @param failed tasks that failed for good
 * @param cancelled tasks that were cancelled
 * @param retried attempts that failed and were followed by another
 * @param lostWorkers workers that have ended though nobody wanted them to: worker processes that
 *     crashed or were killed; another one starts in the place of each when there is work
 * @param workers the workers that live now
 */
public record ExecutorStats(
    String name,
    int maxWorkers,
    long pending,
    long running,
    long submitted,
    long succeeded,
    long failed,
    long cancelled,
    long retried,
    long lostWorkers,
    List<WorkerStats> workers) {}
