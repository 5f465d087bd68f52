package concurrent.futures.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "2s, 2000",
    "1m, 60000",
    "1h, 3600000",
    "1d, 86400000",
    "1.5, 1500",
    "3, 3000",
    "0, 0",
    "1m30s, 90000",
    "1h 5m, -1",
    "2S, 2000",
    "0.5ms, 0"
  })
  void readsWhatPeopleWrite(String text, long millis) {
    if (millis < 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    } else {
      assertThat(Durations.parse(text).toMillis()).isEqualTo(millis);
    }
  }

  @Test
  void keepsFractions() {
    assertThat(Durations.parse("0.5ms")).isEqualTo(Duration.ofNanos(500_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s", "abc", "1x", "1s2", "1..5s", "1,5s", "∞", "1e3", "+1s"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("is not a duration: write 500ms, 2s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1s", "-0.1", "-5"})
  void refusesNegativeOnes(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("is negative");
  }

  @ParameterizedTest
  @ValueSource(strings = {"300000000000s", "99999999999999999999999999999h"})
  void refusesOnesThatNobodyWillLiveToSee(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("at most 292 years");
  }

  @ParameterizedTest
  @CsvSource({
    "999, 999 ns",
    "850000, 850 µs",
    "71000000, 71 ms",
    "1234000000, 1.2 s",
    "10000000000, 10 s",
    "192000000000, 3m12s",
    "3723000000000, 1h02m"
  })
  void showsThemShortly(long nanos, String text) {
    assertThat(Durations.show(nanos)).isEqualTo(text);
  }
}
