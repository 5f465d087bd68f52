package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine promises, seen from two or three members in one JVM. */
@Timeout(120)
abstract class ClusterEngineContract {
  private final List<ClusterNode> nodes = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();

  /** Joins the member that is number index of this test; the first one has no seeds. */
  abstract ClusterNode join(int index, List<String> seeds, ClusterEvents events)
      throws InterruptedException;

  /** A node of this test. */
  final class Joined {
    final Recorder events = new Recorder();
    final ClusterNode node;

    Joined() throws InterruptedException {
      List<String> seeds = nodes.isEmpty() ? List.of() : List.of(nodes.get(0).self().address());
      node = join(nodes.size(), seeds, events);
      nodes.add(node);
      recorders.add(events);
    }

    ClusterMember self() {
      return node.self();
    }

    byte[] ask(ClusterMember to, byte... request) throws Exception {
      return node.call(to, request).get(30, TimeUnit.SECONDS);
    }
  }

  final Joined[] joinTwo() throws InterruptedException {
    Joined[] both = {new Joined(), new Joined()};
    both[0].events.awaitJoined(both[1].self().id());
    both[1].events.awaitJoined(both[0].self().id());
    return both;
  }

  @AfterEach
  void closeAll() {
    nodes.forEach(ClusterNode::close);
    recorders.forEach(recorder -> assertThat(recorder.broken.get()).isNull());
  }

  @Test
  void callIsAnsweredInBothDirections() throws Exception {
    Joined[] two = joinTwo();
    byte[] question = {Recorder.ECHO, 1, 2, 3};
    assertThat(two[0].ask(two[1].self(), question)).isEqualTo(question);
    assertThat(two[1].ask(two[0].self(), question)).isEqualTo(question);
  }

  @Test
  void memberCanCallItself() throws Exception {
    Joined one = new Joined();
    assertThat(one.ask(one.self(), Recorder.ECHO, (byte) 7)).containsExactly(Recorder.ECHO, 7);
    one.node.send(one.self(), number(0));
    await().untilAsserted(() -> assertThat(one.events.inOrder).hasValue(1));
    assertThat(one.events.joined).isEmpty();
    assertThat(one.node.members()).containsExactly(one.self());
  }

  @Test
  void failureOfTheOtherSideArrivesAsItsText() throws Exception {
    Joined[] two = joinTwo();
    assertThatThrownBy(() -> two[0].ask(two[1].self(), Recorder.FAIL))
        .cause()
        .isInstanceOf(RemoteCallException.class)
        .hasMessageContaining("IllegalStateException: no luck");
    assertThatThrownBy(() -> two[0].ask(two[1].self(), Recorder.THROW))
        .cause()
        .isInstanceOf(RemoteCallException.class)
        .hasMessageContaining("IllegalArgumentException: no way");
  }

  @Test
  void messagesArriveInOrder() throws Exception {
    Joined[] two = joinTwo();
    for (int i = 0; i < 1_000; i++) {
      two[0].node.send(two[1].self(), number(i));
    }
    await().untilAsserted(() -> assertThat(two[1].events.inOrder).hasValue(1_000));
  }

  @Test
  void manyCallsCanBeInFlight() throws Exception {
    Joined[] two = joinTwo();
    List<CompletableFuture<byte[]>> replies = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] request = ByteBuffer.allocate(5).put(Recorder.ECHO).putInt(i).array();
      replies.add(two[0].node.call(two[1].self(), request));
    }
    for (int i = 0; i < replies.size(); i++) {
      byte[] reply = replies.get(i).get(60, TimeUnit.SECONDS);
      assertThat(ByteBuffer.wrap(reply).getInt(1)).isEqualTo(i);
    }
  }

  @Test
  void bigRequestsAndRepliesArrive() throws Exception {
    Joined[] two = joinTwo();
    byte[] big = new byte[64 << 20];
    Arrays.fill(big, (byte) 5);
    big[0] = Recorder.ECHO;
    big[big.length - 1] = 77;
    byte[] reply = two[0].node.call(two[1].self(), big).get(60, TimeUnit.SECONDS);
    assertThat(Arrays.equals(reply, big)).isTrue();
  }

  @Test
  void membersKnowEachOthersAddressAndAttributes() throws Exception {
    Joined[] two = joinTwo();
    ClusterMember seen = two[0].events.awaitJoined(two[1].self().id());
    assertThat(seen.attributes()).containsEntry("name", "member-1");
    assertThat(seen.address()).isEqualTo(two[1].self().address());
    assertThat(two[1].events.awaitJoined(two[0].self().id()).attributes())
        .containsEntry("name", "member-0");
    assertThat(two[0].node.members()).containsExactlyInAnyOrder(two[0].self(), two[1].self());
  }

  @Test
  void lateMemberSeesAllAndIsSeenByAll() throws Exception {
    Joined[] two = joinTwo();
    Joined late = new Joined();
    for (Joined other : two) {
      other.events.awaitJoined(late.self().id());
      late.events.awaitJoined(other.self().id());
      assertThat(other.ask(late.self(), Recorder.ECHO)).containsExactly(Recorder.ECHO);
      assertThat(late.ask(other.self(), Recorder.ECHO)).containsExactly(Recorder.ECHO);
    }
  }

  @Test
  void memberThatClosesIsSeenToLeaveAndItsCallsFail() throws Exception {
    Joined[] two = joinTwo();
    ClusterMember gone = two[1].self();
    CompletableFuture<byte[]> here = two[0].node.call(gone, new byte[] {Recorder.NEVER});
    CompletableFuture<byte[]> there = two[1].node.call(two[0].self(), new byte[] {Recorder.NEVER});
    two[1].node.close();
    assertLost(there);
    two[0].events.awaitLeft(gone.id());
    assertLost(here);
    assertLost(two[0].node.call(gone, new byte[] {Recorder.ECHO}));
    two[0].node.send(gone, number(0)); // is dropped
    assertThat(two[0].node.members()).containsExactly(two[0].self());
    assertThat(two[0].events.left).containsExactly(gone);
    assertThat(two[1].events.left).isEmpty();
  }

  @Test
  void callToWhoWasNeverAMemberFails() throws Exception {
    Joined one = new Joined();
    ClusterMember nobody = new ClusterMember("nobody", "127.0.0.1:1", Map.of());
    assertLost(one.node.call(nobody, new byte[] {Recorder.ECHO}));
    one.node.send(nobody, number(0));
  }

  @Test
  void memberThatComesBackHasAnotherId() throws Exception {
    Joined[] two = joinTwo();
    two[1].node.close();
    two[0].events.awaitLeft(two[1].self().id());
    nodes.remove(1);
    Joined again = new Joined();
    assertThat(again.self().id()).isNotEqualTo(two[1].self().id());
    two[0].events.awaitJoined(again.self().id());
    again.events.awaitJoined(two[0].self().id());
    assertThat(two[0].ask(again.self(), Recorder.ECHO)).containsExactly(Recorder.ECHO);
  }

  @Test
  void nothingIsLeftAfterClose() throws Exception {
    joinTwo();
    nodes.forEach(ClusterNode::close); // whatever is made once per JVM is there now
    nodes.clear();
    Set<Thread> threads = threads();
    Set<String> sockets = Sockets.of(ProcessHandle.current().pid());
    Joined[] two = joinTwo();
    two[0].ask(two[1].self(), Recorder.ECHO);
    nodes.forEach(ClusterNode::close);
    nodes.forEach(ClusterNode::close);
    await()
        .untilAsserted(
            () -> {
              assertThat(threads()).isSubsetOf(threads);
              assertThat(Sockets.of(ProcessHandle.current().pid())).isSubsetOf(sockets);
            });
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .filter(thread -> !thread.getName().startsWith("hz.")) // the user's instance has pools
        .collect(Collectors.toSet());
  }

  static void assertLost(CompletableFuture<byte[]> reply) {
    assertThatThrownBy(() -> reply.orTimeout(30, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(MemberLostException.class);
  }

  static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }
}
