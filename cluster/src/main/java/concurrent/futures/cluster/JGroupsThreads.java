package concurrent.futures.cluster;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jgroups.util.DefaultThreadFactory;
import org.jgroups.util.Runner;

/**
 * The threads of JGroups: daemons, so that a JVM can exit whose cluster was not left. A connection
 * that is accepted while the transport stops keeps its threads otherwise: they are ended here.
 */
final class JGroupsThreads extends DefaultThreadFactory {
  private final Set<Runner> runners = Collections.newSetFromMap(new WeakHashMap<>()); // by this

  JGroupsThreads() {
    super("jgroups", true, true);
  }

  @Override
  protected Thread newThread(Runnable task, String name, String address, String cluster) {
    if (task instanceof Runner runner) {
      runner.daemon(true); // it says that it is none, after this
      synchronized (this) {
        runners.add(runner);
      }
    }
    return super.newThread(task, name, address, cluster);
  }

  void stop() {
    Set<Runner> all;
    synchronized (this) {
      all = Set.copyOf(runners);
    }
    all.forEach(Runner::stop);
  }
}
