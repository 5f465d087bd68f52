package concurrent.futures.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network of Linux network namespaces with two sides, and a cable between them that can be cut:
 * then packets vanish, and no side is told. Nothing of it reaches this machine's own network.
 *
 * <pre>
 *   namespace a ── bridge "left" ══ cable ══ bridge "right" ── namespace c
 *   namespace b ──┘
 * </pre>
 *
 * <p>Its namespaces are named by this JVM: what one has left that was killed, the next one removes.
 */
final class CutNetwork implements AutoCloseable {
  private static final String PREFIX = "futures-cut-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\w+");
  private static final Path DIRECTORY = Path.of("/run/netns");

  private final String mine = PREFIX + ProcessHandle.current().pid() + "-";
  private final String hub = mine + "hub";
  private final Thread atExit = new Thread(this::remove);
  private int places;

  /** A place for JVMs. */
  record Place(String namespace, String address) {
    /** What runs a command there. */
    List<String> prefix() {
      return List.of("ip", "netns", "exec", namespace);
    }
  }

  /**
   * A network with two sides, where nobody is yet.
   *
   * @throws IOException if this machine or user cannot have one
   */
  CutNetwork() throws IOException, InterruptedException {
    removeLeftovers();
    Runtime.getRuntime().addShutdownHook(atExit);
    ip("netns add " + hub);
    for (String side : List.of("left", "right")) {
      ip("-n " + hub + " link add " + side + " type bridge");
      ip("-n " + hub + " link set " + side + " up");
    }
    ip("-n " + hub + " link add cable type veth peer name elbac");
    ip("-n " + hub + " link set cable master left up");
    ip("-n " + hub + " link set elbac master right up");
  }

  Place left() throws IOException, InterruptedException {
    return place("left");
  }

  Place right() throws IOException, InterruptedException {
    return place("right");
  }

  private Place place(String side) throws IOException, InterruptedException {
    String port = "port" + ++places;
    Place place = new Place(mine + places, "10.99.0." + places);
    ip("netns add " + place.namespace);
    ip("-n " + hub + " link add " + port + " type veth peer name eth0 netns " + place.namespace);
    ip("-n " + hub + " link set " + port + " master " + side + " up");
    ip("-n " + place.namespace + " address add " + place.address + "/24 dev eth0");
    ip("-n " + place.namespace + " link set eth0 up");
    ip("-n " + place.namespace + " link set lo up");
    return place;
  }

  /** From now on what one of them sends to the other vanishes. Others reach both. */
  void separate(Place one, Place other) throws IOException, InterruptedException {
    ip("-n " + one.namespace + " route add blackhole " + other.address);
    ip("-n " + other.namespace + " route add blackhole " + one.address);
  }

  void reunite(Place one, Place other) throws IOException, InterruptedException {
    ip("-n " + one.namespace + " route delete blackhole " + other.address);
    ip("-n " + other.namespace + " route delete blackhole " + one.address);
  }

  /** From now on what is sent to the other side vanishes. */
  void cut() throws IOException, InterruptedException {
    ip("-n " + hub + " link set cable nomaster");
  }

  void heal() throws IOException, InterruptedException {
    ip("-n " + hub + " link set cable master left");
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void remove() {
    namespaces().filter(name -> name.startsWith(mine)).forEach(CutNetwork::delete);
  }

  /** Those of JVMs that are no more. */
  private static void removeLeftovers() {
    namespaces()
        .filter(
            name -> {
              Matcher matcher = NAME.matcher(name);
              return matcher.matches()
                  && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
            })
        .forEach(CutNetwork::delete);
  }

  /** The names of all that are there. */
  static Stream<String> namespaces() {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(DIRECTORY)) {
      try (Stream<Path> files = Files.list(DIRECTORY)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException e) {
        // then there are none
      }
    }
    return names.stream().filter(name -> name.startsWith(PREFIX));
  }

  private static void delete(String namespace) {
    try {
      ip("netns delete " + namespace);
    } catch (IOException e) {
      System.err.println("not removed: the network namespace " + namespace + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ip(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(arguments.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
  }
}
