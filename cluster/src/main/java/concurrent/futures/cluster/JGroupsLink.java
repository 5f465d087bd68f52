package concurrent.futures.cluster;

import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.util.NameCache;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;
import org.jgroups.util.UUID;
import org.jspecify.annotations.Nullable;

/** One JGroups channel. Its address is a random UUID for each life: the incarnation. */
final class JGroupsLink implements Link<Address>, Receiver {
  private static final System.Logger LOG = System.getLogger("concurrent.futures.cluster");
  private static final long JOIN_ATTEMPT_MILLIS = 1_000;
  private static final long AGAIN_MILLIS = 100;
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CREDITS_LEFT = 1 << 20; // so many bytes for other threads' frames
  private static final int MOST_WAITING = 16 << 10; // messages for one connection; others are lost

  private record Outgoing(Message message, int bytes) {}

  private final JChannel channel;
  private final HangProofTcp transport;
  private final UFC flowControl;
  private final Heartbeats heartbeats;
  private final PeerNode<Address> node;
  private final Map<Address, Outbox<Outgoing>> outboxes = new ConcurrentHashMap<>();
  private volatile List<Address> view = List.of();
  private final CountDownLatch company = new CountDownLatch(1); // another member is in the view
  private final ExecutorService senders =
      Executors.newCachedThreadPool(task -> daemon(task, "concurrent.futures-cluster-sender"));

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private JGroupsLink(
      JChannel channel, ClusterSettings settings, InetSocketAddress here, ClusterEvents events) {
    UUID id = UUID.randomUUID();
    String address = settings.host() + ":" + here.getPort();
    ClusterMember self = new ClusterMember(id.toStringLong(), address, settings.attributes());
    this.channel = channel;
    this.transport = channel.getProtocolStack().findProtocol(HangProofTcp.class);
    this.flowControl = channel.getProtocolStack().findProtocol(UFC.class);
    this.node = new PeerNode<>(id, self, events, this);
    this.heartbeats = channel.getProtocolStack().findProtocol(Heartbeats.class);
    heartbeats.onChange(this::silenceChanged);
    channel.addAddressGenerator(() -> id);
    channel.setName(address);
    channel.setReceiver(this);
  }

  static ClusterNode join(
      ClusterSettings settings,
      InetSocketAddress here,
      List<InetSocketAddress> seeds,
      @Nullable SSLContext tls,
      Duration failureTimeout,
      ClusterEvents events)
      throws InterruptedException, BindException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long deadline = System.nanoTime() + settings.joinTimeout().toNanos();
    boolean mayBeFirst = seeds.isEmpty() || seeds.contains(here);
    TCPPING discovery;
    SeedDiscovery patient = null;
    if (mayBeFirst) {
      discovery = new TCPPING();
    } else {
      patient = new SeedDiscovery(deadline, () -> SeedProbe.of(seeds, tls, settings.joinTimeout()));
      discovery = patient;
    }
    JChannel channel = channel(settings, here, seeds, discovery, tls, failureTimeout);
    JGroupsLink link = new JGroupsLink(channel, settings, here, events);
    boolean joined = false;
    try {
      link.connect(settings);
      if (patient != null) {
        link.awaitCompany(settings, patient, deadline);
      }
      joined = true;
      return link.node;
    } finally {
      if (!joined) {
        link.node.close();
      }
    }
  }

  /**
   * The stack that was tried out: one port, no multicast, and everything in it goes through TLS.
   */
  private static JChannel channel(
      ClusterSettings settings,
      InetSocketAddress here,
      List<InetSocketAddress> seeds,
      TCPPING discovery,
      @Nullable SSLContext tls,
      Duration failureTimeout) {
    discovery.setInitialHosts(seeds);
    discovery.setPortRange(0);
    discovery.returnEntireCache(true); // so that any member tells who lets new ones in
    long joinMillis = settings.joinTimeout().toMillis();
    GMS membership = new GMS();
    membership.setJoinTimeout(seeds.isEmpty() ? 100 : JOIN_ATTEMPT_MILLIS);
    membership.setMaxJoinAttempts((int) Math.max(1, joinMillis / JOIN_ATTEMPT_MILLIS));
    membership.printLocalAddress(false);
    long failureMillis = failureTimeout.toMillis();
    try {
      return new JChannel(
          transport(here, tls),
          discovery,
          new MERGE3().setMinInterval(1_000).setMaxInterval(3_000),
          new Heartbeats(failureMillis),
          new VERIFY_SUSPECT2().setTimeout(Heartbeats.VERIFY_MILLIS),
          new NAKACK2().useMcastXmit(false),
          new UNICAST3(),
          new STABLE(),
          membership,
          new UFC(),
          new FRAG4());
    } catch (Exception e) {
      throw JGroupsEngine.cannotJoin(settings, "JGroups cannot be configured", e);
    }
  }

  private static TCP transport(InetSocketAddress here, @Nullable SSLContext tls) throws Exception {
    TCP tcp = new HangProofTcp();
    tcp.setBindAddress(here.getAddress()).setBindPort(here.getPort()).setPortRange(0);
    tcp.getThreadPool().setMaxThreads(50);
    // It would listen at a multicast address.
    tcp.setDiagnosticsHandler(
        new DiagnosticsHandler(tcp.getLog(), tcp.getSocketFactory(), tcp.getThreadFactory())
            .setEnabled(false));
    // A connection that ends is a member that died. FD_SOCK2 would do that with a port of its own,
    // at all addresses and without TLS.
    tcp.enableSuspectEvents(true).logDetails(false);
    // Who still looks for a cluster that had this port before is none of the user's business here.
    tcp.setValue("log_discard_msgs", false);
    // Two small messages in a row must not wait for the other side to acknowledge the first one.
    tcp.tcpNodelay(true);
    // A member that does not read must not hold up the heartbeats to the others.
    tcp.nonBlockingSends(true).maxSendQueue(MOST_WAITING);
    // Its threads send; a bundler's would only change threads once more.
    tcp.setBundlerType("no-bundler");
    if (tls != null) {
      String[] protocols = {Tls.PROTOCOL};
      tcp.tls(
          new TLS()
              .enabled(true)
              .setSSLContext(tls)
              .setClientAuth(TLSClientAuth.NEED)
              .setProtocols(protocols));
    }
    return tcp;
  }

  private void connect(ClusterSettings settings) throws InterruptedException, BindException {
    try {
      channel.connect(settings.name());
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException bind) {
          throw bind;
        }
      }
      throw JGroupsEngine.cannotJoin(settings, "JGroups cannot start (" + e.getMessage() + ")", e);
    }
    if (Thread.interrupted()) { // JGroups does not throw it
      throw new InterruptedException();
    }
  }

  /** JGroups makes a cluster of one when it finds nobody; that is not what seeds are given for. */
  private void awaitCompany(ClusterSettings settings, SeedDiscovery discovery, long deadline)
      throws InterruptedException {
    if (company.getCount() == 0) {
      return;
    }
    SeedProbe probe = discovery.probe();
    boolean found =
        !probe.refused() && company.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (!found && company.getCount() != 0) {
      String where = String.join(", ", settings.seeds());
      String limit = " within " + settings.joinTimeout().toMillis() / 1e3 + " s";
      String reason =
          discovery.isAnswered()
              ? "the cluster at "
                  + where
                  + " answers, but has not let this member in"
                  + limit
                  + ": its members are busy or just finding each other; try again, or wait longer"
                  + " (joinTimeout)"
              : "no member reachable at " + where + limit + ": " + probe.findings();
      throw JGroupsEngine.cannotJoin(settings, reason, null);
    }
  }

  @Override
  public void viewAccepted(View newView) {
    view = newView.getMembers();
    outboxes.keySet().retainAll(view);
    node.present(this::reachable);
    if (newView.size() > 1) {
      company.countDown();
    }
  }

  private List<Address> reachable() {
    List<Address> members = new ArrayList<>(view);
    members.removeAll(heartbeats.silent());
    return members;
  }

  /** In a thread that may wait: those who bring the news send and receive heartbeats. */
  private void silenceChanged(Set<Address> fallenSilent) {
    try {
      senders.execute(() -> handleSilence(fallenSilent));
    } catch (RejectedExecutionException e) {
      // it is closed
    } catch (OutOfMemoryError e) { // no thread to be had
      CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(() -> silenceChanged(fallenSilent));
    }
  }

  /** Does without who says nothing. If it is only the connection, another one will do. */
  private void handleSilence(Set<Address> fallenSilent) {
    node.present(this::reachable);
    for (Address member : fallenSilent) {
      String name = NameCache.get(member);
      LOG.log(Level.WARNING, "nothing comes from {0}: not used until something does", name);
      transport.disconnect(member);
    }
  }

  @Override
  public void receive(Message message) {
    node.received(message.getSrc(), message.getArray(), message.getOffset(), message.getLength());
  }

  @Override
  public void send(Address to, byte[] frame, boolean ordered) {
    Message message = new BytesMessage(to, frame);
    if (!ordered) {
      message.setFlag(Message.Flag.OOB);
    }
    outboxes.computeIfAbsent(to, this::outbox).send(new Outgoing(message, frame.length));
  }

  private Outbox<Outgoing> outbox(Address to) {
    return new Outbox<>(
        frame -> flowControl.getSenderCreditsFor(to) > (long) frame.bytes + CREDITS_LEFT,
        frame -> transmit(frame.message),
        senders);
  }

  private void transmit(Message message) {
    try {
      channel.send(message);
    } catch (Exception e) {
      LOG.log(Level.DEBUG, () -> "not sent to " + message.getDest() + ": " + e);
    }
  }

  @Override
  public void close() {
    long deadline = System.nanoTime() + FLUSH_NANOS;
    while (outboxes.values().stream().anyMatch(box -> !box.isEmpty())
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    senders.shutdown();
    channel.close(); // wakes senders that wait for credits
    try {
      if (!senders.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "a thread still sends in a cluster that was left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
