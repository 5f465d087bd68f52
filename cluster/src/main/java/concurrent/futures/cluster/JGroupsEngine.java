package concurrent.futures.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The default engine: JGroups inside this JVM, nothing to install. One TCP port for each member,
 * TLS 1.3 in both directions if there is a key store, no multicast. All members must be able to
 * reach each other.
 *
 * <p>A member that dies is lost within about a second, one that hangs after the failure timeout (10
 * s). A hung one that goes on joins again.
 *
 * <pre>{@code
 * var engine = new JGroupsEngine().failureTimeout(Duration.ofSeconds(5));
 * ClusterNode node = engine.join(settings, events);
 * }</pre>
 *
 * <p>Immutable and thread-safe. JGroups logs through Log4j 2 or SLF4J if they are there, otherwise
 * through {@code java.util.logging}, under {@code org.jgroups}; warnings only, unless that has a
 * level of its own.
 */
public final class JGroupsEngine implements ClusterEngine {
  private static final int PORT_ATTEMPTS = 5;
  // Of each member's start and view it tells at level INFO. Held here, or the level would be lost.
  private static final Logger LOG = Logger.getLogger("org.jgroups");

  static {
    if (LOG.getLevel() == null) {
      LOG.setLevel(Level.WARNING);
    }
  }

  private final Duration failureTimeout;

  /** With a failure timeout of 10 s. */
  public JGroupsEngine() {
    this(Duration.ofSeconds(10));
  }

  private JGroupsEngine(Duration failureTimeout) {
    this.failureTimeout = failureTimeout;
  }

  /**
   * The same with another failure timeout: how long a member may say nothing before it is lost.
   *
   * @param timeout at least a second; the same for all members
   * @return a new engine
   * @throws IllegalArgumentException if it is shorter
   */
  public JGroupsEngine failureTimeout(Duration timeout) {
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("failureTimeout must be at least a second: " + timeout);
    }
    return new JGroupsEngine(timeout);
  }

  @Override
  public ClusterNode join(ClusterSettings settings, ClusterEvents events)
      throws InterruptedException {
    SSLContext tls = tls(settings);
    List<InetSocketAddress> seeds = new ArrayList<>();
    settings.seeds().forEach(seed -> seeds.add(address(settings, seed)));
    for (int attempt = 1; ; attempt++) {
      InetSocketAddress here = freeAddress(settings);
      try {
        return JGroupsLink.join(settings, here, seeds, tls, failureTimeout, events);
      } catch (BindException e) { // between freeAddress() and JGroups somebody else took it
        if (settings.port() != 0 || attempt == PORT_ATTEMPTS) {
          throw inUse(settings, e);
        }
      }
    }
  }

  private static @Nullable SSLContext tls(ClusterSettings settings) {
    Path keyStore = settings.keyStore();
    if (keyStore == null) {
      return null;
    }
    String password = settings.password();
    if (password == null) {
      throw cannotJoin(settings, "the key store " + keyStore + " needs a password; set it", null);
    }
    try {
      return Tls.context(keyStore, password.toCharArray());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      String reason = "the key store " + keyStore + " cannot be read (" + e.getMessage();
      throw cannotJoin(settings, reason + "); check that path and password belong together", e);
    }
  }

  /**
   * Where to listen, with the port that was free just now. JGroups' own message would be unclear.
   */
  private static InetSocketAddress freeAddress(ClusterSettings settings) {
    InetAddress host;
    try {
      host = InetAddress.getByName(settings.host());
    } catch (UnknownHostException e) {
      throw cannotJoin(settings, "no such host; use an address of this machine", e);
    }
    try (ServerSocket socket = new ServerSocket(settings.port(), 1, host)) {
      return new InetSocketAddress(host, socket.getLocalPort());
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("in use")) {
        throw inUse(settings, e);
      }
      if (reason.contains("assign")) {
        throw cannotJoin(settings, "not an address of this machine; use one of its own", e);
      }
      throw cannotJoin(settings, "cannot listen there (" + reason + ")", e);
    }
  }

  private static InetSocketAddress address(ClusterSettings settings, String seed) {
    int colon = seed.lastIndexOf(':');
    try {
      InetAddress host = InetAddress.getByName(seed.substring(0, Math.max(colon, 0)));
      return new InetSocketAddress(host, Integer.parseInt(seed.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw cannotJoin(settings, "the seed '" + seed + "' is not host:port", e);
    } catch (UnknownHostException e) {
      throw cannotJoin(settings, "the seed '" + seed + "' is an unknown host; check its name", e);
    }
  }

  private static ClusterException inUse(ClusterSettings settings, Exception cause) {
    String reason = "the port is in use; choose another one, or 0 for any free one";
    return cannotJoin(settings, reason, cause);
  }

  static ClusterException cannotJoin(
      ClusterSettings settings, String reason, @Nullable Throwable cause) {
    String where = settings.host() + ":" + settings.port();
    return new ClusterException(
        "cannot join cluster '" + settings.name() + "' at " + where + ": " + reason, cause);
  }
}
