package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.Executor;
import concurrent.futures.ExecutorListener;
import concurrent.futures.ExecutorStats;
import concurrent.futures.Future;
import concurrent.futures.TaskContext;
import concurrent.futures.TaskEvent;
import concurrent.futures.TaskOptions;
import concurrent.futures.WorkerStats;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** {@code ExecutorStats} and {@code ExecutorListener}, which runs in the test's own JVM. */
public abstract class ObserverContract extends ContractTest {
  @Test
  void statsCountWhatHappens() throws Exception {
    Gate gate = gate();
    Executor pool = open(builder -> builder.name("counted").maxWorkers(2).keepAlive(LONG));
    assertThat(pool.stats())
        .isEqualTo(new ExecutorStats("counted", 2, 0, 0, 0, 0, 0, 0, 0, 0, List.of()));
    occupy(pool.with(TaskOptions.defaults().name("guard")), 2, gate);
    Future<?> good = pool.submit(() -> 1);
    Future<?> bad = pool.submit(() -> Tasks.raise(new Tasks.Crash(1)));
    cancelled(pool);
    ExecutorStats during = pool.stats();
    assertThat(during.pending()).isEqualTo(2);
    assertThat(during.running()).isEqualTo(2);
    assertThat(during.submitted()).isEqualTo(5);
    assertThat(during.cancelled()).isEqualTo(1);
    assertThat(during.succeeded() + during.failed()).isZero();
    assertThat(during.workers())
        .hasSize(2)
        .allSatisfy(worker -> assertThat(worker.state()).isEqualTo(WorkerStats.State.BUSY))
        .allSatisfy(worker -> assertThat(worker.currentTask()).isEqualTo("guard"));
    gate.open();
    good.result();
    bad.exception();
    eventually(
        "idle workers",
        () ->
            pool.stats().workers().stream()
                .allMatch(worker -> worker.state() == WorkerStats.State.IDLE));
    assertCounts(pool.stats());
    assertThat(pool.stats().workers()).hasSize(2);
    pool.close();
    assertCounts(pool.stats());
    assertThat(pool.stats().workers()).isEmpty();
  }

  private static void assertCounts(ExecutorStats stats) {
    assertThat(stats.submitted()).isEqualTo(5);
    assertThat(stats.succeeded()).isEqualTo(3);
    assertThat(stats.failed()).isEqualTo(1);
    assertThat(stats.cancelled()).isEqualTo(1);
    assertThat(stats.pending()).isZero();
    assertThat(stats.running()).isZero();
    assertThat(stats.retried()).isZero();
  }

  /** Whoever has seen a result sees it counted. */
  @Test
  void resultIsCountedBeforeItIsSeen() {
    Executor pool = open(1);
    for (int i = 1; i <= 50; i++) {
      pool.submit(Tasks::square, i).result();
      assertThat(pool.stats().succeeded()).isEqualTo(i);
    }
  }

  @Test
  void workersCountTheirTasks() {
    Executor pool = open(builder -> builder.maxWorkers(1).keepAlive(LONG));
    String name = pool.submit(() -> TaskContext.current().worker()).result();
    pool.submit(() -> Tasks.raise(new Tasks.Crash(1))).exception();
    assertThat(pool.stats().workers()).hasSize(1);
    WorkerStats worker = pool.stats().workers().get(0);
    assertThat(worker.name()).isEqualTo(name);
    assertThat(worker.finishedTasks()).isEqualTo(2);
    assertThat(worker.currentTask()).isNull();
  }

  /** Writes down what it is told. */
  private static final class Recorder implements ExecutorListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<TaskEvent> tasks = new CopyOnWriteArrayList<>();
    final List<String> workers = new CopyOnWriteArrayList<>();

    private void record(String what, TaskEvent task) {
      tasks.add(task);
      events.add(what + " " + task.name() + " #" + task.attempt());
    }

    @Override
    public void taskSubmitted(TaskEvent task) {
      record("submitted", task);
    }

    @Override
    public void taskStarted(TaskEvent task) {
      record("started", task);
    }

    @Override
    public void taskFinished(TaskEvent task) {
      record("finished " + (task.future().cancelled() ? "cancelled" : "done"), task);
      assertThat(task.future().done()).isTrue();
    }

    @Override
    public void taskRetried(TaskEvent task, Throwable failure) {
      record("retried after " + failure.getMessage(), task);
    }

    @Override
    public void workerStarted(WorkerStats worker) {
      workers.add("started " + worker.name());
    }

    @Override
    public void workerEnded(WorkerStats worker) {
      workers.add("ended " + worker.name());
    }
  }

  @Test
  void listenerIsToldInOrder() throws Exception {
    Gate gate = gate();
    Recorder recorder = new Recorder();
    Executor pool = open(builder -> builder.maxWorkers(1).listener(recorder));
    pool.submit(gate::arriveAndAwait);
    gate.awaitArrivals(1);
    recorder.events.clear();
    recorder.tasks.clear();
    TaskOptions named = TaskOptions.defaults().name("crawl").retries(1);
    Future<String> future =
        pool.with(named)
            .submit(
                () -> {
                  if (TaskContext.current().attempt() == 1) {
                    throw new IllegalStateException("once");
                  }
                  return TaskContext.current().worker();
                });
    gate.open();
    String worker = future.result();
    pool.close();
    assertThat(recorder.events)
        .filteredOn(event -> event.contains("crawl"))
        .containsExactly(
            "submitted crawl #0",
            "started crawl #1",
            "retried after once crawl #1",
            "started crawl #2",
            "finished done crawl #2");
    List<TaskEvent> events =
        recorder.tasks.stream().filter(event -> "crawl".equals(event.name())).toList();
    assertThat(events).allMatch(event -> event.future() == future);
    assertThat(events.get(0).worker()).isNull();
    assertThat(events.subList(1, 5)).allMatch(event -> worker.equals(event.worker()));
    assertThat(events).allMatch(event -> event.queuedNanos() >= 0 && event.runNanos() >= 0);
  }

  @Test
  void listenerIsToldOfCancelledTasks() throws Exception {
    Gate gate = gate();
    Recorder recorder = new Recorder();
    Executor pool = open(builder -> builder.maxWorkers(1).listener(recorder));
    occupy(pool, 1, gate);
    recorder.tasks.clear();
    recorder.events.clear();
    cancelled(pool.with(TaskOptions.defaults().name("queued")));
    assertThat(recorder.events)
        .containsExactly("submitted queued #0", "finished cancelled queued #0");
    assertThat(recorder.tasks).allMatch(event -> event.worker() == null);
    gate.open();
  }

  @Test
  void listenerIsToldOfWorkers() throws Exception {
    Gate gate = gate();
    Recorder recorder = new Recorder();
    Executor pool = open(builder -> builder.maxWorkers(2).listener(recorder).keepAlive(LONG));
    occupy(pool, 2, gate);
    List<String> names = pool.stats().workers().stream().map(WorkerStats::name).toList();
    assertThat(recorder.workers)
        .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> "started " + n).toList());
    recorder.workers.clear();
    gate.open();
    pool.close();
    assertThat(recorder.workers)
        .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> "ended " + n).toList());
  }

  /** Fails whenever it is told something. */
  private static final class Broken implements ExecutorListener {
    @Override
    public void taskSubmitted(TaskEvent task) {
      throw new IllegalStateException("submitted");
    }

    @Override
    public void taskStarted(TaskEvent task) {
      throw new AssertionError("started");
    }

    @Override
    public void taskFinished(TaskEvent task) {
      throw new IllegalStateException("finished");
    }

    @Override
    public void workerStarted(WorkerStats worker) {
      throw new IllegalStateException("worker started");
    }

    @Override
    public void workerEnded(WorkerStats worker) {
      throw new IllegalStateException("worker ended");
    }

    @Override
    public String toString() {
      return "the broken listener";
    }
  }

  @Test
  void throwingListenerIsLoggedAndCostsNothing() {
    Executor pool = open(builder -> builder.maxWorkers(1).listener(new Broken()));
    for (int i = 0; i < 3; i++) {
      assertThat(pool.submit(Tasks::square, i).result()).isEqualTo(i * i);
    }
    pool.close();
    assertThat(logged().take("an ExecutorListener failed: the broken listener").getThrown())
        .isNotNull();
    while (logged().poll("an ExecutorListener failed").isPresent()) {
      // one for each event
    }
  }

  @Test
  void poolTellsItsStateInWords() throws Exception {
    Gate gate = gate();
    Executor pool = open(builder -> builder.maxWorkers(1).name("crawler"));
    occupy(pool, 1, gate);
    pool.submit(() -> 1);
    assertThat(pool).asString().isEqualTo("crawler[open, workers=1, running=1, pending=1]");
    pool.shutdown();
    assertThat(pool).asString().startsWith("crawler[shutdown, ");
    gate.open();
    pool.close();
    assertThat(pool).asString().isEqualTo("crawler[terminated, workers=0, running=0, pending=0]");
  }
}
