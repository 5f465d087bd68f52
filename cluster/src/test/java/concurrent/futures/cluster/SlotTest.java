package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a slot does when things happen between two of its steps. Its tasks cannot be read. */
@Timeout(60)
class SlotTest {
  private static final SlotProcess.WorkerName WORKER =
      new SlotProcess.WorkerName("worker", "UTF-8", "UTF-8");

  private final LocalEngine network = LocalEngine.network();
  private final Submitter said = new Submitter();

  @TempDir Path directory;

  @AfterEach
  void end() {
    network.killAll();
  }

  /** Who has submitted the tasks. */
  private static final class Submitter extends Messages {
    volatile Consumer<Integer> then = kind -> {};

    @Override
    void received(int kind, WireInput in) {
      then.accept(kind);
    }

    void await(int kind) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> kinds.contains(kind));
    }
  }

  private Guest guest(ClusterPoolExecutor pool) {
    ClusterMember submitter = new ClusterMember("s", "submitter:1", Map.of());
    return new Guest(pool.backend().host, submitter, new MemberLink(said), null);
  }

  private ClusterPoolExecutor.Builder member() {
    return TestCluster.builder().engine(network).slots(1);
  }

  private static WireInput task(long seq, boolean tell) {
    WireOutput out = new WireOutput(16);
    out.writeBoolean(tell);
    out.writeVarlong(0); // no timeout
    out.writeVarlong(seq);
    return new WireInput(out.array(), 0, out.size());
  }

  // ---- interrupts

  @Test
  @DisplayName("An interrupt that comes when the start was just told reaches the thread")
  void earlyInterrupt() throws Exception {
    try (ClusterPoolExecutor pool = member().build()) {
      Guest guest = guest(pool);
      Slot slot = pool.backend().host.newSlot(guest, 0, WORKER);
      AtomicBoolean interrupted = new AtomicBoolean();
      said.then =
          kind -> {
            if (kind == Message.STARTED && said.kinds.size() == 1) {
              slot.interruptOnce(5);
              interrupted.set(Thread.currentThread().isInterrupted());
            }
          };
      slot.add(task(5, true), List.of());
      said.await(Message.FAILURE);
      assertThat(interrupted).isTrue();
      assertThat(said.kinds).containsExactly(Message.STARTED, Message.FAILURE);
    }
  }

  @Test
  @DisplayName("An interrupt that comes when the start was just told goes to the worker JVM")
  void earlyInterruptOfAWorkerJvm() throws Exception {
    try (ClusterPoolExecutor pool = member().isolate().build()) {
      Guest guest = guest(pool);
      Slot slot = pool.backend().host.newSlot(guest, 0, WORKER);
      AtomicBoolean interrupted = new AtomicBoolean();
      said.then =
          kind -> {
            if (kind == Message.STARTED && said.kinds.size() == 1) {
              interrupted.set(slot.interrupt(5));
            }
          };
      slot.add(task(5, true), List.of());
      said.await(Message.FAILURE);
      assertThat(interrupted).isTrue();
      assertThat(said.kinds).containsExactly(Message.STARTED, Message.FAILURE);
      slot.close(false);
    }
  }

  // ---- worker JVMs that end

  @Test
  @DisplayName("A worker JVM that is about to be killed for one task does not get the next one")
  void doomedWorker() throws Exception {
    try (ClusterPoolExecutor pool = member().isolate().build()) {
      Guest guest = guest(pool);
      ProcessSlot slot = (ProcessSlot) pool.backend().host.newSlot(guest, 0, WORKER);
      slot.add(task(5, false), List.of());
      said.await(Message.FAILURE);
      await().until(() -> !slot.isScheduled());
      slot.process.running().doom();
      slot.add(task(6, true), List.of());
      slot.process.running().kill("the task before went on");
      said.await(Message.RETURNED);
      assertThat(said.kinds).containsExactly(Message.FAILURE, Message.ENDED, Message.RETURNED);
    }
  }

  /** A listener that has the next turn of the slot begin while it is told of the end. */
  private static final class Overtaking implements SlotProcess.Listener {
    final CompletableFuture<Thread.State> state = new CompletableFuture<>();
    @Nullable SlotProcess process;

    @Override
    public void finished(long seq, SlotProcess.Reply reply) {}

    @Override
    public void drained() {}

    @Override
    public void over(@Nullable Throwable beforeReady) {
      Thread turn = new Thread(() -> process.begin(), "turn");
      turn.start();
      await()
          .until(
              () ->
                  turn.getState() == Thread.State.WAITING
                      || turn.getState() == Thread.State.TERMINATED);
      state.complete(turn.getState());
    }

    @Override
    public void hasEnded() {}
  }

  @Test
  @DisplayName("What waits for a worker JVM that ends before it is ready waits for all of that")
  void endBeforeReady() throws Exception {
    try (ClusterPoolExecutor pool = member().isolate().build()) {
      Overtaking listener = new Overtaking();
      WorkerJvms jvms = new WorkerJvms(List.of("-XX:NoSuchOption=1"), 1, pool.backend().background);
      listener.process = new SlotProcess(jvms, guest(pool), 0, WORKER, listener);
      assertThat(listener.process.begin()).isFalse();
      assertThat(listener.state.get()).isEqualTo(Thread.State.WAITING);
      jvms.close(0);
    }
  }

  // ---- tasks that are written ahead

  /** Does nothing by itself. */
  private static final class IdleSlot extends Slot {
    final CompletableFuture<Boolean> hasTurn = new CompletableFuture<>();

    IdleSlot(Host host, Guest guest) {
      super(host, guest, 0);
    }

    @Override
    public void run() {
      hasTurn.complete(true);
    }

    @Override
    boolean interrupt(long seq) {
      throw new AssertionError();
    }

    @Override
    void tellStack(int request, long seq) {
      throw new AssertionError();
    }
  }

  @Test
  @DisplayName("A task whose start was told is not written ahead, where it could be given back")
  void toldTask() throws Exception {
    Ledger ledger = Ledger.create(directory.resolve("ledger"));
    try (ClusterPoolExecutor pool = member().build()) {
      IdleSlot slot = new IdleSlot(pool.backend().host, guest(pool));
      AheadItems ahead = new AheadItems(() -> ledger, System::nanoTime);
      slot.add(task(5, false), List.of());
      slot.hasTurn.get();
      slot.begin();
      slot.next();
      slot.cancel(5); // too late
      assertThat(said.kinds).containsExactly(Message.STARTED);
      assertThat(slot.moveTo(ahead)).isEmpty();
      slot.over();

      slot.add(task(6, false), List.of());
      slot.next();
      assertThat(slot.moveTo(ahead)).hasSize(1); // the same without that
      assertThat(slot.next()).isNull(); // the turn ends
    }
  }
}
