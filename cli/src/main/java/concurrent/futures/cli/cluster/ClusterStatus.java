package concurrent.futures.cli.cluster;

import concurrent.futures.cli.Durations;
import concurrent.futures.cli.ExitCode;
import concurrent.futures.cli.output.Json;
import concurrent.futures.cli.output.LibraryLog;
import concurrent.futures.cluster.ClusterPoolExecutor;
import concurrent.futures.cluster.MemberStatus;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The members of a cluster, as a table or for programs. */
public final class ClusterStatus {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final List<String> HEAD =
      List.of("ADDRESS", "NAME", "SLOTS", "RUNNING", "UPTIME", "VERSION", "JAVA", "PID");

  private final ClusterAccess access;

  /** Creates a look at a cluster. */
  public ClusterStatus(ClusterAccess access) {
    this.access = access;
  }

  /**
   * Prints the members, this one excluded.
   *
   * @return the exit code
   */
  public int show(boolean json) {
    LibraryLog.install();
    List<MemberStatus> members;
    try (ClusterPoolExecutor pool =
        access.open(access.builder().name("status").daemon(true).slots(0))) {
      members = new ArrayList<>(pool.status(LIMIT));
      members.removeIf(member -> member.address().equals(pool.address()));
    }
    members.sort(Comparator.comparing(MemberStatus::address));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    out.print(json ? json(members) : table(members));
    out.flush();
    return members.stream().allMatch(MemberStatus::answers) ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static String table(List<MemberStatus> members) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    members.forEach(member -> rows.add(row(member)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static List<String> row(MemberStatus member) {
    boolean answers = member.answers();
    return List.of(
        member.address(),
        member.name(),
        Integer.toString(member.slots()),
        answers ? Integer.toString(member.running()) : "no answer",
        answers ? Durations.show(member.uptime().toNanos()) : "",
        member.version(),
        member.java(),
        Long.toString(member.pid()));
  }

  private String json(List<MemberStatus> members) {
    StringBuilder json = new StringBuilder("{\"cluster\":");
    Json.string(json, access.name());
    json.append(",\"members\":[");
    String separator = "";
    for (MemberStatus member : members) {
      json.append(separator).append("{\"address\":");
      separator = ",";
      Json.string(json, member.address());
      json.append(",\"name\":");
      Json.string(json, member.name());
      json.append(",\"slots\":").append(member.slots());
      json.append(",\"answers\":").append(member.answers());
      if (member.answers()) {
        json.append(",\"running\":").append(member.running());
        json.append(",\"uptime_ms\":").append(member.uptime().toMillis());
        json.append(",\"sees\":").append(member.members() - 1); // without this command
      }
      json.append(",\"version\":");
      Json.string(json, member.version());
      json.append(",\"java\":");
      Json.string(json, member.java());
      json.append(",\"pid\":").append(member.pid()).append('}');
    }
    return json.append("]}\n").toString();
  }
}
