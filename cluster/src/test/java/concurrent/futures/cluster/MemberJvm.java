package concurrent.futures.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a JVM of a test is started. Immutable.
 *
 * @param prefix what runs it, such as {@code ip netns exec name}
 * @param home of its JDK
 */
record MemberJvm(List<String> prefix, Path home, String heap, String classPath) {
  /** Of this JDK, without the tests of core, so that their classes have to be shipped. */
  static MemberJvm standard() {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    !entry.contains("-tests.jar") && !entry.matches(".*/core/.*test-classes.*"))
            .collect(Collectors.joining(File.pathSeparator));
    return new MemberJvm(List.of(), Path.of(System.getProperty("java.home")), "256m", classPath);
  }

  MemberJvm by(List<String> otherPrefix) {
    return new MemberJvm(otherPrefix, home, heap, classPath);
  }

  MemberJvm of(Path otherHome) {
    return new MemberJvm(prefix, otherHome, heap, classPath);
  }

  MemberJvm heap(String otherHeap) {
    return new MemberJvm(prefix, home, otherHeap, classPath);
  }

  /** With other classes before all others. */
  MemberJvm withFirst(Path classes) {
    return new MemberJvm(prefix, home, heap, classes + File.pathSeparator + classPath);
  }

  /** Starts a program of the tests, with its settings as key=value. */
  Process start(Class<?> main, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin/java").toString());
    command.addAll(List.of("-Xmx" + heap, TestCluster.jvmOption()));
    command.addAll(List.of("-cp", classPath, main.getName()));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
