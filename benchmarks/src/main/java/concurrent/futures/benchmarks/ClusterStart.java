package concurrent.futures.benchmarks;

import java.util.List;

/**
 * {@code ClusterStart ours|jgroups}: members in JVMs of their own, without any options: how long a
 * first one takes to start, and one that joins it; what they take when they do nothing; and whether
 * they or the JVM warn of anything.
 */
final class ClusterStart {
  private static final int TIMES = 2;
  private static final int SETTLE_MILLIS = 2_000;

  private ClusterStart() {}

  public static void main(String[] args) throws Exception {
    String name = args[0].equals("ours") ? "ours-jgroups" : args[0];
    double[] first = new double[TIMES];
    double[] joiner = new double[TIMES];
    int warnings = 0;
    for (int i = 0; i < TIMES; i++) {
      try (ClusterPeer one = ClusterPeer.start(name, "");
          ClusterPeer two = ClusterPeer.start(name, one.address())) {
        first[i] = one.millis();
        joiner[i] = two.millis();
        if (i == TIMES - 1) {
          Thread.sleep(SETTLE_MILLIS);
          Memory.report(List.of(one.pid(), two.pid()));
        }
        String said = one.errors() + two.errors();
        System.err.print(said);
        warnings += said.length();
      }
    }
    Measure.report("first member ms", Measure.median(first));
    Measure.report("joiner ms", Measure.median(joiner));
    Measure.report("bytes of warnings", warnings);
    System.exit(0);
  }
}
