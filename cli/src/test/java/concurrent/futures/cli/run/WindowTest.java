package concurrent.futures.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void letsNoMoreIn() throws Exception {
    Window window = new Window(4, 1000, 2);
    assertThat(window.take(2, 10)).isTrue();
    assertThat(window.take(2, 10)).isTrue();
    FutureTask<Boolean> third = inThread(() -> window.take(1, 10));
    window.give(2, 20);
    assertThat(third.get()).isTrue();
  }

  @Test
  void countsBytesToo() throws Exception {
    Window window = new Window(100, 1000, 2);
    assertThat(window.take(1, 900)).isTrue();
    FutureTask<Boolean> second = inThread(() -> window.take(1, 200));
    window.give(1, 900);
    assertThat(second.get()).isTrue();
  }

  @Test
  void alwaysLetsOneRecordIn() throws Exception {
    assertThat(new Window(1, 1000, 1).take(1, 5000)).isTrue();
    assertThat(new Window(1, 1000, 1).take(7, 1)).isTrue();
  }

  @Test
  void closingEndsTheWait() throws Exception {
    Window window = new Window(1, 1000, 1);
    assertThat(window.take(1, 1)).isTrue();
    FutureTask<Boolean> second = inThread(() -> window.take(1, 1));
    window.close();
    assertThat(second.get()).isFalse();
  }

  /** Starts a call and waits until it is blocked. */
  private static FutureTask<Boolean> inThread(java.util.concurrent.Callable<Boolean> call) {
    FutureTask<Boolean> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return task;
  }
}
