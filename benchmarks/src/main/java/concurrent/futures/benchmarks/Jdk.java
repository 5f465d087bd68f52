package concurrent.futures.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An installed JDK. */
record Jdk(String version, int feature, Path home) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final int OLDEST = 17;

  /** The oldest and the newest that is installed and can run this library. */
  static List<Jdk> oldestAndNewest() throws IOException {
    TreeMap<Integer, Jdk> found = new TreeMap<>();
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> installed = Files.list(INSTALLED)) {
        installed.sorted().forEach(homes::add);
      }
    }
    for (Path home : homes) {
      Jdk jdk = at(home);
      if (jdk != null && jdk.feature >= OLDEST) {
        found.putIfAbsent(jdk.feature, jdk);
      }
    }
    List<Jdk> both = new ArrayList<>(List.of(found.firstEntry().getValue()));
    if (found.size() > 1) {
      both.add(found.lastEntry().getValue());
    }
    return both;
  }

  /** What the file {@code release} says of it; null if this is no JDK. */
  static @Nullable Jdk at(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
      return null;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return new Jdk(version, Integer.parseInt(version.split("[.+-]")[0]), home.toRealPath());
  }

  String java() {
    return home.resolve("bin/java").toString();
  }
}
