package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The settings of thread pools (CONTRACT T1, T2, T5, G3). */
class ThreadPoolBuilderTest {
  private static String threadName(Executor pool) {
    return pool.submit(() -> Thread.currentThread().getName()).result();
  }

  /** test_default_workers, T1. */
  @Test
  void defaultSizeFollowsTheProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();
    try (ThreadPoolExecutor pool = new ThreadPoolExecutor()) {
      assertThat(pool.stats().maxWorkers()).isEqualTo(Math.min(32, processors + 4));
    }
  }

  /** test_thread_names_assigned, T5. */
  @Test
  void threadsAreNamedByPrefixAndNumber() throws Exception {
    try (Executor pool =
        ThreadPoolExecutor.builder().maxWorkers(2).threadNamePrefix("special").build()) {
      CountDownLatch both = new CountDownLatch(2);
      Future<String> one = pool.submit(() -> nameAfter(both));
      Future<String> two = pool.submit(() -> nameAfter(both));
      assertThat(new String[] {one.result(), two.result()})
          .containsExactlyInAnyOrder("special_0", "special_1");
    }
  }

  private static String nameAfter(CountDownLatch both) throws InterruptedException {
    both.countDown();
    both.await();
    return Thread.currentThread().getName();
  }

  /** test_thread_names_default, T5. */
  @Test
  void defaultThreadNamesTellPoolAndNumber() {
    try (Executor one = new ThreadPoolExecutor(1);
        Executor two = new ThreadPoolExecutor(1)) {
      assertThat(threadName(one)).matches("ThreadPoolExecutor-\\d+_0");
      assertThat(threadName(two)).matches("ThreadPoolExecutor-\\d+_0");
      assertThat(threadName(one)).isNotEqualTo(threadName(two)).startsWith(one.stats().name());
    }
  }

  @Test
  void nameOfThePoolIsThatOfItsThreads() {
    try (Executor pool = ThreadPoolExecutor.builder().name("crawler").build()) {
      assertThat(threadName(pool)).isEqualTo("crawler_0");
      assertThat(pool.stats().name()).isEqualTo("crawler");
    }
  }

  /** test_max_workers_negative, T2. */
  @Test
  void wrongValuesAreRefusedByNameAndValue() {
    ThreadPoolExecutor.Builder builder = ThreadPoolExecutor.builder();
    for (int wrong : new int[] {0, -1}) {
      assertThatThrownBy(() -> new ThreadPoolExecutor(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("maxWorkers must be greater than 0, was " + wrong);
      assertThatThrownBy(() -> builder.maxWorkers(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("maxWorkers must be greater than 0, was " + wrong);
      assertThatThrownBy(() -> builder.queueCapacity(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("queueCapacity must be")
          .hasMessageEndingWith(", was " + wrong);
    }
    assertThatThrownBy(() -> builder.keepAlive(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keepAlive must not be negative, was PT-0.005S");
    assertThatThrownBy(() -> builder.initializer(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.listener(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.name(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.threadNamePrefix(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void threadsAreDaemonsOnlyIfAskedFor() {
    for (boolean daemon : new boolean[] {false, true}) {
      try (Executor pool = ThreadPoolExecutor.builder().maxWorkers(1).daemon(daemon).build()) {
        assertThat(pool.submit(() -> Thread.currentThread().isDaemon()).result()).isEqualTo(daemon);
      }
    }
  }

  /** G3, test_import_interpreter_pool_executor: clear where there are none, else they are used. */
  @Test
  void virtualThreadsNeedAJdkThatHasThem() throws Exception {
    int jdk = Runtime.version().feature();
    if (jdk < 21) {
      assertThatThrownBy(() -> ThreadPoolExecutor.builder().virtualThreads())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("needs JDK 21 or later, this is JDK " + jdk)
          .hasMessageContaining("platform threads");
      return;
    }
    try (Executor pool = ThreadPoolExecutor.builder().virtualThreads().build()) {
      Future<String> thread = pool.submit(() -> Thread.currentThread().toString());
      assertThat(thread.result()).startsWith("VirtualThread[");
      assertThat(pool.stats().maxWorkers()).isEqualTo(Integer.MAX_VALUE);
    }
  }
}
