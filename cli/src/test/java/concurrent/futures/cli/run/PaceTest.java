package concurrent.futures.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void startsWithSingleRecords() {
    assertThat(new Pace(100).size()).isEqualTo(1);
  }

  @Test
  void putsShortCallsTogetherAndSlowOnesApart() {
    Pace pace = new Pace(100);
    repeat(50, () -> pace.ran(10, 10 * 500L));
    assertThat(pace.size()).isEqualTo(100);
    repeat(3, () -> pace.ran(1, 50_000_000L));
    assertThat(pace.size()).isEqualTo(1);
  }

  @Test
  void neverPutsTogetherWhatMustTravelAlone() {
    Pace pace = new Pace(1);
    repeat(50, () -> pace.ran(1, 10));
    assertThat(pace.size()).isEqualTo(1);
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }
}
