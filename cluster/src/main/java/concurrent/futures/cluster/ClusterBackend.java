package concurrent.futures.cluster;

import concurrent.futures.Backend;
import concurrent.futures.BrokenClusterException;
import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Pool;
import concurrent.futures.Task;
import concurrent.futures.Worker;
import concurrent.futures.WorkerLostException;
import concurrent.futures.internal.process.ClassServer;
import concurrent.futures.internal.process.Keeper;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are slots of the members of a cluster, and this member itself: it submits to the
 * others, and executes what they submit.
 *
 * <pre>
 *             joined, with slots ──▶ {@link Peer} ── a {@link ClusterWorker} for each slot that is needed
 *  engine ──┤ a message to here  ──▶ {@link Guest} ── {@link Slot}s, by the threads of the {@link Host}
 *             left               ──▶ both are dropped
 * </pre>
 */
final class ClusterBackend extends Backend implements ClusterEvents {
  /** What members must have in common to understand each other. */
  static final String PROTOCOL = "1." + Kind.VERSION + "." + java.nio.ByteOrder.nativeOrder();

  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");
  private static final long MIN_LOOK_NANOS = 1_000_000;
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  final Loaders loaders = new Loaders(false);
  final Limits limits = Limits.DEFAULT;
  private final ClassServer classes = new ClassServer(loaders);
  private final ClusterOptions options;
  private final String poolName;
  private final Host host;
  private final @Nullable Keeper keeper;
  private final ThreadPoolExecutor service;

  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<String, Guest> guests = new ConcurrentHashMap<>();
  private final Map<String, LargeMessages> large = new ConcurrentHashMap<>();
  private final Map<Task<?>, Integer> losses = new WeakHashMap<>(); // guarded by itself
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<ClusterNode> ready = new CompletableFuture<>();
  private final List<Runnable> early = new ArrayList<>(); // guarded by itself
  private volatile @Nullable Pool pool;
  private volatile @Nullable ClusterNode node;
  private volatile boolean paused;
  private volatile boolean terminated;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile String refused = ""; // the last member that cannot be used, and why
  private long epoch; // guarded by this; how often there was nobody

  ClusterBackend(String poolName, ClusterOptions options, boolean daemon) {
    this.poolName = poolName;
    this.options = options;
    this.host = new Host(poolName, options.slots(), limits);
    this.keeper = daemon ? null : new Keeper(poolName + "_keeper", ClusterBackend::warn);
    this.service =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, poolName + "-service");
              thread.setDaemon(true);
              return thread;
            });
  }

  static void warn(String message) {
    LOG.log(System.Logger.Level.WARNING, message);
  }

  // ---- joining

  /** Joins the cluster. */
  void join() throws InterruptedException {
    ClusterNode now = options.engine().join(options.settings(poolName), this);
    boolean late;
    synchronized (early) {
      node = now;
      late = terminated;
      early.forEach(Runnable::run);
      early.clear();
    }
    ready.complete(now);
    if (late) {
      now.close();
    }
  }

  /** Joins a cluster of which this is the first member, and which nobody waits for. */
  void joinLater() {
    service.execute(
        () -> {
          try {
            join();
          } catch (InterruptedException e) {
            warn(poolName + " was interrupted while it joined the cluster: it is alone");
          } catch (RuntimeException e) {
            warn(poolName + " is alone: " + e.getMessage());
          }
        });
  }

  @Override
  protected void attached(Pool now) {
    pool = now;
    if (options.slots() > 0) {
      Loopback loopback = new Loopback(this, options.slots(), service);
      peers.put(Loopback.SELF, loopback.peer());
    }
    capacityChanged();
  }

  Host host() {
    return host;
  }

  // ---- what the engine of tasks asks for

  @Override
  protected @Nullable Worker newWorker(Pool forPool, int number) {
    for (; ; ) {
      Peer best = null;
      for (Peer peer : peers.values()) {
        best = peer.load() < 1 && (best == null || peer.load() < best.load()) ? peer : best;
      }
      if (best == null) {
        return null;
      }
      Peer peer = best;
      ClusterWorker worker = peer.newWorker(slot -> new ClusterWorker(forPool, peer, slot, number));
      if (worker != null) {
        return worker;
      }
    }
  }

  @Override
  protected BrokenExecutorException broken(String message, @Nullable Throwable cause) {
    return new BrokenClusterException(message, cause);
  }

  @Override
  protected void check(Callable<?> call) {
    requireSerializable(call, "another member of the cluster");
  }

  @Override
  protected boolean callbacksInWorker() {
    return false;
  }

  @Override
  protected void terminated() {
    service.execute(this::leave);
  }

  private void leave() {
    try {
      guests.values().forEach(Guest::draining);
      host.drain(DRAIN_NANOS);
      ClusterNode now;
      synchronized (early) {
        terminated = true;
        now = node;
      }
      if (now != null) {
        now.close();
      }
    } catch (InterruptedException e) {
      // nobody does that
    } finally {
      release();
    }
  }

  private void release() {
    guests.values().forEach(Guest::left);
    host.close();
    try {
      host.awaitEnd(TimeUnit.SECONDS.toNanos(1));
    } catch (InterruptedException e) {
      // then without
    }
    if (keeper != null) {
      keeper.close();
    }
    service.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
    ended.countDown();
  }

  @Override
  protected void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** False for a thread that messages of members wait for. */
  boolean mayWait() {
    return peers.values().stream().noneMatch(Peer::isMyTurn);
  }

  // ---- idle workers

  /** A worker has become idle: one clock looks after all of them. */
  void idle(long keepAliveNanos) {
    if (looking.compareAndSet(false, true)) {
      lookLater(keepAliveNanos);
    }
  }

  private void lookLater(long nanos) {
    CompletableFuture.delayedExecutor(
            Math.max(nanos, MIN_LOOK_NANOS), TimeUnit.NANOSECONDS, service)
        .execute(this::endIdle);
  }

  private void endIdle() {
    looking.set(false); // who becomes idle from now on looks again
    long least = Long.MAX_VALUE;
    for (Peer peer : peers.values()) {
      least = Math.min(least, peer.leaveIfIdle(System.nanoTime()));
    }
    if (least != Long.MAX_VALUE) {
      idle(least);
    }
  }

  void busy() {
    if (keeper != null) {
      keeper.beginning();
    }
  }

  void notBusy() {
    if (keeper != null) {
      keeper.ended();
    }
  }

  /** Runs something that may block or run foreign code. */
  void runInService(Runnable action) {
    service.execute(action);
  }

  // ---- members

  @Override
  public void joined(ClusterMember member) {
    event(() -> added(member));
  }

  /** Events may come before the engine has told who this member is. */
  private void event(Runnable event) {
    synchronized (early) {
      if (node == null) {
        early.add(event);
        return;
      }
    }
    event.run();
  }

  private void added(ClusterMember member) {
    String protocol = member.attributes().getOrDefault("protocol", "none");
    if (!protocol.equals(PROTOCOL)) {
      refused =
          "the member "
              + member.address()
              + " speaks protocol "
              + protocol
              + " and this one "
              + PROTOCOL
              + ": run the same version of the library on all members";
      warn(refused);
      return;
    }
    int slots = Integer.parseInt(member.attributes().getOrDefault("slots", "0"));
    LargeMessages pieces = new LargeMessages(service);
    large.put(member.id(), pieces);
    MemberLink toGuest = new MemberLink(transport(member, pieces));
    guests.put(member.id(), new Guest(host, member, toGuest, null));
    MemberLink toHost = new MemberLink(transport(member, pieces));
    peers.put(member.id(), new Peer(this, member, slots, toHost));
    capacityChanged();
  }

  private MemberLink.Transport transport(ClusterMember member, LargeMessages pieces) {
    return new MemberLink.Transport() {
      @Override
      public void send(byte[] message) {
        node().send(member, message);
      }

      @Override
      public void sendLarge(
          long number,
          int kind,
          WireOutput payload,
          List<Object> arrays,
          Runnable arrived,
          Consumer<Throwable> failed) {
        pieces.send(
            number, kind, payload, arrays, piece -> node().call(member, piece), arrived, failed);
      }
    };
  }

  private ClusterNode node() {
    return Objects.requireNonNull(node);
  }

  @Override
  public void left(ClusterMember member) {
    event(() -> removed(member));
  }

  private void removed(ClusterMember member) {
    Peer peer = peers.remove(member.id());
    capacityChanged();
    LargeMessages pieces = large.remove(member.id());
    if (pieces != null) {
      pieces.close();
    }
    Guest guest = guests.remove(member.id());
    if (guest != null) {
      guest.left();
    }
    if (peer != null) {
      peer.left();
    }
  }

  void capacityChanged() {
    int capacity = peers.values().stream().mapToInt(Peer::capacity).sum();
    boolean enough = capacity >= Math.max(1, options.minimumWorkers());
    paused = !enough;
    Pool now = pool;
    if (now == null) {
      return;
    }
    int ending = peers.values().stream().mapToInt(Peer::ending).sum();
    now.maxWorkers(enough ? Math.min(capacity + ending, options.maxWorkers()) : 0);
    if (enough) {
      peers.values().forEach(Peer::wakeAll);
    } else {
      watch(now);
    }
  }

  /** True while there are fewer slots than there must be. */
  boolean isPaused() {
    return paused;
  }

  /** Nobody is there to execute anything: that must not look like a hang. */
  private void watch(Pool now) {
    long current;
    synchronized (this) {
      current = ++epoch;
    }
    Duration limit = options.noWorkersTimeout();
    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, service)
        .execute(() -> nobodyCame(now, current, limit));
  }

  private void nobodyCame(Pool now, long since, Duration limit) {
    synchronized (this) {
      if (since != epoch) {
        return;
      }
    }
    if (paused && !terminated) {
      String message =
          "no member with enough free slots for "
              + limit
              + (options.minimumWorkers() > 1 ? ", at least " + options.minimumWorkers() : "")
              + ": "
              + poolName
              + (refused.isEmpty() ? "" : "; " + refused)
              + "; start one with: ClusterPoolExecutor.builder().seeds(...) of "
              + address();
      now.failPending(() -> new BrokenClusterException(message, null));
      watch(now);
    }
  }

  String address() {
    ClusterNode now = node;
    return now == null ? options.host() + ":" + options.port() : now.self().address();
  }

  List<ClusterMember> members() {
    ClusterNode now = node;
    return now == null ? List.of() : now.members();
  }

  /** What became of a task whose member was lost. */
  WorkerLostException lost(Peer peer, Task<?> task) {
    int count;
    synchronized (losses) {
      count = losses.merge(task, 1, Integer::sum);
    }
    return new WorkerLostException(
        peer.lostMessage(task), peer.member.address(), task.attempt(), count);
  }

  // ---- messages

  @Override
  public void message(ClusterMember from, byte[] messages) {
    event(() -> read(from, messages));
  }

  private void read(ClusterMember from, byte[] messages) {
    Peer peer = peers.get(from.id());
    Guest guest = guests.get(from.id());
    LargeMessages pieces = large.get(from.id());
    if (peer == null || guest == null || pieces == null) {
      return; // it cannot be used
    }
    peer.inTurn(
        () -> {
          try {
            MemberLink.read(
                messages, (kind, in, arrays) -> dispatch(peer, guest, pieces, kind, in, arrays));
          } catch (IOException e) {
            misbehaves(from, e);
          }
        });
  }

  private static void dispatch(
      Peer peer, Guest guest, LargeMessages pieces, int kind, WireInput in, List<Object> arrays)
      throws IOException {
    if (kind == Message.LARGE) {
      LargeMessages.Received message = pieces.take(in.readVarlong());
      dispatch(peer, guest, pieces, message.kind, message.payload, message.arrays);
    } else if (Message.isFromWorker(kind)) {
      peer.message(kind, in, arrays);
    } else {
      guest.message(kind, in, arrays);
    }
  }

  @Override
  public CompletableFuture<byte[]> request(ClusterMember from, byte[] request) {
    return ready.thenCompose(
        now -> {
          LargeMessages pieces = large.get(from.id());
          return pieces == null
              ? CompletableFuture.failedFuture(new IOException("not a member that can be used"))
              : pieces.piece(request);
        });
  }

  /** What it says cannot be understood: whatever it does, nobody waits for it. */
  void misbehaves(ClusterMember member, IOException reason) {
    LOG.log(
        System.Logger.Level.ERROR,
        "the member "
            + member.address()
            + " says what cannot be understood, it is not used any more",
        reason);
    service.execute(() -> removed(member));
  }

  /** Answers in another thread: class loaders may be the user's. */
  void serveClass(Peer peer, WireInput request) throws IOException {
    WireInput copy = MemberLink.copy(request);
    service.execute(
        () -> {
          try {
            WireOutput answer = classes.answer(copy);
            peer.link.append(Message.CLASSES, answer);
            peer.link.flush();
          } catch (IOException e) {
            misbehaves(peer.member, e);
          }
        });
  }
}
