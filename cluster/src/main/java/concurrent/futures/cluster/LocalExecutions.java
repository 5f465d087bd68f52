package concurrent.futures.cluster;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tasks execute in threads of this JVM, or in worker JVMs that such threads wait for. */
final class LocalExecutions implements Executions {
  private static final long IDLE_SECONDS = 10;
  private static final long END_SECONDS = 1;
  private static final long STACK_BYTES = 16L << 20;

  private final ThreadPoolExecutor threads;
  private final @Nullable WorkerJvms jvms; // null: threads execute
  private final boolean forwardsOutput;

  LocalExecutions(String name, ClusterOptions options, Background background) {
    List<String> jvmOptions = options.isolation();
    this.jvms = jvmOptions == null ? null : new WorkerJvms(jvmOptions, options.slots(), background);
    this.forwardsOutput = options.forwardOutput() && jvms == null; // or it is forwarded anyway
    if (forwardsOutput) {
      TaskOutput.install();
    }
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, name + "-slot", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public Slot newSlot(Host host, Guest guest, int number, SlotProcess.WorkerName worker) {
    return jvms == null
        ? new ThreadSlot(host, guest, number, worker, forwardsOutput)
        : new ProcessSlot(host, guest, number, worker, jvms);
  }

  @Override
  public boolean relays() {
    return jvms != null;
  }

  @Override
  public void execute(Runnable turn) {
    threads.execute(turn);
  }

  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    if (jvms != null) {
      jvms.close(TimeUnit.SECONDS.toNanos(END_SECONDS));
    }
    threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
  }
}
