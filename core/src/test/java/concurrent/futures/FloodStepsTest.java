package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who has a part in a flood of short tasks, step by step, on two processors. */
class FloodStepsTest {
  private static final int MOST = 12;
  private static final long MILLIS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MICROS = TimeUnit.MICROSECONDS.toNanos(1);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - MILLIS); // it will overflow
  private long idleNanos;
  private final Flood flood = new Flood(MOST, 2, () -> idleNanos, clock::get);
  private final StepsBackend backend = new StepsBackend();
  private final Engine engine = backend.engine(MOST);
  private final Worker a = worker();
  private final Worker b = worker();
  private final Worker c = worker();

  /** Nobody looks but the test. */
  @BeforeEach
  void withoutTimer() {
    engine.timer.close();
    backend.flood = flood;
  }

  private Worker worker() {
    return new StepsBackend.Steps(engine, 0);
  }

  private void submit() {
    engine.submit(new Submission(engine, TaskOptions.defaults()), () -> "done");
  }

  /** So many tasks wait, and nobody has been told. */
  private void queue(int tasks) {
    for (int i = 0; i < tasks; i++) {
      engine.queue.add(new Task<>(new Submission(engine, TaskOptions.defaults()), () -> "done"));
    }
  }

  /** Makes workers that are idle. */
  private List<StepsBackend.Steps> idle(int number) {
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      submit();
      tasks.add(backend.workers.get(i).look());
    }
    for (int i = 0; i < number; i++) {
      backend.workers.get(i).end(tasks.get(i));
    }
    return backend.workers;
  }

  private long wokenUp() {
    return backend.workers.stream().filter(worker -> worker.wokenUp > 0).count();
  }

  private void batch(Worker worker) {
    flood.executed(worker, 100, 100 * MICROS);
  }

  private void batches(int number, Worker worker) {
    for (int i = 0; i < number; i++) {
      batch(worker);
    }
  }

  private void begin(Worker... workers) {
    for (Worker worker : workers) {
      flood.begins(worker);
    }
    batches(8, workers[0]);
  }

  private void pass(long millis, Worker... working) {
    for (long i = 0; i < millis; i++) {
      clock.addAndGet(MILLIS);
      for (Worker worker : working) {
        batch(worker);
      }
    }
  }

  /** Time passes, during which that many processors are idle, until somebody looks. */
  private void look(long millis, int idle, Worker... working) {
    pass(millis, working);
    idleNanos += idle * millis * MILLIS;
    flood.look(engine);
  }

  /** How many have a part: as many begin to work as no other is needed with. */
  private int limit() {
    List<Worker> workers = new ArrayList<>();
    while (!flood.suffices()) {
      assertThat(workers).hasSizeLessThan(100);
      workers.add(worker());
      flood.begins(workers.get(workers.size() - 1));
    }
    workers.forEach(flood::ends);
    return workers.size();
  }

  @Test
  @DisplayName("Eight batches of tasks that took less than 30 us each")
  void beginsWithEightBatches() {
    queue(1);
    flood.begins(b);
    batches(7, a);
    flood.executed(a, 10, 300 * MICROS);
    assertThat(flood.suffices()).isFalse();
    flood.executed(a, 10, 299 * MICROS);
    assertThat(flood.suffices()).isTrue();
  }

  @Test
  void batchesOfLongAgoAreForgotten() {
    queue(1);
    flood.begins(b);
    batches(7, a);
    clock.addAndGet(100 * MILLIS);
    batches(7, a);
    assertThat(flood.suffices()).isFalse();
    batch(a);
    assertThat(flood.suffices()).isTrue();
  }

  @Test
  void poolThatIsNoLargerHasNone() {
    queue(1);
    Flood none = new Flood(2, 2, () -> 0, clock::get);
    for (int i = 0; i < 10; i++) {
      none.executed(a, 100, MICROS);
      none.executed(b, 100, MICROS);
    }
    assertThat(none.suffices()).isFalse();
    assertThat(none.leavesOut(c)).isFalse();
  }

  @Test
  void asManyAreEnoughAsThereAreProcessors() {
    queue(1);
    begin(a);
    assertThat(flood.suffices()).isFalse();
    assertThat(flood.leavesOut(b)).isFalse();
    flood.begins(b);
    flood.begins(b);
    assertThat(flood.suffices()).isTrue();
    assertThat(flood.leavesOut(c)).isTrue();
    assertThat(flood.leavesOut(a)).isFalse();
  }

  @Test
  @DisplayName("Of those that are too many only as many leave")
  void tooMany() {
    queue(1);
    begin(a, b, c);
    assertThat(flood.leavesOut(b)).isTrue();
    assertThat(flood.leavesOut(a)).isFalse();
    assertThat(flood.leavesOut(c)).isFalse();
    assertThat(flood.leavesOut(b)).isTrue();
  }

  @Test
  @DisplayName("Who becomes idle is told that it may have been relied on")
  void endsOfWork() {
    queue(1);
    flood.begins(a);
    assertThat(flood.ends(a)).isFalse();
    begin(a, b);
    assertThat(flood.ends(c)).isFalse();
    assertThat(flood.ends(a)).isTrue();
    assertThat(flood.ends(a)).isFalse();
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("Nobody is woken, or started, for a task that those at work are about to take")
  void nobodyIsWoken() {
    List<StepsBackend.Steps> workers = idle(1);
    queue(1);
    queue(1);
    begin(a, b);
    assertThat(workers).hasSize(1);
    assertThat(wokenUp()).isZero();

    flood.ends(a);
    submit();
    assertThat(wokenUp()).isEqualTo(1);
  }

  @Test
  @DisplayName("Nor in the place of one that was left out for so long that it has ended")
  void leftOutWorkerEnds() {
    List<StepsBackend.Steps> workers = idle(1);
    queue(1);
    begin(a, b);
    workers.get(0).ended();
    assertThat(workers).hasSize(1);
  }

  @Test
  @DisplayName("Who gets nothing done for 10 ms while processors are idle is replaced")
  void stuckWorker() {
    idle(3);
    queue(2);
    begin(a, b);
    look(50, 0, a, b); // since when they are idle or not
    look(9, 2, b);
    assertThat(wokenUp()).isZero();
    look(1, 2, b);
    assertThat(wokenUp()).isEqualTo(1);

    batch(a); // after all
    flood.begins(c);
    assertThat(flood.leavesOut(b)).isTrue();
  }

  @Test
  @DisplayName("If none is, it may do so for want of one, and is replaced after 100 ms")
  void stuckWorkerOnBusyProcessors() {
    idle(3);
    queue(2);
    begin(a, b);
    for (int i = 0; i < 9; i++) {
      look(10, 0, b);
    }
    look(9, 0, b);
    assertThat(wokenUp()).isZero();
    look(1, 0, b);
    assertThat(wokenUp()).isEqualTo(1);
  }

  @Test
  @DisplayName("If nobody gets anything done it is no flood: as many are woken as tasks wait")
  void allAreStuck() {
    List<StepsBackend.Steps> workers = idle(5);
    queue(3);
    begin(a, b);
    look(50, 0, a, b);
    look(10, 2);
    assertThat(wokenUp()).isEqualTo(3);
    assertThat(workers).hasSize(5);
    flood.begins(a);
    flood.begins(b);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("So it is if no short task comes for 100 ms, whatever else is done")
  void tasksAreLong() {
    idle(5);
    queue(3);
    begin(a, b);
    for (int i = 0; i < 10; i++) {
      assertThat(wokenUp()).isZero();
      flood.executed(a, 10, MILLIS);
      flood.executed(b, 10, MILLIS);
      look(10, 0);
    }
    assertThat(wokenUp()).isEqualTo(3);
    batches(7, a);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("While processors are idle four times as many have a part, but no more than exist")
  void moreWhileProcessorsAreIdle() {
    queue(1);
    begin(a, b);
    look(50, 1, a, b); // since when they are idle or not
    look(49, 1, a, b);
    assertThat(flood.suffices()).isTrue();
    look(1, 1, a, b);
    flood.ends(a);
    flood.ends(b);
    assertThat(limit()).isEqualTo(8);
    begin(a, b);
    look(50, 1, a, b);
    flood.ends(a);
    flood.ends(b);
    assertThat(limit()).isEqualTo(MOST);
  }

  @Test
  @DisplayName("While they are not, half as many after a while, and in the end as many as those")
  void fewerWhileTheyAreBusy() {
    queue(1);
    begin(a, b);
    look(50, 1, a, b);
    look(50, 1, a, b);
    look(50, 1, a, b);
    int[] limits = new int[4];
    for (int i = 0; i < limits.length; i++) {
      for (int k = 0; k < 7; k++) {
        look(50, 0, a, b);
      }
      flood.ends(a);
      flood.ends(b);
      limits[i] = limit();
      begin(a, b);
      look(50, 0, a, b);
    }
    assertThat(limits).containsExactly(MOST, 6, 3, 2);
  }

  @Test
  @DisplayName("An eighth of the time is not idle, and where nobody knows they are")
  void whatIdleMeans() {
    queue(1);
    begin(a, b);
    look(50, 0, a, b);
    idleNanos = 2 * 50 * MILLIS / 8;
    look(50, 0, a, b);
    assertThat(flood.suffices()).isTrue();
    idleNanos = -1;
    look(50, 0, a, b);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("Nor is the time when nothing waited that of a flood")
  void idleWhileNothingWaits() {
    queue(1);
    begin(a, b);
    look(50, 0, a, b);
    Task<?> task = engine.queue.poll();
    look(50, 2, a, b);
    engine.queue.add(task);
    look(50, 2, a, b);
    assertThat(flood.suffices()).isTrue();
    look(50, 2, a, b);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("Those that are missing are woken, or started, and no more")
  void missing() {
    idle(5);
    queue(10);
    begin(a, b);
    look(50, 0, a, b);
    look(50, 1, a, b);
    assertThat(wokenUp()).isEqualTo(5); // and the sixth is started
    assertThat(backend.workers).hasSize(6);
  }

  @Test
  @DisplayName("No more are started than are missing when those are there that are being started")
  void starting() {
    queue(10);
    begin(a, b);
    flood.ends(a);
    backend.starting = 1;
    submit();
    assertThat(backend.workers).isEmpty();
    backend.starting = 0;
    submit();
    assertThat(backend.workers).hasSize(1);
  }

  @Test
  @DisplayName("A batch is none of a flood if nothing waits")
  void nothingWaits() {
    begin(a, b);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("A moment in which nothing waits is not the end, but a tenth of a second is")
  void pause() {
    queue(1);
    begin(a, b);
    Task<?> task = engine.queue.poll();
    flood.ends(a);
    flood.ends(b);
    look(50, 2);
    engine.queue.add(task);
    flood.begins(a);
    flood.begins(b);
    assertThat(flood.suffices()).isTrue();
    look(50, 2);
    assertThat(flood.suffices()).isFalse();
  }

  @Test
  @DisplayName("Those that are woken may make it a flood again: no more are woken, or asked for")
  void floodThatComesBack() {
    StepsBackend.Steps idle = idle(1).get(0);
    queue(5000);
    begin(a, b);
    idle.onWake = () -> begin(a, b);
    int before = backend.asked;
    look(100, 0);
    assertThat(idle.wokenUp).isEqualTo(1);
    assertThat(backend.asked - before).isEqualTo(2);
    assertThat(flood.suffices()).isTrue();
    assertThat(backend.workers).hasSize(1);
  }

  @Test
  @DisplayName("Who was left out looks once it is over, though nothing waits, to be idle as others")
  void leftOutOnes() {
    StepsBackend.Steps out = (StepsBackend.Steps) c;
    StepsBackend.Steps works = (StepsBackend.Steps) a;
    queue(1);
    begin(a, b, c);
    assertThat(flood.leavesOut(a)).isTrue();
    flood.begins(a); // after all
    assertThat(flood.leavesOut(c)).isTrue();
    engine.queue.poll();
    look(99, 0);
    assertThat(out.wokenUp).isZero();
    look(1, 0);
    assertThat(out.wokenUp).isEqualTo(1);
    assertThat(works.wokenUp).isZero();
  }
}
