package concurrent.futures;

import concurrent.futures.internal.process.RunDirectory;
import concurrent.futures.internal.process.WorkerProcess;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks a worker process is given ahead: as many as take it about a millisecond, by what
 * the last ones took, if that is more than one. So a long task has none behind it, and short ones
 * do not wait for each other's way. In turns of the worker, but for {@link #open}.
 *
 * <pre>
 *  none ── 16 short tasks, and more are waiting ──▶ wanted ── the worker has opened it ──▶ ready
 *                                                     └── no memory to share ──▶ impossible
 * </pre>
 */
final class AheadWindow {
  private static final long WINDOW_NANOS = 1_000_000;
  private static final long SHORT_NANOS = 300_000;
  private static final int SHORT_TASKS = 16;

  /** No more than that is in the link's pipe, so that writing to it never blocks. */
  private static final int MOST_BYTES = 4 << 10;

  private static final int NONE = 0;
  private static final int WANTED = 1;
  private static final int READY = 2;
  private static final int IMPOSSIBLE = 3;

  private int state = NONE;
  private int shortTasks;
  private long meanNanos = WINDOW_NANOS;
  private @Nullable Path file;
  private volatile @Nullable Ledger ledger;

  /** Tasks have been executed. */
  void took(int tasks, long nanos) {
    long each = nanos / Math.max(1, tasks);
    meanNanos = (3 * meanNanos + each) / 4;
    shortTasks = each < SHORT_NANOS ? shortTasks + tasks : 0;
  }

  /** True once, when it is worth while to have a ledger. */
  boolean wantsLedger(boolean backlog) {
    if (state == NONE && backlog && shortTasks >= SHORT_TASKS) {
      state = WANTED;
      return true;
    }
    return false;
  }

  /** True if the worker may have another task besides those that it has. */
  boolean hasRoom(int sent, int bytes) {
    return state == READY && sent < window() && bytes < MOST_BYTES;
  }

  /** Not for each task one more: worth a message only if there is room for some. */
  boolean isHalfEmpty(int sent) {
    return state == READY && 2 * sent <= window();
  }

  private int window() {
    return (int) Math.max(1, Math.min(Ledger.SLOTS / 2, WINDOW_NANOS / (meanNanos + 1)));
  }

  boolean isReady() {
    return state == READY;
  }

  @Nullable Ledger ledger() {
    return ledger;
  }

  /** Makes a ledger and tells the worker where. By the writer, since it takes some time. */
  void open(RunDirectory directory, WorkerProcess process) throws IOException {
    Path made = directory.path().resolve("ledger-" + process.pid());
    try {
      ledger = Ledger.create(made);
      file = made;
    } catch (IOException | RuntimeException | LinkageError e) {
      Files.deleteIfExists(made); // such as: no space left; then without
      return;
    }
    WireOutput message = new WireOutput(128);
    message.writeString(made.toString());
    process.out().send(Kind.LEDGER, message);
  }

  /** The worker has opened it, or cannot. */
  void opened(boolean usable) {
    state = usable ? READY : IMPOSSIBLE;
    forget();
  }

  /** Deletes the file: who has opened it needs it no more. */
  void forget() {
    Path made = file;
    file = null;
    if (made != null) {
      try {
        Files.deleteIfExists(made);
      } catch (IOException e) {
        Log.warning("a file of a worker could not be deleted: " + made + " (" + e + ")");
      }
    }
  }
}
