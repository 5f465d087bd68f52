package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.QuickWorkers.Pace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which workers count as quick, step by step: two of them are enough here. */
class QuickWorkersTest {
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MOST_PAUSE = TimeUnit.SECONDS.toNanos(2);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - LOOK); // it will overflow
  private boolean scarce;
  private final QuickWorkers quick = new QuickWorkers(2, () -> scarce, clock::get);
  private final StepsBackend backend = new StepsBackend();
  private final Engine engine = backend.engine(8);
  private final Pace a = new Pace();
  private final Pace b = new Pace();
  private final Pace c = new Pace();

  /** Nobody looks but the test. */
  @BeforeEach
  void closeTimer() {
    engine.timer.close();
  }

  private void submit() {
    engine.submit(new Submission(engine, TaskOptions.defaults()), () -> "done");
  }

  private void works(Pace... paces) {
    for (Pace pace : paces) {
      quick.report(pace, 100, TimeUnit.MICROSECONDS.toNanos(100));
    }
  }

  /** True if no other one is needed. */
  private boolean suffice() {
    return quick.sufficeWithout(new Pace(), engine);
  }

  /** Time passes until somebody looks. */
  private void look() {
    clock.addAndGet(LOOK);
    quick.look(engine);
  }

  @Test
  void tasksOfSomeMicrosecondsAreShort() {
    quick.report(a, 1, TimeUnit.MICROSECONDS.toNanos(29));
    quick.report(b, 10, TimeUnit.MICROSECONDS.toNanos(290));
    assertThat(suffice()).isTrue();
  }

  @Test
  void longerOnesAreNot() {
    works(a);
    quick.report(b, 1, TimeUnit.MICROSECONDS.toNanos(31));
    quick.report(b, 10, TimeUnit.MICROSECONDS.toNanos(310));
    assertThat(suffice()).isFalse();
  }

  @Test
  void nobodyIsCountedTwice() {
    works(a, a);
    assertThat(suffice()).isFalse();
    works(b);
    assertThat(suffice()).isTrue();
    quick.leave(a);
    quick.leave(a);
    assertThat(suffice()).isFalse();
    works(a);
    assertThat(suffice()).isTrue();
  }

  @Test
  void whoIsNotAmongThemIsNotNeeded() {
    works(a);
    assertThat(quick.sufficeWithout(c, engine)).isFalse();
    works(b);
    assertThat(quick.sufficeWithout(c, engine)).isTrue();
    assertThat(quick.sufficeWithout(a, engine)).isFalse();
    assertThat(quick.sufficeWithout(b, engine)).isFalse();
  }

  @Test
  void oneTooManyIsNotNeeded() {
    works(a, b, c);
    assertThat(quick.sufficeWithout(b, engine)).isTrue();
    assertThat(quick.sufficeWithout(a, engine)).isFalse();
    assertThat(quick.sufficeWithout(c, engine)).isFalse();
    assertThat(quick.sufficeWithout(b, engine)).isTrue();
  }

  @Test
  void whoIsIdleLooksOnceMore() {
    works(a, b);
    assertThat(quick.isIdle(a)).isTrue();
    assertThat(quick.isIdle(a)).isFalse();
    assertThat(quick.isIdle(c)).isFalse();
    assertThat(suffice()).isFalse();
  }

  @Test
  void whoWasQuickIsExpectedToBeSoAgainSoon() {
    works(a, b);
    quick.isIdle(a);
    quick.begins(a);
    assertThat(suffice()).isTrue();

    quick.isIdle(a);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    quick.begins(a);
    quick.begins(c);
    assertThat(suffice()).isFalse();
  }

  @Test
  void whoWasStuckIsNot() {
    works(a, b);
    quick.leave(a);
    quick.begins(a);
    assertThat(suffice()).isFalse();
  }

  @Test
  void ifOneIsStuckIdleOnesAreWoken() {
    submit();
    StepsBackend.Steps idle = backend.workers.get(0);
    idle.end(idle.look());
    works(a, b);
    submit();
    assertThat(idle.wokenUp).isEqualTo(1);
    assertThat(suffice()).isTrue();
    engine.roster.enterIdle(idle);

    works(a, b);
    look();
    assertThat(idle.wokenUp).isEqualTo(1);
    works(b);
    look();
    assertThat(idle.wokenUp).isEqualTo(2);
  }

  @Test
  void lookIsOfUseOnlyAfterSomeTime() {
    works(a, b);
    works(a, b);
    look();
    quick.look(engine); // nobody can have done much since the last one
    assertThat(suffice()).isTrue();
  }

  @Test
  @DisplayName("Who has few tasks may be stuck for want of a processor: the others still count")
  void processorsAreScarce() {
    scarce = true;
    works(a, b, c);
    works(a, b, c);
    look();
    works(b, c);
    look();
    assertThat(suffice()).isTrue();
    works(b);
    look();
    assertThat(suffice()).isFalse();
    works(c);
    assertThat(suffice()).isTrue();
  }

  /** How long none counts as quick after one was stuck. */
  private long pause() {
    works(a, b);
    works(a, b);
    look();
    works(a);
    look();
    long begin = clock.get();
    assertThat(suffice()).isFalse();
    do {
      clock.addAndGet(LOOK);
      works(a, b);
    } while (!suffice());
    return clock.get() - begin;
  }

  @Test
  @DisplayName("Otherwise tasks are not all short: for some time none counts, and longer each time")
  void pauses() {
    assertThat(pause()).isEqualTo(4 * LOOK);
    assertThat(pause()).isEqualTo(8 * LOOK);
    assertThat(pause()).isEqualTo(16 * LOOK);
    for (int i = 0; i < 10; i++) {
      pause();
    }
    assertThat(pause()).isEqualTo(MOST_PAUSE);
    for (int i = 0; i < 100; i++) {
      works(a, b);
      look();
    }
    assertThat(pause()).isEqualTo(4 * LOOK);
  }
}
