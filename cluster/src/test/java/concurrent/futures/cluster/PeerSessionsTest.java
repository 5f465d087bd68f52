package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two nodes that lose and see each other again in any order, each for itself, while what they have
 * sent is on its way: what one gets in a session is what the other has sent in one of its own, from
 * the first message on; and both have one in the end.
 */
class PeerSessionsTest {
  private static final int STEPS = 200;

  /** One of the two; its address is its number. */
  private static final class Side implements ClusterEvents, Link<Integer> {
    final int address;
    final Queue<byte[]> sent = new ArrayDeque<>(); // and not received
    final PeerNode<Integer> node;
    int session; // how many have begun
    int messages; // sent in this session
    int theirSession; // whose messages come in this session; 0: none yet
    int received; // in this session
    boolean present;
    final Set<Integer> seen = new HashSet<>(); // their sessions
    String broken;

    Side(int address) {
      this.address = address;
      node =
          new PeerNode<>(
              address,
              new ClusterMember("id-" + address, "address-" + address, Map.of()),
              this,
              this);
    }

    void see(boolean other) {
      present = other;
      node.present(other ? List.of(address, 1 - address) : List.of(address));
    }

    void sendMessage() {
      for (ClusterMember member : node.members()) {
        if (member.id().equals("id-" + (1 - address))) {
          byte[] numbers = ByteBuffer.allocate(8).putInt(session).putInt(++messages).array();
          node.send(member, numbers);
        }
      }
    }

    @Override
    public void joined(ClusterMember member) {
      session++;
      messages = 0;
      theirSession = 0;
      received = 0;
    }

    @Override
    public void left(ClusterMember member) {}

    @Override
    public void message(ClusterMember from, byte[] message) {
      ByteBuffer numbers = ByteBuffer.wrap(message);
      int their = numbers.getInt();
      if (theirSession == 0) {
        theirSession = their;
        rule(seen.add(their), "messages of one session in two");
      }
      rule(their == theirSession, "messages of two sessions in one");
      rule(numbers.getInt() == ++received, "a message is missing");
    }

    private void rule(boolean kept, String what) {
      if (!kept && broken == null) {
        broken = what; // an event must not throw
      }
    }

    @Override
    public CompletableFuture<byte[]> request(ClusterMember from, byte[] request) {
      return new CompletableFuture<>();
    }

    @Override
    public void send(Integer to, byte[] frame, boolean ordered) {
      sent.add(frame);
    }

    @Override
    public void close() {}
  }

  private final Side[] sides = {new Side(0), new Side(1)};

  static IntStream seeds() {
    return IntStream.range(0, 2_000);
  }

  private boolean deliver(int from) {
    byte[] frame = sides[from].sent.poll();
    if (frame != null) {
      sides[1 - from].node.received(from, frame, 0, frame.length);
    }
    return frame != null;
  }

  private void deliverAll() {
    for (int frames = 0; deliver(0) | deliver(1); frames++) {
      assertThat(frames).as("they go on for ever").isLessThan(10 * STEPS);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sessionsOfBothAreTheSame(int seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      Side side = sides[random.nextInt(2)];
      switch (random.nextInt(8)) {
        case 0 -> side.see(!side.present);
        case 1, 2, 3 -> side.sendMessage();
        default -> deliver(random.nextInt(2));
      }
    }
    for (Side side : sides) {
      side.see(true);
    }
    deliverAll();
    for (Side side : sides) {
      assertThat(side.node.members()).hasSize(2);
      side.sendMessage();
    }
    deliverAll();
    for (int i = 0; i < 2; i++) {
      assertThat(sides[i].broken).isNull();
      assertThat(sides[i].received).isEqualTo(sides[1 - i].messages).isPositive();
    }
  }
}
