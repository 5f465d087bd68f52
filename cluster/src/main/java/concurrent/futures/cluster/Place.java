package concurrent.futures.cluster;

import concurrent.futures.Ahead;
import java.util.concurrent.TimeUnit;

/**
 * A task that was sent to a member: pending until the member has started it. Who cancels it asks
 * the member, so that what was cancelled has never run; if there is no answer for a while, its
 * outcome will be dropped.
 *
 * <pre>
 *   NEW ── cancelled, or the member is lost ─────────▶ RETURNED
 *    │
 *   WRITTEN ── the member says that it has started ──▶ STARTED
 *      │   └── the member gives it back by itself ───▶ RETURNED ── taken back ──▶ TAKEN_BACK
 *      └────── cancelled: CANCEL is sent ────────────▶ ASKED ── its answer ──▶ STARTED | TAKEN_BACK
 *                                                        └── none in time ──▶ TAKEN_BACK
 * </pre>
 */
final class Place extends Ahead {
  private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private enum State {
    NEW,
    WRITTEN,
    ASKED,
    RETURNED,
    STARTED,
    TAKEN_BACK
  }

  private final ClusterWorker worker;
  private final long seq;
  private State state = State.NEW; // guarded by this
  private long deadline; // for the answer; guarded by this

  Place(ClusterWorker worker, long seq) {
    super(worker);
    this.worker = worker;
    this.seq = seq;
  }

  /** It is about to be sent; false if it was taken back before. */
  synchronized boolean write() {
    if (state == State.NEW) {
      state = State.WRITTEN;
    }
    return state == State.WRITTEN;
  }

  /** It will not be sent; false if it was. */
  synchronized boolean withdraw() {
    if (state == State.NEW) {
      state = State.RETURNED;
    }
    return state == State.RETURNED;
  }

  /** The member has started it, or may have; true only once. */
  synchronized boolean start() {
    if (state != State.WRITTEN && state != State.ASKED) {
      return false;
    }
    state = State.STARTED;
    notifyAll();
    return true;
  }

  /** The member will not start it; false if it is for those who have asked for it. */
  synchronized boolean returned() {
    boolean asked = state == State.ASKED;
    if (asked || state == State.WRITTEN) {
      state = State.RETURNED;
      notifyAll();
    }
    return !asked;
  }

  @Override
  protected synchronized boolean hasStarted() {
    return state == State.STARTED;
  }

  /** Asks the member to give it back, without waiting for the answer. */
  void ask() {
    synchronized (this) {
      if (withdraw() || state != State.WRITTEN) {
        return;
      }
      state = State.ASKED;
      deadline = worker.background().nanoTime() + (worker.mayWait() ? LIMIT_NANOS : 0);
    }
    worker.askBack(seq); // without the lock
  }

  @Override
  protected boolean takeBack() {
    ask();
    synchronized (this) {
      if (state == State.ASKED) {
        awaitAnswer();
      }
      if (state == State.STARTED || state == State.TAKEN_BACK) {
        return false;
      }
      state = State.TAKEN_BACK;
      return true;
    }
  }

  private void awaitAnswer() {
    Background background = worker.background();
    boolean interrupted = false;
    for (long left; state == State.ASKED && (left = deadline - background.nanoTime()) > 0; ) {
      try {
        background.waitOn(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
