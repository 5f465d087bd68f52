package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the parent who called {@code System.exit}: the shutdown hook finds that thread. */
final class ExitHook extends Thread {
  private final FrameOutput link;
  private final TaskOutput out;
  private final TaskOutput err;

  ExitHook(FrameOutput link, TaskOutput out, TaskOutput err) {
    super("exit hook");
    this.link = link;
    this.out = out;
    this.err = err;
  }

  @Override
  public void run() {
    String caller = caller();
    if (caller == null) {
      return; // a signal, or the pool's own stop
    }
    WireOutput goodbye = new WireOutput(128);
    goodbye.writeString(caller);
    try {
      out.send();
      err.send();
      link.send(Kind.EXITING, goodbye);
    } catch (IOException e) {
      // the parent has gone: there is nobody to tell
    }
  }

  private static @Nullable String caller() {
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement[] frames = thread.getValue();
      for (int i = 0; i < frames.length; i++) {
        boolean exit = frames[i].getClassName().equals("java.lang.Runtime");
        if (exit && frames[i].getMethodName().equals("exit")) {
          return describe(thread.getKey(), frames, i + 1);
        }
      }
    }
    return null;
  }

  private static @Nullable String describe(Thread thread, StackTraceElement[] frames, int from) {
    for (int i = from; i < frames.length; i++) {
      if (!frames[i].getClassName().equals("java.lang.System")) {
        boolean ours = frames[i].getClassName().startsWith("concurrent.futures.internal.worker.");
        return ours ? null : frames[i] + " in thread \"" + thread.getName() + "\"";
      }
    }
    return null;
  }
}
