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
    Ledger shared = ledger;
    if (state == WANTED && shared == null) {
      return !create(process, process.directory().resolve("ledger-" + process.pid()));
    } else if (state == OPENED && shared != null) {
      process.out().continueWith(shared.toWorker(), Kind.RING, new WireOutput(1));
      state = READY;
      return true;
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
  public void answered(boolean usable, WorkerProcess process) {
    Ledger shared = ledger;
    if (usable && shared != null) {
      process.continueWith(shared.toParent());
      state = OPENED;
    } else {
      state = IMPOSSIBLE;
    }
  }

  /** Deletes the file, if it is still there. */
  public void forget() throws IOException {
    Path made = file;
    file = null;
    if (made != null) {
      Files.deleteIfExists(made);
    }
  }
}
