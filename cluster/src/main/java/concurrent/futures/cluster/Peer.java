package concurrent.futures.cluster;

import concurrent.futures.OutcomeDecoder;
import concurrent.futures.Task;
import concurrent.futures.TaskEncoder;
import concurrent.futures.TaskSerializationException;
import concurrent.futures.WorkerLostException;
import concurrent.futures.internal.process.ClassServer;
import concurrent.futures.internal.process.WorkerOutput;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A member, as who submits tasks sees it: its slots, each a {@link ClusterWorker}.
 *
 * <p><b>Turns.</b> What must happen one at a time for the workers of a member happens in somebody's
 * turn. Who wakes a worker never waits for that: who has the turn looks once more after it. Whoever
 * brings news from the member waits for its turn, which is short, as no foreign code runs in it.
 */
final class Peer {
  final ClusterBackend backend;
  final ClusterMember member;
  final int slots;
  final MemberLink link;
  final TaskEncoder encoder;
  final OutcomeDecoder decoder;
  final SendWindow.Share window;
  final Stacks stacks = new Stacks(this);
  private final ClassServer classes;
  private final WorkerOutput output = new WorkerOutput(null); // of workers that have ended

  private final @Nullable ClusterWorker[] workers; // guarded by this
  private int workerCount; // guarded by this
  private boolean lost; // or about to leave; guarded by this
  private boolean withdrawn; // takes no tasks for now; guarded by this

  private final ReentrantLock turn = new ReentrantLock();
  private final ConcurrentLinkedQueue<ClusterWorker> woken = new ConcurrentLinkedQueue<>();
  private volatile boolean wanted;

  /** Of the last task, whatever the slot; 0 is an initializer. In turns. */
  long lastSeq;

  Peer(
      ClusterBackend backend, ClusterMember member, int slots, MemberLink link, SendWindow window) {
    this.backend = backend;
    this.member = member;
    this.slots = slots;
    this.link = link;
    this.window = window.share();
    this.encoder = new TaskEncoder(backend.loaders, (message, kind) -> function(message));
    this.decoder = newDecoder();
    this.classes = new ClassServer(backend.loaders);
    this.workers = new ClusterWorker[slots];
  }

  private void function(WireOutput message) {
    link.append(Message.FUNCTION, message);
  }

  /** A decoder for one outcome. */
  OutcomeDecoder newDecoder() {
    return new OutcomeDecoder(backend.loaders, backend.limits, where());
  }

  /** For messages: which member, and its Java, which may be what is wrong. */
  private String where() {
    String java = member.attributes().get("java");
    return java == null
        ? "another member of the cluster"
        : "the member " + member.address() + " (Java " + java + ")";
  }

  /** A codec for one thread. */
  ValueCodec newCodec() {
    return new ValueCodec(decoder.names(), backend.limits);
  }

  // ---- workers

  synchronized int capacity() {
    return takesNone() ? 0 : slots;
  }

  /** Workers that are to end with what they have, besides the capacity. */
  synchronized int ending() {
    return takesNone() ? workerCount : 0;
  }

  /** True if it should get no more tasks. */
  synchronized boolean takesNone() {
    return lost || withdrawn;
  }

  /** The part of the slots that have a worker; 1 or more if there is none to be had. */
  synchronized double load() {
    return takesNone() || slots == 0 ? 1 : (double) workerCount / slots;
  }

  /** Has a worker for a free slot made, or returns null if there is none. */
  @Nullable ClusterWorker newWorker(java.util.function.IntFunction<ClusterWorker> made) {
    synchronized (this) {
      for (int slot = 0; slot < slots && !takesNone(); slot++) {
        if (workers[slot] == null) {
          ClusterWorker worker = made.apply(slot);
          workers[slot] = worker;
          workerCount++;
          return worker;
        }
      }
      return null;
    }
  }

  private synchronized @Nullable ClusterWorker worker(int slot) throws IOException {
    if (slot < 0 || slot >= slots) {
      throw new IOException("there is no slot " + slot);
    }
    return workers[slot];
  }

  /** A worker is about to end. */
  void ended(ClusterWorker worker) {
    boolean last;
    synchronized (this) {
      workers[worker.slot] = null;
      workerCount--;
      last = takesNone();
    }
    if (last) {
      backend.capacityChanged();
    }
  }

  private synchronized List<ClusterWorker> now() {
    List<ClusterWorker> now = new ArrayList<>();
    for (ClusterWorker worker : workers) {
      if (worker != null) {
        now.add(worker);
      }
    }
    return now;
  }

  // ---- turns

  /** Has a worker look for tasks, now or soon. */
  void wake(ClusterWorker worker) {
    woken.add(worker);
    wanted = true;
    takeTurns();
  }

  void wakeAll() {
    woken.addAll(now());
    wanted = true;
    takeTurns();
  }

  private void takeTurns() {
    while (wanted && !turn.isHeldByCurrentThread() && turn.tryLock()) {
      try {
        work();
      } finally {
        turn.unlock();
      }
    }
  }

  private void work() {
    wanted = false;
    for (ClusterWorker worker; (worker = woken.poll()) != null; ) {
      worker.look();
    }
    link.flush();
  }

  boolean isMyTurn() {
    return turn.isHeldByCurrentThread();
  }

  /** Ends the workers that are idle for long; how long the next one has left. */
  long leaveIfIdle(long now) {
    long[] least = {Long.MAX_VALUE};
    inTurn(
        () -> {
          for (ClusterWorker worker : now()) {
            least[0] = Math.min(least[0], worker.leaveIfIdle(now));
          }
        });
    return least[0];
  }

  /** Does something in a turn, for which it waits. */
  void inTurn(Runnable action) {
    turn.lock();
    try {
      action.run();
      work();
    } finally {
      turn.unlock();
    }
    takeTurns();
  }

  // ---- what the member says

  /** One message. */
  void messageInTurn(int kind, WireInput payload, List<Object> arrays) throws IOException {
    turn.lock();
    try {
      message(kind, payload, arrays);
      work();
    } finally {
      turn.unlock();
    }
    takeTurns();
  }

  /** One message, in a turn. */
  void message(int kind, WireInput payload, List<Object> arrays) throws IOException {
    switch (kind) {
      case Message.DRAINING -> {
        synchronized (this) {
          lost = true;
        }
        backend.capacityChanged();
        wakeAll();
      }
      case Message.WITHDRAWN -> {
        backend.withdrawn(member, payload.readText());
        withdrawn(true);
      }
      case Message.AVAILABLE -> {
        backend.available(member);
        withdrawn(false);
      }
      case Message.STACK -> stacks.hasCome(payload);
      case Message.CLASS -> serveClass(payload);
      case Message.OUTPUT -> {
        ClusterWorker worker = worker(payload.readVarint());
        WorkerOutput to = worker == null ? output : worker.output;
        to.print(payload.readByte(), payload.readBytes(payload.remaining()));
      }
      case Message.ENDED -> {
        ClusterWorker worker = worker(payload.readVarint());
        if (worker != null) {
          worker.slotEnded(payload.readBoolean());
        }
      }
      case Message.STARTED -> {
        ClusterWorker worker = worker(payload.readVarint());
        if (worker != null) {
          worker.started(payload.readVarlong());
        }
      }
      case Message.TIMED_OUT -> {
        ClusterWorker worker = worker(payload.readVarint());
        if (worker != null) {
          worker.timedOut(payload.readVarlong());
        }
      }
      case Message.RETURNED -> {
        ClusterWorker worker = worker(payload.readVarint());
        List<Long> numbers = new ArrayList<>();
        for (int n = payload.readVarint(); n > 0; n--) {
          numbers.add(payload.readVarlong());
        }
        if (worker != null) {
          worker.returned(numbers);
        }
      }
      case Message.RESULT, Message.FAILURE -> {
        ClusterWorker worker = worker(payload.readVarint());
        if (worker != null) {
          worker.finished(kind == Message.RESULT, payload, arrays);
        }
      }
      default -> throw new IOException("a message of unknown kind: " + kind);
    }
  }

  private void withdrawn(boolean now) {
    synchronized (this) {
      withdrawn = now;
    }
    backend.capacityChanged();
    wakeAll();
  }

  /** The member was lost, or has left. */
  void left() {
    synchronized (this) {
      lost = true;
    }
    inTurn(() -> now().forEach(ClusterWorker::lost));
    window.close(); // after what waits for it was taken back
  }

  /** A message about one task. */
  void tell(int kind, int slot, long seq) {
    WireOutput message = new WireOutput(16);
    message.writeVarint(slot);
    message.writeVarlong(seq);
    link.append(kind, message);
    link.flush();
  }

  /** Why a large message has not arrived. */
  Throwable notArrived(Throwable reason) {
    return new TaskSerializationException(
        "the call could not be sent to the member " + member.address() + ": " + reason.getMessage(),
        "",
        reason);
  }

  /** Answers in another thread: class loaders may be the user's. */
  private void serveClass(WireInput request) throws IOException {
    WireInput copy = MemberLink.copy(request);
    backend.background.execute(
        () -> {
          try {
            link.append(Message.CLASSES, classes.answer(copy));
            link.flush();
          } catch (IOException e) {
            backend.misbehaves(this, e);
          }
        });
  }

  /** What became of a task that may have been executing there when the member was lost. */
  WorkerLostException lost(Task<?> task) {
    String message =
        "the member "
            + member.address()
            + " left, died or did not answer any more while it may have been executing "
            + task
            + (task.options().retries() == 0
                ? "; with retries it would run again elsewhere"
                : " (attempt " + task.attempt() + ")");
    return new WorkerLostException(
        message, member.address(), task.attempt(), backend.countLoss(task));
  }
}
