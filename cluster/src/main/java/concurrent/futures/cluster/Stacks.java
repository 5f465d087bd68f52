package concurrent.futures.cluster;

import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Asks a member where its tasks are. */
final class Stacks {
  private static final StackTraceElement[] UNKNOWN = {};
  private static final long LIMIT_MILLIS = 250;

  private final Peer peer;
  private final Map<Integer, Asked> open = new HashMap<>(); // guarded by this
  private int requests; // guarded by this

  private record Asked(int slot, long seq, CompletableFuture<StackTraceElement[]> answer) {}

  Stacks(Peer peer) {
    this.peer = peer;
  }

  /**
   * Waits for the answer, but not for long: the caller holds a lock.
   *
   * @param over whether that task is over by now: then {@link #noMore} has been before this
   */
  StackTraceElement[] of(int slot, long seq, BooleanSupplier over) {
    CompletableFuture<StackTraceElement[]> answer = new CompletableFuture<>();
    int request;
    synchronized (this) {
      request = ++requests;
      open.put(request, new Asked(slot, seq, answer));
    }
    try {
      if (over.getAsBoolean()) {
        return UNKNOWN;
      }
      ask(request, slot, seq);
      return answer.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    } finally {
      synchronized (this) {
        open.remove(request);
      }
    }
  }

  private void ask(int request, int slot, long seq) {
    WireOutput message = new WireOutput(16);
    message.writeVarint(request);
    message.writeVarint(slot);
    message.writeVarlong(seq);
    peer.link.append(Message.STACK_OF, message);
    peer.link.flush();
  }

  /** The task is over: who asks holds a lock that its outcome may be waiting for. */
  synchronized void noMore(int slot, long seq) {
    if (!open.isEmpty()) {
      for (Asked asked : open.values()) {
        if (asked.slot == slot && asked.seq == seq) {
          asked.answer.complete(UNKNOWN);
        }
      }
    }
  }

  /** The answer. */
  synchronized void hasCome(WireInput answer) throws IOException {
    Asked asked = open.get(answer.readVarint());
    if (asked != null) {
      asked.answer.complete(TaskForm.readFrames(answer));
    }
  }
}
