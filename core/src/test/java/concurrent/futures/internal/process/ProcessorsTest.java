package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  private static final String STAT = "cpu  17 2 30 4000 500 6 70 8 0 0";

  @Test
  @DisplayName("The fourth and the fifth number, in hundredths of a second")
  void idleTime() {
    assertThat(Processors.idleNanos(STAT)).isEqualTo(Duration.ofSeconds(45).toNanos());
  }

  @Test
  @DisplayName("Zeros mean that nobody counts")
  void zeros() {
    assertThat(Processors.idleNanos("cpu  0 0 0 0 0 0 0 0 0 0")).isEqualTo(-1);
  }

  @Test
  void ofThisMachine() {
    assertThat(Processors.idleNanos()).isNotZero();
  }
}
