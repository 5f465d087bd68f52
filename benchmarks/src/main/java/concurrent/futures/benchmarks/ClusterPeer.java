package concurrent.futures.benchmarks;

import concurrent.futures.cluster.ClusterPoolExecutor;
import concurrent.futures.cluster.HazelcastEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member in a JVM of its own: {@code ClusterPeer ours-jgroups|ours-hazelcast|jgroups|hazelcast
 * [seed]}. Prints its address when it has joined, and ends with its standard input.
 */
final class ClusterPeer implements AutoCloseable {
  private static final int SLOTS = 2;

  /** Of the other JVM: a pool that nobody refers to ends. */
  private static @Nullable ClusterPoolExecutor member;

  private final Process process;
  private final Path errors;
  private final String address;
  private final double millis;

  private ClusterPeer(Process process, Path errors, long start) throws IOException {
    this.process = process;
    this.errors = errors;
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    this.millis = Measure.secondsSince(start) * 1e3;
    if (line == null) {
      throw new IOException("a member ended without a word: " + Files.readString(errors));
    }
    this.address = line;
  }

  public static void main(String[] args) throws Exception {
    String seed = args.length > 1 ? args[1] : "";
    if (args[0].startsWith("ours")) {
      member = pool(args[0], SLOTS, seed);
      System.out.println(member.address());
    } else {
      System.out.println(ClusterAlone.join(args[0], seed).address());
    }
    while (System.in.read() >= 0) {
      // until the parent has gone
    }
    Runtime.getRuntime().halt(0);
  }

  /** A member of this library in this JVM. */
  static ClusterPoolExecutor pool(String name, int slots, String seed) throws IOException {
    ClusterPoolExecutor.Builder builder = builder(slots);
    if (name.endsWith("hazelcast")) {
      return builder.engine(new HazelcastEngine(ClusterAlone.hazelcast(seed))).build();
    }
    if (!seed.isEmpty()) {
      return builder.seeds(seed).build();
    }
    return builder.bind("127.0.0.1", ClusterAlone.freePort()).build(); // joins before it returns
  }

  private static ClusterPoolExecutor.Builder builder(int slots) {
    return ClusterPoolExecutor.builder().cluster("benchmark").slots(slots);
  }

  /** Returns when it has joined. */
  static ClusterPeer start(String name, String seed) throws IOException {
    List<String> command = new ArrayList<>(Children.java("ClusterPeer", name));
    if (!seed.isEmpty()) {
      command.add(seed);
    }
    Path errors = Files.createTempFile("member", ".err");
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new ClusterPeer(process, errors, start);
  }

  String address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** From the start of the JVM until it had joined. */
  double millis() {
    return millis;
  }

  /** What it has said on its standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // it ends by itself
    process.onExit().join();
    Files.delete(errors);
  }
}
