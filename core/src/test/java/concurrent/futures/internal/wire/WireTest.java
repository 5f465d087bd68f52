package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link WireOutput} and {@link WireInput}. */
class WireTest {
  private final WireOutput out = new WireOutput(1);

  private WireInput input() {
    return new WireInput(out.array(), 0, out.size());
  }

  @Test
  void whatIsWrittenIsRead() throws WireFormatException {
    out.writeByte(-2);
    out.writeShort(-3);
    out.writeInt(Integer.MIN_VALUE + 4);
    out.writeLong(Long.MIN_VALUE + 5);
    out.writeBoolean(true);
    out.writeBoolean(false);
    out.writeString("text");
    out.writeString(null);
    out.writeBytes(new byte[] {1, 2, 3, 4}, 1, 2);

    WireInput in = input();
    assertThat(in.readByte()).isEqualTo((byte) -2);
    assertThat(in.readShort()).isEqualTo((short) -3);
    assertThat(in.readInt()).isEqualTo(Integer.MIN_VALUE + 4);
    assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE + 5);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readBoolean()).isFalse();
    assertThat(in.readString()).isEqualTo("text");
    assertThat(in.readString()).isNull();
    assertThat(in.position()).isEqualTo(out.size() - 2);
    assertThat(in.readBytes(2)).containsExactly(2, 3);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void numbersAreBigEndian() {
    out.writeInt(0x01020304);
    out.writeLong(0x0506070809101112L);

    assertThat(input())
        .extracting(in -> bytes(in, 12))
        .isEqualTo(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0x10, 0x11, 0x12});
  }

  private static byte[] bytes(WireInput in, int n) {
    try {
      return in.readBytes(n);
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 63, -64, 64, 127, 128, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE})
  void numbersOfVariableLengthArrive(long number) throws WireFormatException {
    out.writeVarlong(number);
    out.writeVarint((int) number);

    WireInput in = input();
    assertThat(in.readVarlong()).isEqualTo(number);
    assertThat(in.readVarint()).isEqualTo((int) number);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void aNumberThatDoesNotEndIsMalformed() {
    byte[] ones = new byte[20];
    java.util.Arrays.fill(ones, (byte) 0xFF);

    assertThatThrownBy(() -> new WireInput(ones, 0, 20).readVarint())
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("more than 32 bits");
    assertThatThrownBy(() -> new WireInput(ones, 0, 20).readVarlong())
        .isInstanceOf(WireFormatException.class);
    ones[4] = 0x10; // bit 33
    assertThatThrownBy(() -> new WireInput(ones, 0, 20).readVarint())
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void nothingIsReadBeyondTheEnd() throws WireFormatException {
    WireInput in = new WireInput(new byte[10], 2, 3); // bytes that are not part of it follow

    assertThatThrownBy(in::readInt)
        .isInstanceOf(WireFormatException.class)
        .hasMessage("malformed message: 4 bytes, but only 3 are left, before byte 0 of 3");
    assertThatThrownBy(in::readLong).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> in.readBytes(4)).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> in.readBytes(-1)).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> in.readSlice(Integer.MAX_VALUE))
        .isInstanceOf(WireFormatException.class);
    assertThat(in.readShort()).isZero();
    assertThat(in.readByte()).isZero();
    assertThatThrownBy(in::readByte).isInstanceOf(WireFormatException.class);
  }

  @Test
  void aTruthValueIsZeroOrOne() {
    out.writeByte(2);

    assertThatThrownBy(() -> input().readBoolean()).isInstanceOf(WireFormatException.class);
  }

  @Test
  void aSliceEndsWhereItEnds() throws WireFormatException {
    out.writeInt(1);
    out.writeInt(2);
    WireInput in = input();

    WireInput slice = in.readSlice(4);

    assertThat(in.readInt()).isEqualTo(2);
    assertThat(slice.readInt()).isEqualTo(1);
    assertThat(slice.remaining()).isZero();
  }

  @Test
  void writtenBytesCanBeChangedAndTakenBack() throws WireFormatException {
    out.writeInt(0);
    out.writeByte(0);
    out.writeByte(0);
    out.setInt(0, 77);
    out.setByte(4, 78);
    out.truncate(5);

    WireInput in = input();
    assertThat(in.readInt()).isEqualTo(77);
    assertThat(in.readByte()).isEqualTo((byte) 78);
    assertThat(in.remaining()).isZero();
    assertThatThrownBy(() -> out.setInt(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.setByte(5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.truncate(6)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aHugeMessageDoesNotKeepItsMemory() {
    out.writeBytes(new byte[2 << 20], 0, 2 << 20);
    out.reset();
    assertThat(out.size()).isZero();
    assertThat(out.array()).hasSize(1);

    out.writeBytes(new byte[1 << 10], 0, 1 << 10);
    out.reset();
    assertThat(out.array()).hasSizeGreaterThanOrEqualTo(1 << 10);
  }
}
