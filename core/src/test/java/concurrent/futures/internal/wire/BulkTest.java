package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Big arrays and buffers, which travel apart. */
class BulkTest {
  private interface Sum extends Serializable {
    double get();
  }

  static Stream<Arguments> arrays() {
    return Stream.<Object>of(
            new boolean[16384],
            new byte[16384],
            new short[8192],
            new char[8192],
            new int[4096],
            new float[4096],
            new long[2048],
            new double[2048])
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void bigArraysTravelApart(Object array) throws Exception {
    Link link = new Link();

    assertThat(link.send(array)).isSameAs(array);

    assertThat(link.bulk).hasSize(1);
    assertThat(link.out.size()).isLessThan(10);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void smallerArraysTravelWithin(Object array) throws Exception {
    Link link = new Link();
    Object smaller =
        Array.newInstance(array.getClass().getComponentType(), Array.getLength(array) - 1);

    assertThat(link.send(smaller)).isEqualTo(smaller).isNotSameAs(smaller);

    assertThat(link.bulk).isEmpty();
  }

  @Test
  void anArrayThatALambdaCapturesTravelsApart() throws Exception {
    Link link = new Link();
    double[] array = new double[100_000];
    array[99_999] = 7;
    Sum lambda = () -> array[99_999];

    link.sender.write(link.out, lambda, link.bulk);
    double[] received = array.clone();
    received[99_999] = 8;
    link.bulk.set(0, received);

    assertThat(((Sum) link.receive()).get()).isEqualTo(8);
    assertThat(link.out.size()).isLessThan(1_000);
  }

  @Test
  void sharedArraysStayShared() throws Exception {
    Link link = new Link();
    int[] big = new int[10_000];
    int[] small = new int[10];

    Object[] arrived = link.send(new Object[] {big, small, List.of(big), small, new int[5_000]});

    assertThat(link.bulk).hasSize(2);
    assertThat(((List<?>) arrived[2]).get(0)).isSameAs(arrived[0]);
    assertThat(arrived[3]).isSameAs(arrived[1]);
  }

  @Test
  void fieldsOfArrayTypesAreFilled() throws Exception {
    double[][] matrix = {new double[3_000], new double[2], new double[3_000]};
    matrix[2] = matrix[0];

    double[][] arrived = Link.copy(matrix);

    assertThat(arrived[0]).hasSize(3_000).isSameAs(arrived[2]);
    assertThat(arrived[1]).hasSize(2);
  }

  @Test
  void severalValuesShareOneBulk() throws Exception {
    Link link = new Link();
    link.sender.write(link.out, new int[5_000], link.bulk);
    link.sender.write(link.out, List.of(new byte[20_000]), link.bulk);
    WireInput in = link.input();

    assertThat(link.receiver.read(in, link.bulk)).isInstanceOf(int[].class);
    List<?> second = (List<?>) link.receiver.read(in, link.bulk);

    assertThat((byte[]) second.get(0)).hasSize(20_000);
  }

  @Test
  void aFailedValueLeavesNothingBehind() throws Exception {
    Link link = new Link();
    link.sender.write(link.out, new int[5_000], link.bulk);
    int size = link.out.size();

    assertThatThrownBy(
            () -> {
              Object[] value = {new byte[20_000], new Object()};
              link.sender.write(link.out, value, link.bulk);
            })
        .isInstanceOf(EncodeException.class);

    assertThat(link.out.size()).isEqualTo(size);
    assertThat(link.bulk).hasSize(1);
  }

  @Test
  void aMissingArrayIsAnError() throws Exception {
    Link link = new Link();
    link.sender.write(link.out, new int[5_000], link.bulk);
    link.sender.write(link.out, List.of(new int[5_000]), link.bulk);
    WireInput in = link.input();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> link.receiver.read(in, new ArrayList<>()))
          .isInstanceOf(DecodeException.class);
    }
    assertThat(in.remaining()).isZero();
  }

  static Stream<Arguments> buffers() {
    List<Buffer> buffers = new ArrayList<>();
    for (int size : new int[] {64, 64 << 10}) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        for (boolean direct : new boolean[] {true, false}) {
          ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
          bytes.order(order);
          for (int i = 0; i < size; i++) {
            bytes.put(i, (byte) (i * 7));
          }
          buffers.add(bytes);
          buffers.add(bytes.asReadOnlyBuffer().order(order));
          buffers.addAll(typed(bytes));
        }
      }
    }
    buffers.add(DoubleBuffer.wrap(new double[] {1, 2, 3}));
    buffers.add(FloatBuffer.wrap(new float[] {1, 2, 3}));
    buffers.add(IntBuffer.wrap(new int[] {1, 2, 3}).asReadOnlyBuffer());
    buffers.add(LongBuffer.wrap(new long[] {1, 2, 3}));
    buffers.add(ShortBuffer.wrap(new short[] {1, 2, 3}));
    buffers.add(CharBuffer.wrap(new char[] {'a', 'b', 'c'}));
    return buffers.stream().map(Arguments::of);
  }

  private static List<Buffer> typed(ByteBuffer bytes) {
    return List.of(
        bytes.asCharBuffer(),
        bytes.asShortBuffer(),
        bytes.asIntBuffer(),
        bytes.asLongBuffer(),
        bytes.asFloatBuffer(),
        bytes.asDoubleBuffer(),
        bytes.asDoubleBuffer().asReadOnlyBuffer(),
        bytes.asCharBuffer().asReadOnlyBuffer());
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void buffersArriveWithTheirContentAndNature(Buffer buffer) throws Exception {
    buffer.position(1).limit(buffer.capacity() - 1);
    Link link = new Link();

    Buffer arrived = link.send(buffer);

    assertThat(buffer.position()).as("the sender's buffer is as it was").isEqualTo(1);
    assertThat(arrived).isEqualTo(buffer); // type and content
    assertThat(arrived.position()).isZero();
    assertThat(arrived.limit()).isEqualTo(buffer.remaining());
    assertThat(arrived.capacity()).isEqualTo(buffer.remaining());
    assertThat(arrived.isDirect()).isEqualTo(buffer.isDirect());
    assertThat(arrived.isReadOnly()).isEqualTo(buffer.isReadOnly());
    assertThat(orderOf(arrived)).isEqualTo(orderOf(buffer));
    assertThat(link.bulk).hasSize(buffer.capacity() >= 8192 ? 1 : 0);
  }

  private static Object orderOf(Buffer buffer) throws ReflectiveOperationException {
    Class<?> type = buffer.getClass();
    while (type.getSuperclass() != Buffer.class) {
      type = type.getSuperclass();
    }
    return type.getMethod("order").invoke(buffer);
  }

  @Test
  void aWholeHeapBufferTravelsWithoutACopyAndSharesItsArray() throws Exception {
    Link link = new Link();
    byte[] array = new byte[100_000];

    Object[] arrived = link.send(new Object[] {ByteBuffer.wrap(array), array});

    assertThat(link.bulk).hasSize(1).first().isSameAs(array);
    assertThat(((ByteBuffer) arrived[0]).array()).isSameAs(arrived[1]);
  }

  @Test
  void aBufferOfTextArrives() throws Exception {
    CharBuffer arrived = Link.copy(CharBuffer.wrap("text"));

    assertThat(arrived.toString()).isEqualTo("text");
  }
}
