package concurrent.futures.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The sockets of a process, from /proc. */
final class Sockets {
  private static final Set<String> LISTENS = Set.of("0A", "07"); // TCP listening; UDP bound
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private Sockets() {}

  /** As {@code socket:[inode]}. */
  static Set<String> of(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:")) {
            sockets.add(target);
          }
        } catch (IOException e) {
          // closed in the meantime
        }
      }
    }
    return sockets;
  }

  /** Where a process listens other than at 127.0.0.1: address:port in hexadecimal. */
  static Set<String> beyondLoopback(long pid) throws IOException {
    return listening(pid, false);
  }

  static Set<String> atLoopback(long pid) throws IOException {
    return listening(pid, true);
  }

  private static Set<String> listening(long pid, boolean loopback) throws IOException {
    Set<String> mine = of(pid);
    Set<String> found = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      List<String> lines = Files.readAllLines(Path.of("/proc/net", table));
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.trim().split("\\s+");
        boolean own = mine.contains("socket:[" + fields[9] + "]");
        String address = fields[1].substring(0, fields[1].indexOf(':'));
        if (own && LISTENS.contains(fields[3]) && LOOPBACK.contains(address) == loopback) {
          found.add(table + " " + fields[1]);
        }
      }
    }
    return found;
  }
}
