package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine promises when a member's JVM dies, hangs and comes back. */
abstract class MemberProcessContract extends ClusterEngineContract {
  private final List<MemberProcess> processes = new ArrayList<>();

  /** "jgroups" or "hazelcast". */
  abstract String engine();

  /** How long a hung member may be counted among the living. */
  abstract Duration lostWithin();

  MemberProcess start(Joined seed) throws IOException {
    return start(List.of(seed.self().address()), null, null);
  }

  final MemberProcess start(List<String> seeds, Path keyStore, String password) throws IOException {
    MemberProcess process = MemberProcess.start(engine(), "child", seeds, keyStore, password);
    processes.add(process);
    return process;
  }

  @AfterEach
  void killAll() throws Exception {
    for (MemberProcess process : processes) {
      process.close();
    }
  }

  @Test
  void otherJvmCallsAreAnsweredAndMessagesCome() throws Exception {
    Joined one = new Joined();
    MemberProcess process = start(one);
    ClusterMember child = one.events.awaitJoined(process.awaitReady());
    assertThat(child.attributes()).containsEntry("name", "child");
    for (int i = 0; i < 1_000; i++) {
      one.node.send(child, number(i));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(ByteBuffer.wrap(one.ask(child, Recorder.COUNT)).getInt())
                    .isEqualTo(1_000));
    assertThat(process.leave()).isTrue();
    Recorder.awaitIn(one.events.left, child.id(), Duration.ofSeconds(3));
  }

  @Test
  void killedMemberIsLostAtOnce() throws Exception {
    Joined one = new Joined();
    MemberProcess process = start(one);
    ClusterMember child = one.events.awaitJoined(process.awaitReady());
    CompletableFuture<byte[]> reply = one.node.call(child, new byte[] {Recorder.NEVER});
    long start = System.nanoTime();
    process.kill();
    assertLost(reply);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(millis).isLessThan(3_000);
    assertThat(one.events.left).containsExactly(child);
    assertLost(one.node.call(child, new byte[] {Recorder.ECHO}));
  }

  @Test
  void hungMemberIsLostAndJoinsAgainWhenItGoesOn() throws Exception {
    Joined one = new Joined();
    MemberProcess process = start(one);
    ClusterMember child = one.events.awaitJoined(process.awaitReady());
    CompletableFuture<byte[]> reply = one.node.call(child, new byte[] {Recorder.NEVER});
    process.signal("STOP");
    long start = System.nanoTime();
    byte[] big = new byte[16 << 20]; // nobody reads it, and nobody waits for that
    one.node.send(child, big);
    one.node.call(child, big);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    Recorder.awaitIn(one.events.left, child.id(), lostWithin());
    assertLost(reply);
    process.signal("CONT");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> one.events.joined.size() > one.events.left.size());
    ClusterMember again = one.events.joined.get(one.events.joined.size() - 1);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(one.ask(again, Recorder.ECHO)).containsExactly(Recorder.ECHO));
  }

  @Test
  void membersListenAtTheGivenAddressOnly() throws Exception {
    Joined one = new Joined();
    MemberProcess process = start(one);
    one.events.awaitJoined(process.awaitReady());
    assertThat(Sockets.beyondLoopback(process.pid())).isEmpty();
    assertThat(Sockets.atLoopback(process.pid())).hasSize(1);
  }
}
