package concurrent.futures.cluster;

import concurrent.futures.internal.process.JvmSettings;
import concurrent.futures.internal.process.RunDirectory;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The worker JVMs of a member: starts them, and sees to it that none is left when it closes. */
final class WorkerJvms {
  /** What a message may have beside its value: a failure is told in text too. */
  private static final int FRAME = 1 << 20;

  private final JvmSettings settings;
  private final Background background;
  private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();
  private @Nullable RunDirectory directory; // guarded by this
  private boolean closed; // guarded by this

  WorkerJvms(List<String> jvmOptions, int slots, Background background) {
    this.background = background;
    this.settings =
        new JvmSettings(
            JvmSettings.currentJava(),
            jvmOptions,
            null,
            Map.of(),
            null,
            Math.max(1, slots),
            JvmSettings.currentDepth());
  }

  /** Starts one. Takes some milliseconds. */
  WorkerProcess start(String name, Limits limits, Consumer<byte[]> nativeOutput)
      throws IOException {
    RunDirectory used;
    synchronized (this) {
      if (closed) {
        throw new IOException("this member has closed");
      }
      if (directory == null) {
        directory = RunDirectory.acquire();
      }
      used = directory;
    }
    WorkerProcess process =
        WorkerProcess.start(settings, used, name, limits.maxBytes() + FRAME, nativeOutput);
    alive.add(process);
    synchronized (this) {
      if (closed) {
        process.kill("its member has closed");
      }
    }
    return process;
  }

  void ended(WorkerProcess process) {
    alive.remove(process);
  }

  long nanoTime() {
    return background.nanoTime();
  }

  /** Does something that may block for a while. */
  void run(Runnable action) {
    background.execute(action);
  }

  /** Does something later. */
  void later(long nanos, Runnable action) {
    background.after(nanos, action);
  }

  /** Kills those that are left, and waits for the end of each, but not longer than that. */
  void close(long nanos) throws InterruptedException {
    RunDirectory used;
    synchronized (this) {
      closed = true;
      used = directory;
      directory = null;
    }
    alive.forEach(process -> process.kill("its member has closed"));
    for (WorkerProcess process : alive) {
      process.awaitEnd(nanos);
    }
    if (used != null) {
      used.close();
    }
  }
}
