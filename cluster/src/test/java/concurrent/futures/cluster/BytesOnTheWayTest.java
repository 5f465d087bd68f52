package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.MapOptions;
import concurrent.futures.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of large arguments is on its way at a time. */
@Timeout(120)
class BytesOnTheWayTest {
  private static final int ARGUMENT = 8_000_000;

  private final LocalEngine network = LocalEngine.network();

  @AfterEach
  void end() {
    network.killAll();
  }

  /** Counts the tasks of which a first piece was sent, and may hold the pieces to some members. */
  private static final class Pieces extends EngineAround {
    private static final int INDEX_AT = Long.BYTES;

    private final List<String> frozen = new CopyOnWriteArrayList<>(); // addresses
    final AtomicInteger begun = new AtomicInteger();
    final AtomicLong peak = new AtomicLong();
    volatile ClusterPoolExecutor pool;

    Pieces(ClusterEngine engine) {
      super(engine);
    }

    @Override
    CompletableFuture<byte[]> call(ClusterNode node, ClusterMember to, byte[] request) {
      boolean first = java.nio.ByteBuffer.wrap(request).getInt(INDEX_AT) == 0;
      begun.addAndGet(first ? 1 : 0);
      peak.accumulateAndGet(pool.backend().window.onTheWay(), Math::max);
      return frozen.contains(to.address())
          ? new CompletableFuture<>()
          : super.call(node, to, request);
    }
  }

  static int length(byte[] bytes) {
    return bytes.length;
  }

  private static ClusterPoolExecutor submitter(Pieces engine) {
    ClusterPoolExecutor pool = TestCluster.builder().slots(0).engine(engine).daemon(true).build();
    engine.pool = pool;
    return pool;
  }

  private ClusterPoolExecutor member(int slots) {
    return TestCluster.builder().slots(slots).engine(network).build();
  }

  private static List<Future<Integer>> submit(ClusterPoolExecutor pool, int tasks) {
    byte[] argument = new byte[ARGUMENT];
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      futures.add(pool.submit(BytesOnTheWayTest::length, argument));
    }
    return futures;
  }

  private static void awaitTrue(BooleanSupplier condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
  }

  @Test
  @DisplayName("What goes to many slots that take nothing stays under the bound")
  void manySlots() {
    Pieces engine = new Pieces(new RemoteSlotsTest.SilentMembers(10, 20));
    ClusterPoolExecutor pool = submitter(engine);
    SendWindow window = pool.backend().window;
    try {
      List<Future<Integer>> futures = submit(pool, 300);
      int fit = (int) (window.most() / ARGUMENT);
      awaitTrue(() -> window.onTheWay() > window.most() - 2L * ARGUMENT);
      awaitTrue(() -> engine.begun.get() >= fit - 1);
      assertThat(pool.stats().pending()).isEqualTo(300);
      assertThat(engine.peak.get()).isLessThanOrEqualTo(window.most());
      assertThat(engine.begun.get()).isLessThanOrEqualTo(fit);
      assertThat(futures.get(299).cancel(true)).isTrue();
    } finally {
      pool.shutdown(false, true);
    }
    assertThat(pool.stats().pending()).isZero();
  }

  @Test
  @DisplayName("Many large arguments arrive, never more than the bound at a time")
  void allFinish() {
    Pieces engine = new Pieces(network);
    try (ClusterPoolExecutor one = member(16);
        ClusterPoolExecutor two = member(16);
        ClusterPoolExecutor pool = submitter(engine)) {
      List<Future<Integer>> futures = submit(pool, 60);
      futures.forEach(
          future -> assertThat(future.result(Duration.ofSeconds(60))).isEqualTo(ARGUMENT));
      SendWindow window = pool.backend().window;
      assertThat(engine.begun).hasValue(60);
      assertThat(engine.peak.get()).isBetween(1L, window.most());
      awaitTrue(() -> window.onTheWay() == 0);
      assertThat(one.members()).hasSize(3);
      assertThat(two.members()).hasSize(3);
    }
  }

  @Test
  @DisplayName("A member that takes nothing does not keep the tasks of the others")
  void frozenMember() {
    Pieces engine = new Pieces(network);
    try (ClusterPoolExecutor frozen = member(16);
        ClusterPoolExecutor other = member(2);
        ClusterPoolExecutor pool = submitter(engine)) {
      engine.frozen.add(frozen.address());
      List<Future<Integer>> futures = submit(pool, 60);
      awaitTrue(() -> futures.stream().filter(Future::done).count() >= 60 - 16);
      long frozenBytes = pool.backend().window.onTheWay();
      network.kill(frozen.backend().node());
      assertThat(frozenBytes).isLessThanOrEqualTo(pool.backend().window.most() / 2);
      awaitTrue(() -> futures.stream().allMatch(Future::done));
      assertThat(other.members()).hasSize(2);
    }
  }

  @Test
  @DisplayName("What a member never got, when it was lost, runs elsewhere without retries")
  void lostMember() {
    Pieces engine = new Pieces(network);
    ClusterPoolExecutor lost = member(16);
    try (ClusterPoolExecutor pool = submitter(engine)) {
      engine.frozen.add(lost.address());
      List<Future<Integer>> futures = submit(pool, 16);
      awaitTrue(() -> engine.begun.get() > 0);
      int most = (int) (pool.backend().window.most() / ARGUMENT);
      try (ClusterPoolExecutor other = member(2)) {
        network.kill(lost.backend().node());
        awaitTrue(() -> futures.stream().allMatch(Future::done));
        assertThat(futures.stream().filter(future -> future.exception() == null).count())
            .isGreaterThanOrEqualTo(16 - most);
        assertThat(other.members()).hasSize(2);
      }
    }
    lost.shutdown(false, true);
  }

  @Test
  @DisplayName("map with a buffer reads no more arguments than that, large ones too")
  void mapReadsNoMore() {
    Pieces engine = new Pieces(network);
    AtomicInteger made = new AtomicInteger();
    try (ClusterPoolExecutor member = member(2);
        ClusterPoolExecutor pool = submitter(engine)) {
      Iterable<byte[]> arguments =
          IntStream.range(0, 40)
                  .mapToObj(
                      i -> {
                        made.incrementAndGet();
                        return new byte[ARGUMENT];
                      })
              ::iterator;
      int taken = 0;
      try (Results<Integer> results =
          pool.map(BytesOnTheWayTest::length, arguments, MapOptions.defaults().bufferSize(3))) {
        while (results.hasNext()) {
          results.next();
          taken++;
          assertThat(made.get() - taken).isLessThanOrEqualTo(4);
        }
      }
      assertThat(taken).isEqualTo(40);
      assertThat(member.members()).hasSize(2);
      assertThat(Map.of("peak", engine.peak.get()))
          .allSatisfy((name, bytes) -> assertThat(bytes).isLessThanOrEqualTo(4L * ARGUMENT));
    }
  }
}
