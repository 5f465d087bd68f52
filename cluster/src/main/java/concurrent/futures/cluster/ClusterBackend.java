package concurrent.futures.cluster;

import concurrent.futures.Backend;
import concurrent.futures.BrokenClusterException;
import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Pool;
import concurrent.futures.Task;
import concurrent.futures.Worker;
import concurrent.futures.internal.process.Keeper;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.Limits;
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
import java.util.concurrent.TimeUnit;
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
 *
 * <p>Longer than 400 lines because here the engine of tasks, the engine of members and this
 * member's own slots meet.
 */
final class ClusterBackend extends Backend implements ClusterEvents {
  /** What members must have in common to understand each other. */
  static final String PROTOCOL = "4." + Kind.VERSION + "." + java.nio.ByteOrder.nativeOrder();

  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");

  private static final long ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  final Loaders loaders = new Loaders(false);
  final Limits limits = Limits.DEFAULT;
  private final ClusterOptions options;
  private final String poolName;
  private final Executions executions;
  final Host host;
  private final @Nullable Keeper keeper;
  final Background background;
  final SendWindow window;

  private final Map<String, OtherMember> others = new ConcurrentHashMap<>(); // by id
  private final Map<String, OtherMember> dropped = new ConcurrentHashMap<>(); // and not yet left
  private volatile @Nullable Peer self; // null without slots
  private volatile @Nullable Loopback own; // as above
  private final Map<Task<?>, Integer> losses = new WeakHashMap<>(); // guarded by itself
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<ClusterNode> ready = new CompletableFuture<>();
  private final List<Runnable> early = new ArrayList<>(); // guarded by itself
  private volatile @Nullable Pool pool;
  private volatile @Nullable ClusterNode node;
  private volatile boolean paused; // written under the lock
  private final Object capacityLock = new Object(); // what is published fits what there is
  private volatile boolean terminated;

  @SuppressWarnings("UnusedVariable") // it is there to be referred to
  private volatile @Nullable ClusterPoolExecutor kept; // reachable as long as the engine is

  private volatile @Nullable Vacancy vacancy;
  private final IdleClock idleClock;
  private volatile String refused = ""; // the last member that cannot be used, and why

  ClusterBackend(String poolName, ClusterOptions options, boolean daemon) {
    this.poolName = poolName;
    this.options = options;
    this.keeper = daemon ? null : new Keeper(poolName + "_keeper", ClusterBackend::warn);
    this.background = options.background(poolName);
    this.window = new SendWindow(background);
    this.executions = options.executions(poolName, background);
    this.host = new Host(this, executions, options.slots());
    this.idleClock = new IdleClock(background, this::endIdle);
  }

  boolean prefixesOutput() {
    return options.prefixOutput();
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
    background.execute(
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
    vacancy = new Vacancy(now, options.noWorkersTimeout(), background, this::whyNobody);
    if (options.slots() > 0) {
      Loopback loopback = new Loopback(this, options.slots(), background);
      self = loopback.peer();
      own = loopback;
    }
    capacityChanged();
  }

  // ---- what the engine of tasks asks for

  @Override
  protected @Nullable Worker newWorker(Pool forPool, int number) {
    for (; ; ) {
      Peer best = null;
      for (Peer peer : peers()) {
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
    Objects.requireNonNull(vacancy).close();
    kept = null;
    background.execute(this::leave);
  }

  /** Others are to find this member: that nobody refers to its executor does not end it. */
  void keep(ClusterPoolExecutor executor) {
    kept = executor;
  }

  private void leave() {
    others.values().forEach(other -> other.guest.draining());
    CompletableFuture<Void> drained = host.drain();
    background.after(
        TimeUnit.NANOSECONDS.convert(options.drainTimeout()), () -> drained.complete(null));
    drained.thenRunAsync(() -> leaveWhenTold(background.nanoTime() + ARRIVAL_NANOS), background);
  }

  /** The last outcomes must be there before the news that this member has left. */
  private void leaveWhenTold(long deadline) {
    boolean told =
        options.slots() == 0 || others.values().stream().allMatch(OtherMember::hasToldAll);
    if (told || background.nanoTime() - deadline >= 0) {
      leaveNow();
    } else {
      background.after(LOOK_NANOS, () -> leaveWhenTold(deadline));
    }
  }

  private void leaveNow() {
    ClusterNode now;
    synchronized (early) {
      terminated = true;
      now = node;
    }
    try {
      if (now != null) {
        now.close();
      }
    } finally {
      release();
    }
  }

  private void release() {
    others.values().forEach(OtherMember::close);
    dropped.values().forEach(OtherMember::close);
    Loopback toSelf = own;
    if (toSelf != null) {
      toSelf.close();
    }
    try {
      executions.close();
    } catch (InterruptedException e) {
      // then without
    }
    if (keeper != null) {
      keeper.close();
    }
    background.endSoon();
    ended.countDown();
  }

  @Override
  protected void awaitEnd(long nanos) throws InterruptedException {
    ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** False for a thread that messages of members wait for. */
  boolean mayWait() {
    return background.mayWait() && peers().stream().noneMatch(Peer::isMyTurn);
  }

  /** A worker has become idle. */
  void idle(long keepAliveNanos) {
    idleClock.idle(keepAliveNanos);
  }

  private long endIdle() {
    long least = Long.MAX_VALUE;
    for (Peer peer : peers()) {
      least = Math.min(least, peer.leaveIfIdle(background.nanoTime()));
    }
    return least;
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
    OtherMember other = new OtherMember(this, member, slots, background);
    others.put(member.id(), other);
    host.withdrawal.tell(other.guest);
    capacityChanged();
  }

  ClusterNode node() {
    return Objects.requireNonNull(node);
  }

  @Override
  public void left(ClusterMember member) {
    event(() -> removed(member));
  }

  private void removed(ClusterMember member) {
    OtherMember other;
    OtherMember unused;
    synchronized (dropped) {
      other = others.remove(member.id());
      unused = dropped.remove(member.id());
    }
    if (other != null) {
      capacityChanged();
      other.left();
    }
    if (unused != null) {
      unused.left();
    }
  }

  List<Peer> peers() {
    List<Peer> peers = new ArrayList<>();
    Peer own = self;
    if (own != null) {
      peers.add(own);
    }
    others.values().forEach(other -> peers.add(other.peer));
    return peers;
  }

  /** Who may submit to this member. */
  List<Guest> guests() {
    List<Guest> guests = new ArrayList<>();
    Loopback toSelf = own;
    if (toSelf != null) {
      guests.add(toSelf.guest());
    }
    others.values().forEach(other -> guests.add(other.guest));
    return guests;
  }

  /** How many large messages have come in part; for tests. */
  int openPieces() {
    return others.values().stream().mapToInt(OtherMember::openPieces).sum();
  }

  /** The last member that could not be used, and why; for tests. */
  String unusable() {
    return refused;
  }

  /** A member takes no tasks for now. */
  void withdrawn(ClusterMember member, String why) {
    refused = noSlots(member) + why;
    warn(refused + "; its tasks go elsewhere");
  }

  /** It takes tasks again. */
  void available(ClusterMember member) {
    if (refused.startsWith(noSlots(member))) {
      refused = "";
    }
  }

  private static String noSlots(ClusterMember member) {
    return "the member " + member.address() + " has no slots for now: ";
  }

  void capacityChanged() {
    synchronized (capacityLock) {
      publishCapacity();
    }
    if (!paused) {
      peers().forEach(Peer::wakeAll);
    }
  }

  private void publishCapacity() {
    int capacity = peers().stream().mapToInt(Peer::capacity).sum();
    boolean enough = capacity >= Math.max(1, options.minimumWorkers());
    paused = !enough;
    Pool now = pool;
    Vacancy nobody = vacancy;
    if (now == null || nobody == null) {
      return;
    }
    int ending = peers().stream().mapToInt(Peer::ending).sum();
    now.maxWorkers(enough ? Math.min(capacity + ending, options.maxWorkers()) : 0);
    if (enough) {
      nobody.end();
    } else {
      nobody.begin();
    }
  }

  /** True while there are fewer slots than there must be. */
  boolean isPaused() {
    return paused;
  }

  private String whyNobody() {
    return poolName
        + (options.minimumWorkers() > 1 ? ", which wants " + options.minimumWorkers() : "")
        + (refused.isEmpty() ? "" : "; " + refused)
        + "; start one with: ClusterPoolExecutor.builder().seeds(...) of "
        + address();
  }

  String address() {
    ClusterNode now = node;
    return now == null ? options.host() + ":" + options.port() : now.self().address();
  }

  List<ClusterMember> members() {
    ClusterNode now = node;
    return now == null ? List.of() : now.members();
  }

  List<MemberStatus> status(Duration timeout) throws InterruptedException {
    ClusterNode now = node;
    return now == null ? List.of() : Inquiry.ask(now, timeout);
  }

  /** How many members a task has lost, this one included. */
  int countLoss(Task<?> task) {
    synchronized (losses) {
      return losses.merge(task, 1, Integer::sum);
    }
  }

  // ---- messages

  @Override
  public void message(ClusterMember from, byte[] messages) {
    event(() -> read(from, messages));
  }

  private void read(ClusterMember from, byte[] messages) {
    OtherMember other = others.get(from.id());
    OtherMember reader = other == null ? dropped.get(from.id()) : other;
    if (reader != null) { // otherwise it cannot be used
      reader.read(messages);
    }
  }

  @Override
  public CompletableFuture<byte[]> request(ClusterMember from, byte[] request) {
    return ready.thenCompose(
        now -> {
          if (Inquiry.isQuestion(request)) {
            return Inquiry.answer(request, host.running(), now.members().size());
          }
          OtherMember other = others.get(from.id());
          return other == null
              ? CompletableFuture.failedFuture(new IOException("not a member that can be used"))
              : other.piece(request);
        });
  }

  void misbehaves(Peer peer, IOException reason) {
    OtherMember other = others.get(peer.member.id());
    if (other != null && other.peer == peer) {
      other.misbehaves(reason);
    }
  }

  /** Does without a member from now on, until it leaves and comes back. */
  void drop(OtherMember other, String why) {
    LOG.log(
        System.Logger.Level.ERROR,
        "the member " + other.address() + " is not used any more: " + why);
    background.execute(() -> doWithout(other));
  }

  private void doWithout(OtherMember other) {
    synchronized (dropped) { // it may be leaving
      if (!others.remove(other.id(), other)) {
        return;
      }
      dropped.put(other.id(), other);
    }
    capacityChanged();
    other.dropped();
  }
}
