package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompactValuesTest {
  static Stream<Arguments> values() {
    return Stream.<Object>of(
            false,
            true,
            Byte.MIN_VALUE,
            (byte) 7,
            Short.MIN_VALUE,
            Character.MAX_VALUE,
            0,
            -1,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            0L,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Float.NaN,
            -0.0f,
            Double.NEGATIVE_INFINITY,
            Math.PI,
            "",
            "plain",
            "ÿ latin",
            "\u0100 wide",
            "\uD83D\uDE00 pair",
            "half \uD83D",
            "\uDE00\uD83D",
            "x".repeat(100_000),
            new boolean[] {true, false},
            new byte[] {-1, 0, 1},
            new short[] {Short.MIN_VALUE, 3},
            new char[] {'a', '\uFFFF'},
            new int[] {Integer.MIN_VALUE, 5},
            new long[] {Long.MIN_VALUE, 6},
            new float[] {Float.MIN_VALUE, Float.NaN},
            new double[] {Double.MIN_VALUE, -0.0},
            new int[0],
            new byte[8 << 10],
            new String[] {"a", null, "\u0100"},
            new String[0],
            new ArrayList<>(),
            new ArrayList<>(
                Arrays.asList(1, null, "a", 2.5, 'c', true, 7L, (byte) 1, (short) 2, 3f)),
            Arrays.asList("a", null),
            Arrays.asList(),
            List.of(),
            List.of(1),
            List.of(1, "b"),
            List.of(1, 2, 3),
            List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
            Collections.emptyList(),
            Collections.singletonList(null),
            Collections.singletonList("one"))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyKindArrivesEqualAndAsTheSameClass(Object value) throws WireFormatException {
    WireOutput out = new WireOutput(0);

    assertThat(CompactValues.tryWrite(out, value)).isTrue();
    WireInput in = new WireInput(out.array(), 0, out.size());
    assertThat(CompactValues.isNext(in)).isTrue();
    Object arrived = CompactValues.read(in);

    assertThat(arrived).isEqualTo(value).hasSameClassAs(value);
    assertThat(in.remaining()).isZero();
    assertThatThrownBy(() -> CompactValues.isNext(in)).isInstanceOf(WireFormatException.class);
  }

  @Test
  void nullArrives() throws WireFormatException {
    WireOutput out = new WireOutput(0);

    assertThat(CompactValues.tryWrite(out, null)).isTrue();

    assertThat(CompactValues.read(new WireInput(out.array(), 0, out.size()))).isNull();
  }

  @Test
  void bitsOfFloatingPointNumbersArriveAsTheyAre() throws WireFormatException {
    WireOutput out = new WireOutput(0);
    double odd = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);

    CompactValues.tryWrite(out, odd);

    Object arrived = CompactValues.read(new WireInput(out.array(), 0, out.size()));
    assertThat(Double.doubleToRawLongBits((Double) arrived)).isEqualTo(0x7FF8_0000_0000_1234L);
  }

  @Test
  void smallNumbersTakeTwoBytes() {
    WireOutput out = new WireOutput(0);

    CompactValues.tryWrite(out, -63);

    assertThat(out.size()).isEqualTo(2);
  }

  @Test
  void listsThatRefuseNullStillDo() throws WireFormatException {
    WireOutput out = new WireOutput(0);
    CompactValues.tryWrite(out, List.of(1, 2, 3));

    List<?> arrived = (List<?>) CompactValues.read(new WireInput(out.array(), 0, out.size()));

    assertThatThrownBy(() -> arrived.contains(null)).isInstanceOf(NullPointerException.class);
  }

  static Stream<Arguments> others() {
    return Stream.<Object>of(
            new Object(),
            new byte[(8 << 10) + 1],
            new long[1025],
            new Object[0],
            new Integer[] {1},
            new String[][] {{}},
            new LinkedList<>(),
            new ArrayList<>() {}, // somebody's own class
            new ArrayList<>(List.of(List.of())),
            List.of(new Object()),
            Stream.of(1, 2, 3, 4).toList(), // its contains(null) differs from that of List.of
            Collections.unmodifiableList(new ArrayList<>()),
            IntStream.range(0, 400_000).boxed().toList(),
            Collections.nCopies(10, "x"),
            "x".repeat((1 << 24) + 1),
            new ArrayList<>(Collections.nCopies(1_000, "x".repeat(10_000))))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsNotCompactLeavesNothingBehind(Object value) {
    WireOutput out = new WireOutput(0);
    out.writeByte(9);

    assertThat(CompactValues.tryWrite(out, value)).isFalse();

    assertThat(out.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsCutOffIsMalformed(Object value) {
    WireOutput out = new WireOutput(0);
    CompactValues.tryWrite(out, value);

    for (int length = 0; length < Math.min(out.size(), 200); length++) {
      WireInput in = new WireInput(out.array(), 0, length);
      assertThatThrownBy(() -> CompactValues.read(in)).isInstanceOf(WireFormatException.class);
    }
  }

  @Test
  void randomBytesAreReadOrMalformed() {
    Random random = new Random(17);
    int malformed = 0;
    long before = allocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(60)];
      random.nextBytes(bytes);
      bytes[0] = (byte) random.nextInt(42); // so that most begin like a value
      try {
        CompactValues.read(new WireInput(bytes, 0, bytes.length));
      } catch (WireFormatException expected) {
        malformed++;
      }
    }
    assertThat(malformed).isBetween(5_000, 19_000);
    assertThat(allocatedBytes() - before).as("bytes for 20,000 tries").isLessThan(100L << 20);
  }

  @Test
  void flippedBitsAreReadOrMalformed() {
    Random random = new Random(25);
    for (Arguments each : values().toList()) {
      Object value = each.get()[0];
      WireOutput out = new WireOutput(0);
      CompactValues.tryWrite(out, value);
      for (int i = 0; i < 100; i++) {
        byte[] bytes = Arrays.copyOf(out.array(), out.size());
        bytes[random.nextInt(Math.min(bytes.length, 8))] ^= (byte) (1 << random.nextInt(8));
        try {
          CompactValues.read(new WireInput(bytes, 0, bytes.length));
        } catch (WireFormatException expected) {
          // the other outcome
        }
      }
    }
  }

  @Test
  void aHugeLengthAllocatesNothing() {
    WireOutput out = new WireOutput(0);
    for (int tag = 0; tag < 64; tag++) {
      for (int length : new int[] {1 << 28, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
        out.reset();
        out.writeByte(tag);
        out.writeVarint(length);
        WireInput in = new WireInput(out.array(), 0, out.size());
        long before = allocatedBytes();
        try {
          CompactValues.read(in);
        } catch (WireFormatException expected) {
          // a number may be read, a length not be believed
        }
        assertThat(allocatedBytes() - before).as("tag %d", tag).isLessThan(1 << 20);
      }
    }
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
