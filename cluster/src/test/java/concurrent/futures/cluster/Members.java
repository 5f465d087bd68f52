package concurrent.futures.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Member JVMs, which end with this one at the latest. They do not have the classes of the tests of
 * core. Each joins the first one.
 */
final class Members implements AutoCloseable {
  private final List<Member> members = new ArrayList<>();
  private final Map<String, String> settings;

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

  /** Over JGroups, without TLS. */
  Members() {
    this(Map.of());
  }

  /** Settings that all have, see {@link MemberMain}. */
  Members(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Starts a member that joins the others. */
  Member start(int slots) {
    return start(slots, MemberJvm.standard());
  }

  Member start(int slots, MemberJvm jvm) {
    return start(slots, jvm, Map.of());
  }

  /** Starts a member whose tasks execute in JVMs of their own. */
  Member startIsolating(int slots) {
    return startIsolating(slots, MemberJvm.standard());
  }

  Member startIsolating(int slots, MemberJvm jvm) {
    return start(slots, jvm, Map.of("isolate", "-Xmx256m"));
  }

  Member start(int slots, MemberJvm jvm, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("slots", Integer.toString(slots));
    if (!members.isEmpty()) {
      all.put("seeds", members.get(0).address);
    }
    all.putAll(more);
    try {
      Process process = jvm.start(MemberMain.class, all);
      BufferedReader out = process.inputReader();
      String address = out.readLine();
      if (address == null || address.startsWith("FAILED")) {
        process.destroyForcibly();
        throw new IllegalStateException("a member did not start: " + address);
      }
      Member member = new Member(process, address);
      members.add(member);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
