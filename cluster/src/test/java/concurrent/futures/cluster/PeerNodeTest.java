package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.cluster.Frame.Hello;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The order in which views, hellos and frames come, which no test over a network can choose. */
class PeerNodeTest {
  private static final String HERE = "here";
  private static final String THERE = "there";

  private final List<byte[]> sent = new ArrayList<>();
  private final Recorder events = new Recorder();
  private final ClusterMember other = new ClusterMember("other", THERE, Map.of("name", "x"));
  private final PeerNode<String> node =
      new PeerNode<>(
          HERE,
          new ClusterMember("self", HERE, Map.of()),
          events,
          new Link<String>() {
            @Override
            public void send(String to, byte[] frame, boolean ordered) {
              sent.add(frame);
            }

            @Override
            public void close() {}
          });

  private void receive(byte[] frame) {
    node.received(THERE, frame, 0, frame.length);
  }

  private void hello(int session, boolean answer) {
    receive(new Hello(other, session, answer).frame());
  }

  /** What the other side sends when this one has told it its last hello. */
  private byte[] message(int session, int number) {
    return message(session, mySession(), number);
  }

  private static byte[] message(int from, int to, int number) {
    return Frame.message(from, to, ByteBuffer.allocate(4).putInt(number).array());
  }

  private byte[] echo(int session) {
    return Frame.request(session, mySession(), 5, new byte[] {Recorder.ECHO});
  }

  private List<Boolean> hellosSent() { // whether they were answers
    return sent.stream()
        .filter(frame -> frame[0] == Frame.HELLO)
        .map(frame -> Hello.read(frame, 0, frame.length).answer())
        .toList();
  }

  @Test
  void addressIsAMemberWhenItIsPresentAndHasSaidHello() {
    node.present(List.of(HERE, THERE));
    assertThat(events.joined).isEmpty();
    hello(1, true);
    assertThat(events.joined).containsExactly(other);
    assertThat(events.joined.get(0).attributes()).containsEntry("name", "x");
    assertThat(hellosSent()).containsExactly(false);
  }

  @Test
  void helloBeforeTheViewIsRemembered() {
    hello(1, false);
    assertThat(events.joined).isEmpty();
    node.present(List.of(HERE, THERE));
    assertThat(events.joined).containsExactly(other);
    assertThat(hellosSent()).containsExactly(false);
  }

  @Test
  void crossingHellosJoinOnce() {
    node.present(List.of(HERE, THERE));
    hello(1, false);
    hello(1, true);
    hello(1, false);
    assertThat(events.joined).containsExactly(other);
    assertThat(events.left).isEmpty();
    assertThat(hellosSent()).containsExactly(false, true);
  }

  /** Two ways to one address are not in order with each other. */
  @Test
  void lateHelloOfAnEarlierSessionEndsNothing() {
    node.present(List.of(HERE, THERE));
    hello(2, true);
    hello(1, true);
    hello(1, false);
    assertThat(events.joined).containsExactly(other);
    assertThat(events.left).isEmpty();
    receive(message(2, 0));
    assertThat(events.inOrder).hasValue(1);
  }

  @Test
  void messagesOfAnEarlierSessionAreDropped() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    byte[] late = message(1, 7); // it has not noticed yet
    node.present(List.of(HERE));
    receive(late);
    node.present(List.of(HERE, THERE));
    hello(2, true);
    receive(message(2, 0));
    assertThat(events.inOrder).hasValue(1);
    assertThat(events.broken.get()).isNull();
  }

  @Test
  void requestThatOvertakesTheHelloIsAnsweredAfterIt() {
    node.present(List.of(HERE, THERE));
    receive(echo(1));
    assertThat(sent).hasSize(1);
    hello(1, true);
    byte[] reply = sent.get(sent.size() - 1);
    assertThat(reply[0]).isEqualTo(Frame.REPLY);
    assertThat(Frame.call(reply, 0)).isEqualTo(5);
  }

  @Test
  void memberThatForgotThisOneLeavesAndJoinsAgain() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    CompletableFuture<byte[]> reply = node.call(other, new byte[] {Recorder.NEVER});
    hello(2, false);
    ClusterEngineContract.assertLost(reply);
    assertThat(events.left).containsExactly(other);
    assertThat(events.joined).containsExactly(other, other);
    assertThat(hellosSent()).containsExactly(false, true);
    assertThat(node.members()).hasSize(2).contains(other);
  }

  /** It said hello anew before this side was told that it had left. */
  @Test
  void whatIsForAnEarlierSessionIsNotSentToTheNextOne() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    events.whenLeft = member -> node.send(member, new byte[] {7});
    hello(2, false);
    assertThat(events.joined).hasSize(2);
    assertThat(sent).noneMatch(frame -> frame[0] == Frame.MESSAGE);
    node.send(other, new byte[] {8});
    assertThat(sent.get(sent.size() - 1)).isEqualTo(Frame.message(mySession(), 2, new byte[] {8}));
  }

  private int mySession() {
    byte[] last = sent.stream().filter(frame -> frame[0] == Frame.HELLO).reduce((a, b) -> b).get();
    return Hello.read(last, 0, last.length).from();
  }

  /** A thread of the other side was about to send it when the session ended there. */
  @Test
  void whatWasAboutToBeSentInAnEarlierSessionIsDropped() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    byte[] message = message(1, 7);
    byte[] request = echo(1);
    node.present(List.of(HERE));
    node.present(List.of(HERE, THERE));
    hello(2, true);
    receive(message);
    receive(request);
    assertThat(events.inOrder).hasValue(0);
    assertThat(sent).noneMatch(frame -> frame[0] == Frame.REPLY);
    receive(message(2, 0));
    assertThat(events.inOrder).hasValue(1);
    assertThat(events.broken.get()).isNull();
  }

  /** It answers the hello before the last one, and sends; then it gets the last one. */
  @Test
  void whatIsSentBetweenTwoHellosOfThisSideIsDropped() {
    node.present(List.of(HERE, THERE));
    int before = mySession();
    node.present(List.of(HERE));
    node.present(List.of(HERE, THERE));
    hello(1, true);
    receive(message(1, before, 7));
    hello(1, true);
    assertThat(events.joined).containsExactly(other);
    assertThat(events.inOrder).hasValue(0);
    receive(message(1, 0));
    assertThat(events.inOrder).hasValue(1);
    assertThat(events.broken.get()).isNull();
  }

  /** It had lost this side and seen it again. */
  @Test
  void answerWithAnotherNumberStartsAnew() {
    node.present(List.of(HERE, THERE));
    hello(1, false);
    receive(message(1, 0));
    hello(2, true);
    assertThat(events.left).containsExactly(other);
    assertThat(events.joined).containsExactly(other, other);
  }

  @Test
  void requestThatOvertakesTheHelloOfTheNextSessionIsAnsweredInThat() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    receive(echo(2));
    assertThat(sent).noneMatch(frame -> frame[0] == Frame.REPLY);
    hello(2, false);
    assertThat(events.joined).hasSize(2);
    byte[] reply = sent.get(sent.size() - 1);
    assertThat(reply[0]).isEqualTo(Frame.REPLY);
    assertThat(Frame.call(reply, 0)).isEqualTo(5);
  }

  /** Another process at the same address, which answers what this side has told the one before. */
  @Test
  void answerOfAnotherMemberAtTheSameAddressBelongsToTheLastHello() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    ClusterMember next = new ClusterMember("next", THERE, Map.of());
    receive(new Hello(next, 1, true).frame());
    node.send(next, new byte[] {8});
    assertThat(sent.get(sent.size() - 1)).isEqualTo(Frame.message(mySession(), 1, new byte[] {8}));
  }

  @Test
  void byeIsLeavingAlsoWhileTheAddressIsPresent() {
    node.present(List.of(HERE, THERE));
    hello(1, true);
    receive(Frame.bye());
    assertThat(events.left).containsExactly(other);
    ClusterMember next = new ClusterMember("next", THERE, Map.of());
    receive(new Hello(next, 1, false).frame());
    assertThat(events.joined).containsExactly(other, next);
  }

  @Test
  void nothingIsToldAfterClose() {
    node.present(List.of(HERE, THERE));
    node.close();
    hello(1, true);
    node.present(List.of(HERE));
    assertThat(events.joined).isEmpty();
    assertThat(sent.stream().filter(frame -> frame[0] == Frame.BYE)).isEmpty();
  }
}
