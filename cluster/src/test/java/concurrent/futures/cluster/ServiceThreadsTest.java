package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServiceThreadsTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final ServiceThreads threads = new ServiceThreads(this::newThread);

  /** The first two are not to be had. */
  private Thread newThread(Runnable task) {
    if (asked.incrementAndGet() <= 2) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    Thread thread = new Thread(task, "service");
    thread.setDaemon(true);
    return thread;
  }

  @Test
  @DisplayName("What finds no thread is done when there is one")
  void now() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    threads.execute(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  @DisplayName("So is what is to be done later, such as the next look of a clock")
  void later() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    threads.after(1, done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(asked).hasValue(3);
  }
}
