package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values of a call: its arguments, and what its function has captured. */
class TaskFormTest {
  private static final int LEAST_BYTES = 5_000_000;

  private record Point(int x) implements Serializable {}

  private final Link link = new Link(new Limits(100, 1_000, LEAST_BYTES));
  private final double[] large = new double[1 << 20];

  private Object[] send(Object... values) throws Exception {
    TaskForm.writeValues(link.out, values, link.sender, link.bulk);
    WireInput in = link.input();
    Object[] received = TaskForm.readValues(in, link.receiver, link.bulk);
    assertThat(in.remaining()).isZero();
    return received;
  }

  @Test
  void largeArraysNeedNoSerializationForThemselves() throws Exception {
    int[] other = new int[1 << 20];

    assertThat(send(1, large, null, "text", other)).containsExactly(1, large, null, "text", other);

    assertThat(link.bulk).containsExactly(large, other);
    assertThat(link.out.size()).isLessThan(20);
  }

  @Test
  void theSameArrayTwiceArrivesAsOne() throws Exception {
    Object[] received = send(large, 1, large);

    assertThat(received[0]).isSameAs(received[2]);
    assertThat(link.bulk).containsExactly(large);
  }

  @Test
  void arrayBesideAnObjectTravelsOnce() throws Exception {
    assertThat(send(large, new Point(3), 1)).containsExactly(large, new Point(3), 1);

    assertThat(link.bulk).containsExactly(large);
  }

  @Test
  void theSameArrayInAnObjectArrivesAsOne() throws Exception {
    Object[] received = send(large, new Object[] {large});

    assertThat(((Object[]) received[1])[0]).isSameAs(received[0]);
    assertThat(link.bulk).containsExactly(large);
  }

  @Test
  void arraysBehindOthersKeepTheirPlaces() throws Exception {
    byte[] earlier = new byte[1 << 20];
    List<Object> expected = new ArrayList<>(List.of(earlier, large));
    link.bulk.add(earlier);

    assertThat(send(large, new Point(3))).containsExactly(large, new Point(3));

    assertThat(link.bulk).isEqualTo(expected);
  }

  @Test
  void whatIsTooLongOneByOneMayTravelTogether() throws Exception {
    String text = "x".repeat(LEAST_BYTES * 3 / 5);

    assertThat(send(large, text, text)).containsExactly(large, text, text);

    assertThat(link.bulk).containsExactly(large);
  }

  @Test
  void whatIsTooLongBesideAnArrayIsSaid() {
    String text = "x".repeat(LEAST_BYTES + 1);

    assertThatThrownBy(() -> send(large, text))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("5000000");
    assertThatThrownBy(() -> send(text)).isInstanceOf(EncodeException.class);
    assertThat(link.bulk).isEmpty();
  }
}
