package concurrent.futures.cluster;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Frames for one address, in order, through a transmission that may block: the thread that brings a
 * frame sends it itself while that will not block, otherwise one of the pool's does. So a call
 * costs no change of threads, and a member that does not read stops nobody.
 */
final class Outbox<F> {
  private static final int MAX_BY_CALLER =
      64; // others' frames, too: somebody must not send forever

  private static final long AGAIN_MILLIS = 100;

  private final Queue<F> frames = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger(); // 0: nobody sends
  private final Predicate<F> sendsAtOnce;
  private final Consumer<F> transmission;
  private final Executor pool;

  /**
   * @param sendsAtOnce whether the transmission of this frame will not block now; must not throw
   * @param transmission must not throw
   * @param pool for the others
   */
  Outbox(Predicate<F> sendsAtOnce, Consumer<F> transmission, Executor pool) {
    this.sendsAtOnce = sendsAtOnce;
    this.transmission = transmission;
    this.pool = pool;
  }

  void send(F frame) {
    frames.add(frame);
    if (pending.getAndIncrement() != 0) {
      return; // whoever sends now sends this, too
    }
    for (int sent = 0; sent < MAX_BY_CALLER; sent++) {
      F next = frames.peek();
      if (next == null || !sendsAtOnce.test(next)) {
        break;
      }
      transmitFirst();
      if (pending.decrementAndGet() == 0) {
        return;
      }
    }
    sendByPool();
  }

  private void sendByPool() {
    try {
      pool.execute(this::sendAll);
    } catch (RejectedExecutionException e) {
      frames.clear(); // closed
    } catch (OutOfMemoryError e) { // no thread to be had: nobody else would send what follows
      CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(this::sendByPool);
    }
  }

  private void sendAll() {
    do {
      transmitFirst();
    } while (pending.decrementAndGet() != 0);
  }

  private void transmitFirst() {
    F frame = frames.poll();
    if (frame != null) {
      transmission.accept(frame);
    }
  }

  boolean isEmpty() {
    return pending.get() == 0;
  }
}
