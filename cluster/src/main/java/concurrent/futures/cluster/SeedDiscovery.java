package concurrent.futures.cluster;

import java.util.List;
import java.util.function.Supplier;
import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCPPING;
import org.jgroups.util.Responses;
import org.jspecify.annotations.Nullable;

/**
 * Asks the seeds again and again until one tells who lets new members in, or the time is over.
 *
 * <p>JGroups asks once, and makes a cluster of its own when nobody has answered for a moment: a
 * seed that was busy then was met only much later, when the two clusters were merged.
 */
final class SeedDiscovery extends TCPPING {
  private final long deadline;
  private final Supplier<SeedProbe> prober;
  private volatile @Nullable SeedProbe probe;
  private volatile boolean answered;

  /**
   * @param deadline in the time of {@link System#nanoTime}
   * @param prober looks why nobody answers; it is of no use to go on when all seeds refuse
   */
  SeedDiscovery(long deadline, Supplier<SeedProbe> prober) {
    setId(ClassConfigurator.getProtocolId(TCPPING.class)); // it is found by class otherwise
    this.deadline = deadline;
    this.prober = prober;
  }

  /** Why nobody has answered at once; looks now if that has not been done. */
  SeedProbe probe() {
    SeedProbe known = probe;
    if (known == null) {
      known = prober.get();
      probe = known;
    }
    return known;
  }

  /**
   * Whether a member of this cluster has answered, which need not mean that this one was let in.
   */
  boolean isAnswered() {
    return answered;
  }

  @Override
  public Responses findMembers(
      @Nullable List<Address> members, boolean initial, boolean async, long millis) {
    Responses found = super.findMembers(members, initial, async, millis);
    if (initial) {
      while (!found.waitFor(Math.min(millis, left())) && isOfUse()) {
        callFindMembersInAllDiscoveryProtocols(members, true, found);
      }
      answered |= !found.isEmpty();
      found.done(); // or JGroups would wait once more
    }
    return found;
  }

  private boolean isOfUse() {
    return left() > 0 && !Thread.currentThread().isInterrupted() && !probe().refused();
  }

  private long left() {
    return Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
  }
}
