package concurrent.futures;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listener, if there is one, and survives whatever it throws. */
final class Listeners {
  private final @Nullable ExecutorListener listener;

  Listeners(@Nullable ExecutorListener listener) {
    this.listener = listener;
  }

  boolean present() {
    return listener != null;
  }

  void submitted(Task<?> task) {
    if (listener != null) {
      tell(l -> l.taskSubmitted(event(task, null)));
    }
  }

  void started(Task<?> task, Worker worker) {
    if (listener != null) {
      tell(l -> l.taskStarted(event(task, worker)));
    }
  }

  void retried(Task<?> task, Worker worker, Throwable failure) {
    if (listener != null) {
      tell(l -> l.taskRetried(event(task, worker), failure));
    }
  }

  void finished(Task<?> task, @Nullable Worker worker) {
    if (listener != null) {
      tell(l -> l.taskFinished(event(task, worker)));
    }
  }

  void workerStarted(WorkerStats worker) {
    if (listener != null) {
      tell(l -> l.workerStarted(worker));
    }
  }

  void workerEnded(WorkerStats worker) {
    if (listener != null) {
      tell(l -> l.workerEnded(worker));
    }
  }

  private static TaskEvent event(Task<?> task, @Nullable Worker worker) {
    return Objects.requireNonNull(task.attempts()).event(task, worker);
  }

  private String what() {
    try {
      return String.valueOf(listener);
    } catch (Throwable t) { // foreign code as well
      return Objects.requireNonNull(listener).getClass().getName();
    }
  }

  private void tell(Consumer<ExecutorListener> what) {
    try {
      what.accept(Objects.requireNonNull(listener));
    } catch (Throwable t) {
      Log.error("an ExecutorListener failed: " + what(), t);
    }
  }
}
