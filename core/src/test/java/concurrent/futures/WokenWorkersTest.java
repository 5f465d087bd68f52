package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Workers that were woken and have not looked yet: their steps are taken by the test. */
class WokenWorkersTest {
  private final StepsBackend backend = new StepsBackend();
  private final List<StepsBackend.Steps> workers = backend.workers;
  private final Engine engine = backend.engine(8);
  private final Submission submission = new Submission(engine, TaskOptions.defaults());

  private void submit() {
    engine.submit(submission, () -> "done");
  }

  /** Workers that have run a task each, and are idle. */
  private void idle(int number) {
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      submit();
      tasks.add(workers.get(i).look());
    }
    for (int i = 0; i < number; i++) {
      workers.get(i).end(tasks.get(i));
    }
    assertThat(workers).hasSize(number);
  }

  @Test
  @DisplayName("T3: a task for which a woken worker will look has no other one started")
  void wokenWorkerIsEnough() {
    idle(2);
    submit(); // wakes the second one
    assertThat((Object) workers.get(0).look())
        .isNotNull(); // which the first one, idle too, forestalls
    submit(); // nobody is idle, but the second one has not looked yet

    assertThat(workers).hasSize(2);
    assertThat((Object) workers.get(1).look()).isNotNull();
  }

  @Test
  @DisplayName("Two tasks are too much for one woken worker")
  void twoTasks() {
    idle(1);
    submit();
    submit();

    assertThat(workers).hasSize(2);
    assertThat((Object) workers.get(1).look()).isNotNull();
    assertThat((Object) workers.get(0).look()).isNotNull();
  }

  @Test
  @DisplayName("A woken worker that ends without having looked is no reason to wait for it")
  void wokenWorkerEnds() {
    idle(1);
    submit();
    workers.get(0).ended();

    assertThat(workers).hasSize(2);
    workers.get(1).end(workers.get(1).look());
    submit();
    workers.get(1).end(workers.get(1).look());
    submit();
    submit();
    assertThat(workers).hasSize(3);
  }
}
