package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The whole pool under random operations from many threads. A failure names its seed; {@code
 * -Dstress.seed=N} repeats that one many times.
 */
class RandomScheduleTest {
  private static final Duration TIME = Duration.ofSeconds(ModelChecks.LONG ? 300 : 4);

  @Test
  void theBooksBalanceAfterRandomSchedules() {
    Long given = Long.getLong("stress.seed");
    long first = given == null ? System.nanoTime() : given;
    long end = System.nanoTime() + TIME.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      RandomSchedule schedule = new RandomSchedule(given == null ? first + i : given);
      assertThat(schedule.run())
          .as("%s, the %d. from %d; repeat with -Dstress.seed", schedule, i, first)
          .isEmpty();
    }
  }

  @Test
  void aPoolThatLosesATaskIsRejected() {
    AtomicInteger submits = new AtomicInteger();
    isRejected(
        pool -> wrap(pool, submits, (call, real) -> new Promise<Integer>().future()), "never done");
  }

  @Test
  void aPoolThatRunsATaskTwiceIsRejected() {
    AtomicInteger submits = new AtomicInteger();
    isRejected(
        pool ->
            wrap(
                pool,
                submits,
                (call, real) -> {
                  real.submit(call);
                  return real.submit(call);
                }),
        "succeeded");
  }

  private static void isRejected(UnaryOperator<Executor> twin, String complaint) {
    Random seeds = new Random(1);
    for (int i = 0; i < 50; i++) {
      List<String> complaints =
          new RandomSchedule(seeds.nextLong(), Duration.ofMillis(500), twin).run();
      if (complaints.stream().anyMatch(c -> c.contains(complaint))) {
        return;
      }
    }
    throw new AssertionError("50 schedules did not notice that the pool is broken");
  }

  /** A pool, and its views, one in twenty of whose submits is done otherwise. */
  private static Executor wrap(
      Executor pool,
      AtomicInteger submits,
      BiFunction<Call<Integer>, Executor, Future<Integer>> otherwise) {
    return (Executor)
        Proxy.newProxyInstance(
            Executor.class.getClassLoader(),
            new Class<?>[] {Executor.class},
            (proxy, method, args) -> {
              if (method.getName().equals("submit") && submits.incrementAndGet() % 20 == 0) {
                @SuppressWarnings("unchecked")
                Call<Integer> call = (Call<Integer>) args[0];
                return otherwise.apply(call, pool);
              }
              try {
                Object result = method.invoke(pool, args);
                return result instanceof Executor view ? wrap(view, submits, otherwise) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
