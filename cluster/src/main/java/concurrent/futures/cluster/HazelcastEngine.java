package concurrent.futures.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For those who run Hazelcast already: uses their member, which stays theirs, and never shuts it
 * down. Members of the Hazelcast cluster that use this engine with the same cluster name see each
 * other; they all need this library in their class path.
 *
 * <p>Host, port, seeds and key store of {@link ClusterSettings} are not used: where Hazelcast
 * listens and whom it joins is said in its own configuration. <b>Its free edition has neither TLS
 * nor authentication</b>: whoever reaches its port is a member and can run code. With a {@link
 * #password} all that this engine sends is encrypted and authenticated (AES-256-GCM, replays
 * refused), so that only who knows the password can read it, or have tasks run by this library.
 *
 * <p>A hung member is lost only after Hazelcast's {@code hazelcast.max.no.heartbeat.seconds}, 60 by
 * default, and comes back after {@code hazelcast.merge.first.run.delay.seconds}, 300 by default.
 * Two members that cannot reach each other while others reach both stay members, and what one has
 * sent to the other waits: {@code
 * hazelcast.partial.member.disconnection.resolution.heartbeat.count}, 0 by default, has Hazelcast
 * part with one of them.
 *
 * <pre>{@code
 * HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
 * ClusterNode node = new HazelcastEngine(instance).join(settings, events);
 * node.close();
 * instance.shutdown();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class HazelcastEngine implements ClusterEngine {
  /** Threads that end by themselves, as nobody knows when Hazelcast needs the last one. */
  static final Executor CALLBACKS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "concurrent.futures-hazelcast-callback");
            thread.setDaemon(true);
            return thread;
          });

  private final HazelcastInstance instance;
  private final @Nullable String password;

  /**
   * On a running member.
   *
   * @param instance a member, not a client: clients cannot be called
   */
  public HazelcastEngine(HazelcastInstance instance) {
    this(instance, null);
    reuseCallbackThreads();
  }

  private HazelcastEngine(HazelcastInstance instance, @Nullable String password) {
    this.instance = instance;
    this.password = password;
  }

  /**
   * The same with a password, from which the key of all messages is derived.
   *
   * <pre>{@code
   * ClusterPoolExecutor.builder().engine(new HazelcastEngine(instance).password(secret)).build();
   * }</pre>
   *
   * @param newPassword the same for all members; it is used instead of {@link
   *     ClusterSettings#password()}
   * @return a new engine
   */
  public HazelcastEngine password(String newPassword) {
    return new HazelcastEngine(instance, Objects.requireNonNull(newPassword, "password"));
  }

  @Override
  public ClusterNode join(ClusterSettings settings, ClusterEvents events)
      throws InterruptedException {
    try {
      String own = password;
      return HazelcastLink.join(
          instance, settings, own == null ? settings.password() : own, events);
    } catch (HazelcastInstanceNotActiveException e) {
      throw new ClusterException(
          "cannot join cluster '" + settings.name() + "': Hazelcast is shut down; start it", e);
    } catch (UnsupportedOperationException e) {
      String reason = "this is a Hazelcast client, which cannot be called; use a member";
      throw new ClusterException("cannot join cluster '" + settings.name() + "': " + reason, e);
    }
  }

  /**
   * With one or two processors Hazelcast starts a new thread for every callback, which costs more
   * than ten times as much as the call itself. There is no setting for it.
   */
  private static void reuseCallbackThreads() {
    if (ForkJoinPool.getCommonPoolParallelism() > 1) {
      return;
    }
    try {
      ConcurrencyUtil.setDefaultAsyncExecutor(CALLBACKS);
    } catch (LinkageError e) {
      // another version: slower, not wrong
    }
  }
}
