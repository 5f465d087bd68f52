package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WithdrawalTest {
  private final VirtualTime time = new VirtualTime();
  private final Withdrawal withdrawal = new Withdrawal(time, List::of);

  @Test
  @DisplayName("An attempt that throws is followed by the next one")
  void attemptThrows() {
    AtomicInteger attempts = new AtomicInteger();
    withdrawal.begin(
        "no memory",
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new OutOfMemoryError("for a test");
          }
          return true;
        });
    time.runUntil(TimeUnit.MINUTES.toNanos(10), () -> time.due() == 0);
    assertThat(attempts).hasValue(3);
  }
}
