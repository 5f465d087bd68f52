package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Queue<Integer> transmitted = new ConcurrentLinkedQueue<>();

  @Test
  void callerSendsWhatDoesNotBlock() {
    Outbox<Integer> box = new Outbox<>(frame -> true, transmitted::add, never -> {});
    box.send(1);
    box.send(2);
    assertThat(transmitted).containsExactly(1, 2);
    assertThat(box.isEmpty()).isTrue();
  }

  /** Nobody else sends those that follow. */
  @Test
  void framesThatFindNoThreadAreSentWhenThereIsOne() {
    AtomicInteger attempts = new AtomicInteger();
    Outbox<Integer> box =
        new Outbox<>(
            frame -> false,
            transmitted::add,
            task -> {
              if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              task.run();
            });
    for (int frame : List.of(1, 2)) {
      box.send(frame);
    }
    await().until(box::isEmpty);
    assertThat(transmitted).containsExactly(1, 2);
  }
}
