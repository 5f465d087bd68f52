package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EarlyCancelTest {
  private static final long SEQ = 5;

  private final LocalEngine network = LocalEngine.network();
  private final Messages said = new Messages();

  @AfterEach
  void end() {
    network.killAll();
  }

  private static void tell(Guest guest, int kind, Consumer<WireOutput> payload) throws IOException {
    WireOutput out = new WireOutput(64);
    out.writeVarint(0); // the slot
    payload.accept(out);
    guest.message(kind, new WireInput(out.array(), 0, out.size()), List.of());
  }

  @Test
  @DisplayName("A task that is cancelled before it has come, as a large one may be, is given back")
  void isGivenBack() throws Exception {
    try (ClusterPoolExecutor pool = TestCluster.builder().engine(network).slots(1).build()) {
      ClusterMember submitter = new ClusterMember("s", "submitter:1", Map.of());
      MemberLink link = new MemberLink(said);
      Guest guest = new Guest(pool.backend().host, submitter, link, null);
      tell(
          guest,
          Message.OPEN,
          out -> {
            out.writeString("worker");
            out.writeString("UTF-8");
            out.writeString("UTF-8");
          });
      tell(guest, Message.CANCEL, out -> out.writeVarlong(SEQ));
      assertThat(said.kinds).isEmpty();
      tell(
          guest,
          Message.TASK,
          out -> {
            out.writeBoolean(true);
            out.writeVarlong(0); // no timeout
            out.writeVarlong(SEQ);
          });

      assertThat(said.kinds).containsExactly(Message.RETURNED);
      guest.left();
    }
  }
}
