package concurrent.futures.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.View;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_ALL3;

/**
 * Heartbeats that also tell of whom this member hears nothing although the cluster keeps it.
 *
 * <p>In JGroups the first member alone decides who is lost. Two others that it can reach, but that
 * cannot reach each other, both stay: and whatever one had sent to the other was waited for
 * forever.
 *
 * <pre>
 *           silent for the timeout               and for as long as the first member
 *   heard ──────────────────────▶ suspected ──── may take to exclude it ────▶ silent
 *     ▲                               │                                          │
 *     └────────────────────── anything comes from it ◀───────────────────────────┘
 * </pre>
 */
final class Heartbeats extends FD_ALL3 {
  /** How long the first member may take to ask a suspected one whether it is there. */
  static final int VERIFY_MILLIS = 500;

  private final Map<Address, Integer> looks = new HashMap<>(); // while suspected; guarded by this
  private final Set<Address> silent = new HashSet<>(); // guarded by this
  private volatile Consumer<Set<Address>> listener = fallenSilent -> {};

  Heartbeats(long timeoutMillis) {
    setId(ClassConfigurator.getProtocolId(FD_ALL3.class)); // it is found by class otherwise
    setTimeout(timeoutMillis).setInterval(timeoutMillis / 5);
  }

  /**
   * Sets who is called, without locks, when {@link #silent} has changed: with those that are in it
   * now. By threads that must not wait.
   */
  void onChange(Consumer<Set<Address>> newListener) {
    listener = newListener;
  }

  /** Members of whom nothing is heard, and that the cluster keeps. */
  synchronized Set<Address> silent() {
    return Set.copyOf(silent);
  }

  /** Called at each look, once in an interval, for as long as they are silent. */
  @Override
  protected void suspect(List<Address> suspects) {
    super.suspect(suspects);
    Set<Address> fallenSilent = new HashSet<>();
    synchronized (this) {
      for (Address suspect : suspects) {
        if (suspected_mbrs.contains(suspect) // nothing has come meanwhile
            && looks.merge(suspect, 1, Integer::sum) > patience()
            && silent.add(suspect)) {
          fallenSilent.add(suspect);
        }
      }
    }
    if (!fallenSilent.isEmpty()) {
      listener.accept(fallenSilent);
    }
  }

  /** The first member may look an interval later, and then asks. */
  private long patience() {
    return 1 + (2 * VERIFY_MILLIS + getInterval() - 1) / getInterval();
  }

  @Override
  protected boolean unsuspect(Address member) {
    boolean was = super.unsuspect(member); // first: a look that comes between counts nothing then
    boolean news;
    synchronized (this) {
      looks.remove(member);
      news = silent.remove(member);
    }
    if (news) {
      listener.accept(Set.of());
    }
    return was;
  }

  /** The listener learns of the view by itself, after this. */
  @Override
  protected void handleViewChange(View view) {
    super.handleViewChange(view);
    synchronized (this) {
      looks.keySet().retainAll(view.getMembers());
      silent.retainAll(view.getMembers());
    }
  }
}
