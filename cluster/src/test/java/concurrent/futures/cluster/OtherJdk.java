package concurrent.futures.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Another JDK than that of the tests: 25 for those on 17, 17 for those on a newer one. */
final class OtherJdk {
  private OtherJdk() {}

  static int feature() {
    return Runtime.version().feature() == 17 ? 25 : 17;
  }

  /** Its home, or null if it is not installed where JDKs are. */
  static Path home() throws IOException {
    String n = Integer.toString(feature());
    List<Path> places = new ArrayList<>();
    Stream.of("JAVA_HOME_" + n, "JDK" + n + "_HOME")
        .map(System::getenv)
        .filter(Objects::nonNull)
        .forEach(home -> places.add(Path.of(home)));
    String user = System.getProperty("user.home");
    for (String parent :
        List.of("/usr/lib/jvm", "/opt", user + "/.sdkman/candidates/java", user + "/.jdks")) {
      if (Files.isDirectory(Path.of(parent))) {
        try (Stream<Path> homes = Files.list(Path.of(parent))) {
          homes.sorted().forEach(places::add);
        }
      }
    }
    Pattern version = Pattern.compile("(?m)^JAVA_VERSION=\"" + n + "[.\"]");
    for (Path home : places) {
      Path release = home.resolve("release");
      if (Files.isExecutable(home.resolve("bin/java"))
          && Files.isReadable(release)
          && version.matcher(Files.readString(release)).find()) {
        return home;
      }
    }
    System.out.println(
        "NOT TESTED with JDK " + n + ", which was not found (set JAVA_HOME_" + n + ")");
    return null;
  }
}
