package concurrent.futures.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsTest {
  @ParameterizedTest
  @CsvSource({
    "3, 3",
    "100%, 8",
    "50%, 4",
    "1%, 1",
    "250%, 20",
    "+2, 10",
    "-2, 6",
    "-8, 1",
    "-99, 1"
  })
  void countsInNumbersOrProcessors(String text, int jobs) {
    assertThat(Jobs.parse(text, 8)).isEqualTo(jobs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "0%"})
  void refusesNoWorkersAtAll(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Jobs.parse(text, 8))
        .withMessageContaining("no workers at all")
        .withMessageContaining("100%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "+", "%", "-5%", "1.5", "0x2", "--2", "9999999999999"})
  void refusesWhatIsNoNumber(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Jobs.parse(text, 8))
        .withMessageContaining("is not a number of workers: write 8, 50%");
  }

  @Test
  void refusesMoreThanAnybodyMeans() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Jobs.parse("100001", 8))
        .withMessageContaining("at most 100000");
  }
}
