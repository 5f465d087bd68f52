package concurrent.futures.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Member JVMs, which end with this one at the latest. They do not have the classes of the tests.
 */
final class Members implements AutoCloseable {
  private final List<Member> members = new ArrayList<>();

  /** One of them. */
  static final class Member {
    final Process process;
    final String address;

    Member(Process process, String address) {
      this.process = process;
      this.address = address;
    }

    void signal(String name) throws IOException, InterruptedException {
      String pid = Long.toString(process.pid());
      new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    /** Has it leave orderly, without waiting for it. */
    void leave() throws IOException {
      process.getOutputStream().write('q');
      process.getOutputStream().flush();
    }
  }

  /** Starts a member that joins the others. */
  Member start(int slots) {
    return start(slots, "-Xmx256m");
  }

  Member start(int slots, String heap) {
    return start(slots, heap, "threads");
  }

  /** Starts a member whose tasks execute in JVMs of their own. */
  Member startIsolating(int slots) {
    return startIsolating(slots, "-Xmx256m");
  }

  Member startIsolating(int slots, String heap) {
    return start(slots, heap, "isolate");
  }

  private Member start(int slots, String heap, String isolation) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                heap,
                "-cp",
                classPath(),
                MemberMain.class.getName(),
                Integer.toString(slots),
                isolation));
    if (!members.isEmpty()) {
      command.add(members.get(0).address);
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String address = out.readLine();
      if (address == null) {
        throw new IllegalStateException("a member did not start: " + command);
      }
      Member member = new Member(process, address);
      members.add(member);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the tests of core, so that their classes have to be shipped. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> !entry.contains("-tests.jar") && !entry.matches(".*/core/.*test-classes.*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  String[] addresses() {
    return members.stream().map(member -> member.address).toArray(String[]::new);
  }

  @Override
  public void close() throws InterruptedException {
    for (Member member : members) {
      member.kill();
    }
    members.clear();
  }
}
