package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.wire.Ledger;
import concurrent.futures.internal.wire.WireInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker JVM has got: who has a task, this side or the other. */
class AheadItemsTest {
  @TempDir Path directory;
  private Ledger ledger; // of the member
  private Ledger worker;
  private long now;
  private AheadItems ahead;

  @BeforeEach
  void open() throws IOException {
    Path file = directory.resolve("ledger");
    ledger = Ledger.create(file);
    worker = Ledger.open(file);
    ahead = new AheadItems(() -> ledger, () -> now);
    finishShortTasks();
  }

  /** So many that there is room for many. */
  private void finishShortTasks() {
    for (int i = 0; i < 100; i++) {
      ahead.add(item(1));
      ahead.remove(1);
    }
  }

  private static Slot.Item item(long seq) {
    return new Slot.Item(seq, new WireInput(new byte[0], 0, 0), List.of(), false, 0);
  }

  private void add(long... seqs) {
    for (long seq : seqs) {
      assertThat(ahead.add(item(seq))).isTrue();
    }
  }

  @Test
  void onlyWhatHasNotStartedIsTakenBack() {
    add(10, 11, 12);
    assertThat(worker.start(10)).isTrue();
    assertThat(ahead.takeBack(10)).isFalse();
    assertThat(ahead.takeBack(11)).isTrue();
    assertThat(ahead.takeBack(11)).isFalse();
    assertThat(worker.start(11)).isFalse();
    assertThat(ahead.takeBackAll()).extracting(item -> item.seq).containsExactly(12L);
    assertThat(ahead.removeAll()).extracting(item -> item.seq).containsExactly(10L);
    assertThat(ahead.isEmpty()).isTrue();
  }

  @Test
  void lastThatHasStartedExecutes() {
    add(10, 11, 12);
    assertThat(ahead.executing()).isNull();
    worker.start(10);
    assertThat(ahead.isExecuting(10)).isTrue();
    worker.start(11);
    assertThat(ahead.isExecuting(10)).isFalse();
    assertThat(ahead.isExecuting(11)).isTrue();
    ahead.remove(10);
    ahead.remove(11);
    assertThat(ahead.executing()).isNull();
    assertThat(ahead.contains(12)).isTrue();
  }

  /** Slots of a submitter share their numbers, so there may be gaps in those of one. */
  @Test
  void tasksNeverShareAClaim() {
    add(10);
    assertThat(ahead.add(item(10 + Ledger.SLOTS))).isFalse();
    assertThat(ahead.add(item(9))).isFalse();
    add(9 + Ledger.SLOTS);
    assertThat(worker.start(10)).isTrue();
    ahead.remove(10);
    add(10 + Ledger.SLOTS);
  }

  @Test
  void roomIsForSomeMillisecondsOfWork() {
    for (int i = 0; i < 100; i++) {
      ahead.add(item(1));
      now += 2_000_000;
      ahead.remove(1);
    }
    add(10);
    assertThat(ahead.add(item(11))).isFalse();
    ahead.remove(10);
    finishShortTasks();
    add(10, 11, 12);
    assertThat(ahead.isWorthMore(13)).isTrue();
    assertThat(ahead.isWorthMore(10 + Ledger.SLOTS)).isFalse(); // until the first is over
  }
}
