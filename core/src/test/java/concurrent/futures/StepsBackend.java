package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Workers whose steps are taken by the test. */
final class StepsBackend extends Backend {
  final List<Steps> workers = new ArrayList<>();
  @Nullable Flood flood;
  int starting;
  int asked;

  Engine engine(int maxWorkers) {
    return new Engine(
        new PoolSettings("steps", maxWorkers, 0, null, null, Duration.ZERO, true), this);
  }

  @Override
  protected Worker newWorker(Pool pool, int number) {
    Steps worker = new Steps(pool, number);
    workers.add(worker);
    return worker;
  }

  @Override
  protected BrokenExecutorException broken(String message, @Nullable Throwable cause) {
    return new BrokenThreadPoolException(message, cause);
  }

  @Override
  boolean suffices() {
    asked++;
    return flood != null && flood.suffices();
  }

  @Override
  boolean startsSuffice() {
    return flood != null && flood.suffices(starting);
  }

  static final class Steps extends Worker {
    int wokenUp;
    Runnable onWake = () -> {};

    Steps(Pool pool, int number) {
      super(pool, "steps-" + number);
    }

    /** Takes the next task and begins to run it; null if there is none. */
    @Nullable Task<?> look() {
      Task<?> task = poll();
      if (task != null) {
        setCurrent(task);
        start(task);
      }
      return task;
    }

    void end(@Nullable Task<?> task) {
      setCurrent(null);
      succeed(Objects.requireNonNull(task), "done");
      assertThat((Object) look()).isNull();
    }

    @Override
    protected void begin() {}

    @Override
    protected void wake() {
      wokenUp++;
      onWake.run();
    }

    @Override
    protected void interrupt(Task<?> task) {}

    @Override
    protected void interruptAll() {}

    @Override
    protected void awaitEnd(long nanos) {}
  }
}
