package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import java.time.Duration;
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
    return ClusterPoolExecutor.builder().engine(network).slots(slots).daemon(true).build();
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
