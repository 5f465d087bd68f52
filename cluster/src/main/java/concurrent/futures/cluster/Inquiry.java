package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks members how they are. Other calls between members are pieces of large messages, which are
 * longer.
 *
 * <pre>
 *  question: STATUS (byte)
 *  answer:   running tasks (varint), uptime in milliseconds (varlong), members it sees (varint)
 * </pre>
 */
final class Inquiry {
  private static final byte STATUS = 1;
  private static final long AGAIN_NANOS = 20_000_000;

  private Inquiry() {}

  /** True for a question; otherwise it is a piece of a large message. */
  static boolean isQuestion(byte[] request) {
    return request.length == 1;
  }

  /** Answers a question. */
  static CompletableFuture<byte[]> answer(byte[] question, int running, int members) {
    if (question[0] != STATUS) {
      return CompletableFuture.failedFuture(new IOException("unknown question " + question[0]));
    }
    WireOutput answer = new WireOutput(16);
    answer.writeVarint(running);
    answer.writeVarlong(uptimeMillis());
    answer.writeVarint(members);
    return CompletableFuture.completedFuture(Arrays.copyOf(answer.array(), answer.size()));
  }

  /** Without java.management, which a small run-time image may lack. */
  private static long uptimeMillis() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Math.max(0, System.currentTimeMillis() - start.toEpochMilli()))
        .orElse(0L);
  }

  /**
   * Asks all members, and once more while some of them see more members than are known here: who
   * has just joined does not know all of them yet.
   */
  static List<MemberStatus> ask(ClusterNode node, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      List<ClusterMember> members = node.members();
      List<MemberStatus> found = ask(node, members, deadline);
      int most = found.stream().mapToInt(MemberStatus::members).max().orElse(0);
      long left = deadline - System.nanoTime();
      if (most <= members.size() || left <= 0) {
        return found;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, AGAIN_NANOS));
    }
  }

  private static List<MemberStatus> ask(
      ClusterNode node, List<ClusterMember> members, long deadline) throws InterruptedException {
    List<CompletableFuture<byte[]>> calls = new ArrayList<>();
    for (ClusterMember member : members) {
      calls.add(node.call(member, new byte[] {STATUS}));
    }
    List<MemberStatus> found = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      found.add(status(members.get(i), calls.get(i), deadline));
    }
    return found;
  }

  private static MemberStatus status(
      ClusterMember member, CompletableFuture<byte[]> call, long deadline)
      throws InterruptedException {
    try {
      byte[] answer = call.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      WireInput in = new WireInput(answer, 0, answer.length);
      return status(
          member, true, in.readVarint(), Duration.ofMillis(in.readVarlong()), in.readVarint());
    } catch (ExecutionException | TimeoutException | IOException e) {
      return status(member, false, 0, Duration.ZERO, 0);
    }
  }

  private static MemberStatus status(
      ClusterMember member, boolean answers, int running, Duration uptime, int members) {
    Map<String, String> said = member.attributes();
    return new MemberStatus(
        member.address(),
        said.getOrDefault("name", ""),
        Integer.parseInt(said.getOrDefault("slots", "0")),
        answers,
        running,
        uptime,
        members,
        said.getOrDefault("version", ""),
        said.getOrDefault("java", ""),
        Long.parseLong(said.getOrDefault("pid", "0")));
  }
}
