package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a member says, and what its submitter makes of it. */
class ClusterWorkerTest {
  private final RemoteSlotsTest.SilentMembers member = new RemoteSlotsTest.SilentMembers(1, 1);

  private static void returned(Peer peer, long seq) throws Exception {
    WireOutput message = new WireOutput(16);
    message.writeVarint(0); // the slot
    message.writeVarint(1);
    message.writeVarlong(seq);
    peer.messageInTurn(
        Message.RETURNED, new WireInput(message.array(), 0, message.size()), List.of());
  }

  @Test
  @DisplayName("A worker whose initializer is given back ends, and another one begins anew")
  void initializerIsGivenBack() throws Exception {
    ClusterPoolExecutor pool =
        RemoteSlotsTest.submitter(member, "given-back").initializer(() -> {}).build();
    try {
      Future<Integer> future = pool.submit(Math::abs, -1);
      await().until(() -> member.messages.get() > 0);
      assertThat(pool.stats().workers()).extracting("name").containsExactly("given-back_0");
      Peer peer = pool.backend().peers().get(0);
      returned(peer, 0);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(pool.stats().workers())
                      .extracting("name")
                      .containsExactly("given-back_1"));
      assertThat(future.done()).isFalse();
    } finally {
      pool.shutdown(false, true);
    }
  }

  @Test
  @DisplayName("The member is not asked where a task is that is over meanwhile")
  void stackOfWhatIsOver() {
    ClusterPoolExecutor pool = RemoteSlotsTest.submitter(member, "stacks").build();
    try {
      Peer peer = pool.backend().peers().get(0);
      int before = member.messages.get();
      assertThat(peer.stacks.of(0, 1, () -> true)).isEmpty();
      assertThat(member.messages).hasValue(before);
    } finally {
      pool.shutdown(false, true);
    }
  }
}
