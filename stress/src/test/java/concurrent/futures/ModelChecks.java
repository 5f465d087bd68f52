package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * How Lincheck is asked here: it executes small scenarios in many interleavings of its own choice,
 * on one thread at a time, and knows a thread that nobody can wake any more.
 */
final class ModelChecks {
  /** Set by the profile {@code long}. */
  static final boolean LONG = Boolean.getBoolean("stress.long");

  private static final int MORE = LONG ? 10 : 1;

  private ModelChecks() {}

  /** Fails unless every outcome of these operations is one that their specification can have. */
  static void linearizable(Class<?> operations, Class<?> specification) {
    options(specification).check(operations);
  }

  /** Fails if a twin that is broken on purpose passes. */
  static void rejects(Class<?> twin, Class<?> specification) {
    assertThatThrownBy(() -> options(specification).check(twin))
        .as("%s is broken on purpose", twin.getSimpleName())
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** No operations before and after: they would use up a state machine that goes one way only. */
  private static ModelCheckingOptions options(Class<?> specification) {
    return new ModelCheckingOptions()
        .sequentialSpecification(specification)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(8 * MORE)
        .invocationsPerIteration(80 * MORE);
  }

  /** Threads that run against each other, and what must hold afterwards. */
  record Race(BooleanSupplier check, Runnable... threads) {
    void run() {
      Thread[] started = new Thread[threads.length];
      for (int i = 0; i < threads.length; i++) {
        started[i] = new Thread(threads[i]);
        started[i].start();
      }
      for (Thread thread : started) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      if (!check.getAsBoolean()) { // no fluent assertions: Lincheck takes offence at them
        throw new AssertionError("the check after the race failed");
      }
    }
  }

  /** Fails if the check does, or a thread waits for ever, in any of many interleavings. */
  static void holds(Supplier<Race> race) {
    Lincheck.runConcurrentTest(120 * MORE, () -> race.get().run());
  }

  /** Fails if a race over a twin that is broken on purpose passes. */
  static void isRejected(Supplier<Race> twin) {
    assertThatThrownBy(() -> holds(twin)).isInstanceOf(LincheckAssertionError.class);
  }
}
