package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SendWindowTest {
  private static final int MOST = 100;

  private final List<String> written = new ArrayList<>();
  private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
  private final SendWindow window = new SendWindow(MOST, threads::add);
  private final SendWindow.Share one = window.share();
  private final SendWindow.Share two = window.share();

  private void run() {
    for (Runnable next; (next = threads.poll()) != null; ) {
      next.run();
    }
  }

  private void write(SendWindow.Share share, String name, long bytes) {
    share.write(
        () -> {
          written.add(name);
          share.written(bytes);
        });
    run();
  }

  private void arrive(SendWindow.Share share, long bytes) {
    share.arrived(bytes);
    run();
  }

  /** Lets the window know how large tasks are. */
  private void expect(long bytes) {
    write(one, "first", bytes);
    arrive(one, bytes);
    written.clear();
  }

  @Test
  @DisplayName("Beyond the bound tasks are not written, until others have arrived")
  void bound() {
    expect(20);
    for (int i = 0; i < 5; i++) {
      write(one, "a" + i, 20);
      write(two, "b" + i, 20);
    }
    assertThat(written).containsExactly("a0", "b0", "a1", "b1"); // two fit into half of it
    assertThat(window.onTheWay()).isEqualTo(80);
    arrive(one, 20);
    assertThat(written).containsExactly("a0", "b0", "a1", "b1", "a2");
    for (int i = 0; i < 9; i++) {
      assertThat(window.onTheWay()).isLessThanOrEqualTo(MOST);
      arrive(i % 2 == 0 ? two : one, 20);
    }
    assertThat(written).hasSize(10);
    assertThat(window.onTheWay()).isZero();
  }

  @Test
  @DisplayName("One task that was large does not keep all later ones from being written")
  void largeOneAmongSmall() {
    expect(10);
    for (int i = 0; i < 5; i++) {
      write(one, "slow" + i, 10); // its half is full, and stays so
    }
    write(two, "large", 70);
    arrive(two, 70);
    write(two, "small", 1);
    assertThat(written).hasSize(7).endsWith("large", "small");
  }

  @Test
  @DisplayName("A member that takes nothing leaves room for the others")
  void slowMember() {
    expect(25);
    for (int i = 0; i < 4; i++) {
      write(one, "slow" + i, 25);
    }
    for (int i = 0; i < 10; i++) {
      write(two, "b" + i, 25);
      arrive(two, 25);
    }
    assertThat(written).hasSize(12).contains("slow1", "b9").doesNotContain("slow2");
  }

  @Test
  @DisplayName("What is larger than the bound goes when nothing else is on its way")
  void large() {
    expect(1_000);
    write(one, "a", 1_000);
    write(two, "b", 1_000);
    assertThat(written).containsExactly("a");
    arrive(one, 1_000);
    assertThat(written).containsExactly("a", "b");
  }

  @Test
  @DisplayName("A member that was lost has nothing on its way")
  void lostMember() {
    expect(50);
    write(one, "lost", 50);
    write(one, "waits", 50);
    assertThat(written).containsExactly("lost");
    one.close();
    run();
    arrive(one, 50);
    assertThat(written).containsExactly("lost", "waits"); // whose turn ends: it is for nobody
    assertThat(window.onTheWay()).isZero();
  }

  @Test
  @DisplayName("Tasks of unknown size are written a few at a time")
  void unknownSizes() {
    for (int i = 0; i < 20; i++) {
      one.write(() -> one.written(0));
    }
    for (int left = 20; left > 0; left--) {
      assertThat(threads).hasSize(Math.min(left, 4));
      threads.remove().run();
    }
  }
}
