package concurrent.futures.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaltTest {
  @ParameterizedTest
  @ValueSource(strings = {"never", "now,fail=1", "soon,fail=10%", "now,success=3", "soon,done=100"})
  void showsItselfAsItWasWritten(String text) {
    assertThat(Halt.parse(text).show()).isEqualTo(text);
  }

  @Test
  void countsOnceWithoutANumber() {
    assertThat(Halt.parse("NOW,fail").show()).isEqualTo("now,fail=1");
  }

  @ParameterizedTest
  @CsvSource({
    "'never', 9, 9, false",
    "'now,fail=2', 9, 1, false",
    "'now,fail=2', 9, 2, true",
    "'soon,success=3', 2, 5, false",
    "'soon,success=3', 3, 5, true",
    "'soon,done=4', 2, 1, false",
    "'soon,done=4', 2, 2, true",
    "'soon,fail=50%', 0, 2, false", // too few to tell
    "'soon,fail=50%', 1, 2, true",
    "'soon,fail=50%', 5, 4, false"
  })
  void isMetByCounts(String policy, long succeeded, long failed, boolean met) {
    assertThat(Halt.parse(policy).met(succeeded, failed)).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now", "fail=1", "later,fail=1", "now,fai=1", "now,fail=x", "now,fail="})
  void refusesWhatIsNoPolicy(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Halt.parse(text))
        .withMessageContaining("is not a halt policy: write never")
        .withMessageContaining("now,fail=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"now,fail=0", "now,fail=-3", "now,fail=101%", "now,fail=0%"})
  void refusesLimitsThatMakeNoSense(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Halt.parse(text))
        .withMessageContaining("the limit must be at least 1");
  }

  @Test
  void refusesAShareOfDoneLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Halt.parse("soon,done=50%"))
        .withMessageContaining("give a number");
  }
}
