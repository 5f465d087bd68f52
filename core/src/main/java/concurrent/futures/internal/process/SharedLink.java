package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Has the messages of a worker go through shared memory, in which both sides claim tasks that are
 * written ahead.
 *
 * <pre>
 *  NONE ── {@link #want} ──▶ WANTED ── the worker has it ──▶ OPENED ── {@link #step} ──▶ READY
 *                              └── no memory to share ──▶ IMPOSSIBLE
 * </pre>
 *
 * <p>When it is ready, either direction may get slots for large arrays, {@link SharedSlots}.
 *
 * <p>Each step is for one thread at a time.
 */
public final class SharedLink {
  private static final int NONE = 0;
  private static final int WANTED = 1;
  private static final int OPENED = 2;
  private static final int READY = 3;
  private static final int IMPOSSIBLE = 4;

  private volatile int state;
  private volatile @Nullable Ledger ledger;
  private volatile @Nullable Path file;
  private final SharedSlots toWorker = new SharedSlots(false);
  private final SharedSlots toParent = new SharedSlots(true);
  private volatile boolean workerWantsSlots;

  /** From now on it is wanted; true if it was not. */
  public boolean want() {
    boolean wants = state == NONE;
    if (wants) {
      state = WANTED;
    }
    return wants;
  }

  /** It is not to be. */
  public void giveUp() {
    state = IMPOSSIBLE;
  }

  /** True once all messages go through it. */
  public boolean isReady() {
    return state == READY;
  }

  /** True if it is known whether it will be had. */
  public boolean isSettled() {
    return state >= READY;
  }

  /** The memory, once it is ready. */
  public @Nullable Ledger ledger() {
    return isReady() ? ledger : null;
  }

  /** Does what is to be done next; true if it is settled by that. Writes to the link: may block. */
  public boolean step(WorkerProcess process) throws IOException {
    try {
      return next(process);
    } finally {
      if (!process.isAlive()) {
        forget(); // what was made after its end
      }
    }
  }

  private boolean next(WorkerProcess process) throws IOException {
    Ledger shared = ledger;
    if (state == WANTED && shared == null) {
      return !create(process, process.directory().resolve("ledger-" + process.pid()));
    } else if (state == OPENED && shared != null) {
      process.out().continueWith(shared.toWorker(), Kind.RING, new WireOutput(1));
      state = READY;
      return true;
    } else if (state == READY && shared != null) {
      if (process.out().wantsSlots()) {
        toWorker.make(process, shared.toWorker());
      }
      if (workerWantsSlots) {
        toParent.make(process, shared.toParent());
      }
    }
    return false;
  }

  /** Makes the memory and tells the worker where; false if there is none to be had. */
  private boolean create(WorkerProcess process, Path made) throws IOException {
    try {
      ledger = Ledger.create(made);
      file = made;
    } catch (IOException | RuntimeException | LinkageError e) {
      Files.deleteIfExists(made); // such as: no space left; then without
      state = IMPOSSIBLE;
      return false;
    }
    WireOutput message = new WireOutput(128);
    message.writeString(made.toString());
    process.out().send(Kind.LEDGER, message);
    return true;
  }

  /**
   * The worker has opened it, and uses it from now on, or cannot. By the thread that reads. Nobody
   * needs the file any more.
   */
  public void answered(boolean usable, WorkerProcess process) throws IOException {
    Ledger shared = ledger;
    if (usable && shared != null) {
      process.continueWith(shared.toParent());
      state = OPENED;
    } else {
      state = IMPOSSIBLE;
    }
    deleteFile();
  }

  /** The worker wants to have slots: to be called before {@link #step}. */
  public void wantsSlots() {
    workerWantsSlots = true;
  }

  /** The worker has opened slots, or cannot. By the thread that reads. */
  public void slotsAnswered(boolean isToParent, boolean usable) throws IOException {
    Ledger shared = ledger;
    if (shared != null) {
      if (isToParent) {
        toParent.answered(usable, shared.toParent());
      } else {
        toWorker.answered(usable, shared.toWorker());
      }
    }
  }

  /** So many bytes of memory have the slots that the worker has opened. */
  public long slotsBytes() {
    return toWorker.bytes() + toParent.bytes();
  }

  /** Deletes the files that are still there. */
  public void forget() throws IOException {
    deleteFile();
    toWorker.forget();
    toParent.forget();
  }

  private void deleteFile() throws IOException {
    Path made = file;
    file = null;
    if (made != null) {
      Files.deleteIfExists(made);
    }
  }
}
