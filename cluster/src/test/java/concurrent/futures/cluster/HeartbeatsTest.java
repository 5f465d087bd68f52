package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.SHARED_LOOPBACK;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private final Address first = UUID.randomUUID();
  private final Address self = UUID.randomUUID();
  private final Address other = UUID.randomUUID();
  private final Heartbeats heartbeats = new Heartbeats(10_000);
  private final List<Set<Address>> news = new ArrayList<>();
  private JChannel channel;

  @BeforeEach
  void begin() throws Exception {
    channel = new JChannel(new SHARED_LOOPBACK(), heartbeats);
    heartbeats.onChange(
        fallenSilent -> {
          assertThat(Thread.holdsLock(heartbeats)).isFalse();
          news.add(fallenSilent);
        });
    heartbeats.handleViewChange(View.create(first, 1, first, self, other));
    heartbeats.stopFailureDetection(); // what it would find is said here
  }

  @AfterEach
  void end() {
    channel.close();
  }

  private void look(Address... suspects) {
    heartbeats.suspect(List.of(suspects));
  }

  @Test
  void memberIsSilentOnceTheFirstOneMustHaveExcludedIt() {
    look(other); // 10 s
    look(other); // 12 s: the first one may suspect it now, and ask for a second
    assertThat(heartbeats.silent()).isEmpty();
    look(other);
    assertThat(heartbeats.silent()).containsExactly(other);
    look(other);
    assertThat(news).containsExactly(Set.of(other));
  }

  @Test
  void memberThatIsHeardIsNotSilentAnyMore() {
    look(other);
    look(other);
    look(other);
    heartbeats.unsuspect(other);
    assertThat(heartbeats.silent()).isEmpty();
    assertThat(news).containsExactly(Set.of(other), Set.of());
    look(other);
    look(other);
    assertThat(heartbeats.silent()).as("it has its time again").isEmpty();
  }

  @Test
  void memberThatIsHeardInBetweenHasItsTimeAgain() {
    look(other);
    look(other);
    heartbeats.unsuspect(other);
    look(other);
    assertThat(heartbeats.silent()).isEmpty();
    assertThat(news).isEmpty();
  }

  @Test
  void memberThatLeavesIsForgotten() {
    look(other);
    look(other);
    look(other);
    heartbeats.handleViewChange(View.create(first, 2, first, self));
    heartbeats.stopFailureDetection();
    assertThat(heartbeats.silent()).isEmpty();
  }
}
