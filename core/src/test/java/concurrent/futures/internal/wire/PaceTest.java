package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int PIECE = 32 << 10;
  private static final int QUICK = 3_000;
  private static final int SLOW = 17_000;

  private final Pace pace = new Pace();

  private void ring(int times, int nanos) {
    for (int i = 0; i < times; i++) {
      pace.ring(PIECE, nanos);
    }
  }

  /** Frames that go there until one does not, as whoever writes them asks. */
  private int frames(boolean throughSlots, int nanos) {
    int frames = 0;
    while (frames < 1_000_000 && pace.prefersSlots() == throughSlots) {
      frames++;
      if (throughSlots) {
        pace.slot(2 * PIECE, 2 * nanos);
        pace.slot(8, 100); // the ends of small arrays
        pace.slot(8, 100);
      } else {
        ring(2, nanos);
      }
    }
    return frames;
  }

  @Test
  void whoCopiesQuicklyNeedsNoSlots() {
    ring(1_000_000, QUICK);
    assertThat(pace.wantsSlots()).isFalse();
    assertThat(pace.prefersSlots()).isFalse();
  }

  @Test
  void slotsAreWantedAfterThirtyTwoMegabytesThatWereSlow() {
    ring(10_000, QUICK);
    ring(1023, SLOW);
    assertThat(pace.wantsSlots()).isFalse();
    ring(1, SLOW);
    assertThat(pace.wantsSlots()).isTrue();
  }

  /** Another one has needed the processor, now and then. */
  @Test
  void someSlowPiecesAreNothing() {
    for (int i = 0; i < 10_000; i++) {
      ring(5, QUICK);
      ring(11, SLOW);
      assertThat(pace.prefersSlots()).isFalse();
    }
    assertThat(pace.wantsSlots()).isFalse();
  }

  @Test
  void shortPiecesSayNothing() {
    for (int i = 0; i < 10_000; i++) {
      pace.ring(1000, SLOW);
    }
    assertThat(pace.prefersSlots()).isFalse();
    assertThat(pace.wantsSlots()).isFalse();
  }

  @Test
  void theRingIsTriedNowAndThenWhileItIsSlow() {
    ring(16, SLOW);
    assertThat(frames(true, QUICK)).isEqualTo(Pace.UNTIL_PROBE);
    assertThat(pace.prefersSlots()).as("a probe has begun, and goes on").isFalse();
    ring(2, SLOW);
    assertThat(frames(false, SLOW)).isEqualTo(Pace.PROBE - 2);
    assertThat(frames(true, QUICK)).isEqualTo(Pace.UNTIL_PROBE - 1);
  }

  @Test
  void theRingIsTakenToAgainWhenItIsQuick() {
    ring(16, SLOW);
    assertThat(frames(true, QUICK)).isEqualTo(Pace.UNTIL_PROBE);
    assertThat(frames(false, QUICK)).isEqualTo(1_000_000);
  }

  /** A machine that copies slowly everywhere. */
  @Test
  void slotsThatAreSlowTooAreLeftForLong() {
    ring(16, SLOW);
    assertThat(frames(true, SLOW)).isEqualTo(Pace.UNTIL_PROBE);
    assertThat(frames(false, SLOW)).isEqualTo(10 * Pace.UNTIL_PROBE - 1);
    assertThat(frames(true, QUICK)).isEqualTo(Pace.UNTIL_PROBE - 1);
  }
}
