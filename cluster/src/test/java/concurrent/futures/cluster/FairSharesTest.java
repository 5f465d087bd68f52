package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FairSharesTest {
  private final LocalEngine network = LocalEngine.network();

  @AfterEach
  void end() {
    network.killAll();
  }

  private ClusterPoolExecutor open(int slots) {
    return TestCluster.builder().engine(network).slots(slots).daemon(true).build();
  }

  /** Has always more to do, until the other one has had its turn, or it has waited in vain. */
  private static class Endless extends Slot {
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    private volatile boolean otherHadTurn;
    private volatile boolean inVain;

    Endless(Host host, Guest guest, int number) {
      super(host, guest, number);
    }

    void more() {
      WireOutput task = new WireOutput(16);
      task.writeBoolean(false);
      task.writeVarlong(0); // no timeout
      task.writeVarlong(1);
      try {
        add(new WireInput(task.array(), 0, task.size()), List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void run() {
      begin();
      while (next() != null) {
        over();
        inVain = System.nanoTime() - end > 0;
        if (!otherHadTurn && !inVain) {
          more();
        }
      }
    }

    @Override
    boolean interrupt(long seq) {
      return false;
    }

    @Override
    void tellStack(int request, long seq) {}
  }

  @Test
  @DisplayName("A slot with a queue that is never empty lets others have their turn")
  void endlessQueue() {
    try (ClusterPoolExecutor member = open(1)) {
      Host host = member.backend().host;
      ClusterMember submitter = new ClusterMember("s", "submitter:1", Map.of());
      Guest guest = new Guest(host, submitter, new MemberLink(new Messages()), null);
      Endless endless = new Endless(host, guest, 0);
      Endless modest =
          new Endless(host, guest, 1) {
            @Override
            public void run() {
              endless.otherHadTurn = true;
              begin();
              while (next() != null) {
                over();
              }
            }
          };
      endless.more();
      modest.more();

      await().atMost(Duration.ofSeconds(30)).until(() -> endless.otherHadTurn);
      assertThat(endless.inVain).isFalse();
      await().until(() -> host.running() == 0);
    }
  }

  @Test
  @Timeout(60)
  @DisplayName("A submitter whose tasks never end does not keep those of others waiting")
  void everybodyHasTurns() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch flowing = new CountDownLatch(1_000);
    try (ClusterPoolExecutor member = open(1);
        ClusterPoolExecutor greedy = open(0);
        ClusterPoolExecutor modest = open(0)) {
      Results<Integer> endless =
          greedy.map(
              i -> i + 1,
              IntStream.iterate(0, i -> i + 1).boxed()::iterator,
              MapOptions.defaults().bufferSize(1_000));
      Thread reader =
          new Thread(
              () -> {
                while (!enough.get() && endless.hasNext()) {
                  endless.next();
                  flowing.countDown();
                }
                endless.close();
              });
      reader.start();
      assertThat(flowing.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(modest.submit(() -> "done").result(Duration.ofSeconds(30))).isEqualTo("done");

      enough.set(true);
      reader.join();
      assertThat(member.members()).hasSize(3);
    }
  }
}
