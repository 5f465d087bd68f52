package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private final Patience patience = Patience.amid();

  @Test
  void whoWaitedInVainDoesNotWaitForLongerAndLongerThen() {
    assertThat(skippedAfterWaitingInVain()).isEqualTo(4);
    assertThat(skippedAfterWaitingInVain()).isEqualTo(8);
    patience.rewarded();
    assertThat(skippedAfterWaitingInVain()).isEqualTo(4);
  }

  private int skippedAfterWaitingInVain() {
    patience.begin();
    while (patience.lasts()) {}
    int skipped = -1;
    do {
      skipped++;
      patience.begin();
    } while (!patience.lasts());
    return skipped;
  }
}
