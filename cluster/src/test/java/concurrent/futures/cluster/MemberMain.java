package concurrent.futures.cluster;

import java.io.IOException;
import java.time.Duration;

/**
 * A member in a JVM of its own: {@code MemberMain slots isolate|threads [seed]}. Prints its
 * address, and leaves orderly when its standard input says so, or at once when that ends.
 */
final class MemberMain {
  private MemberMain() {}

  public static void main(String[] args) throws IOException {
    ClusterPoolExecutor.Builder builder =
        ClusterPoolExecutor.builder()
            .slots(Integer.parseInt(args[0]))
            .forwardOutput(true)
            .engine(new JGroupsEngine().failureTimeout(Duration.ofSeconds(3)));
    if (args[1].equals("isolate")) {
      builder.isolate("-Xmx256m");
    }
    if (args.length > 2) {
      builder.seeds(args[2]);
    }
    ClusterPoolExecutor member = builder.build();
    System.out.println(member.address());
    int said = System.in.read();
    if (said == 'q') {
      member.close();
      System.out.println("left");
    }
    Runtime.getRuntime().halt(0);
  }
}
