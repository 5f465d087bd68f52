package concurrent.futures.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of primitives as bytes, in the byte order of this machine: both ends are on it. */
final class Elements {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Elements() {}

  static int type(Object array) {
    if (array instanceof byte[]) {
      return 'B';
    } else if (array instanceof double[]) {
      return 'D';
    } else if (array instanceof int[]) {
      return 'I';
    } else if (array instanceof long[]) {
      return 'J';
    } else if (array instanceof float[]) {
      return 'F';
    } else if (array instanceof short[]) {
      return 'S';
    } else if (array instanceof char[]) {
      return 'C';
    } else if (array instanceof boolean[]) {
      return 'Z';
    }
    throw new IllegalArgumentException("not an array of primitives: " + array.getClass());
  }

  /** Bytes of one element. */
  static int size(Object array) {
    switch (type(array)) {
      case 'D':
      case 'J':
        return 8;
      case 'I':
      case 'F':
        return 4;
      case 'S':
      case 'C':
        return 2;
      default:
        return 1;
    }
  }

  static Object create(int type, int length) throws IOException {
    if (length < 0) {
      throw new WireFormatException("an array of impossible length: " + length);
    }
    switch (type) {
      case 'B':
        return new byte[length];
      case 'D':
        return new double[length];
      case 'I':
        return new int[length];
      case 'J':
        return new long[length];
      case 'F':
        return new float[length];
      case 'S':
        return new short[length];
      case 'C':
        return new char[length];
      case 'Z':
        return new boolean[length];
      default:
        throw new WireFormatException("an array of unknown type: " + type);
    }
  }

  static void toBytes(Object array, int from, int n, byte[] bytes) {
    put(array, from, n, ByteBuffer.wrap(bytes));
  }

  /** Puts them at the beginning of the target. */
  static void put(Object array, int from, int n, ByteBuffer target) {
    target.order(ORDER);
    switch (type(array)) {
      case 'B':
        target.put((byte[]) array, from, n);
        break;
      case 'D':
        target.asDoubleBuffer().put((double[]) array, from, n);
        break;
      case 'I':
        target.asIntBuffer().put((int[]) array, from, n);
        break;
      case 'J':
        target.asLongBuffer().put((long[]) array, from, n);
        break;
      case 'F':
        target.asFloatBuffer().put((float[]) array, from, n);
        break;
      case 'S':
        target.asShortBuffer().put((short[]) array, from, n);
        break;
      case 'C':
        target.asCharBuffer().put((char[]) array, from, n);
        break;
      default:
        for (int i = 0; i < n; i++) {
          target.put((byte) (((boolean[]) array)[from + i] ? 1 : 0));
        }
    }
  }

  /** Takes them from the source's position on. */
  static void get(ByteBuffer source, Object array, int to, int n) {
    source.order(ORDER);
    switch (type(array)) {
      case 'B':
        source.get((byte[]) array, to, n);
        break;
      case 'D':
        source.asDoubleBuffer().get((double[]) array, to, n);
        break;
      case 'I':
        source.asIntBuffer().get((int[]) array, to, n);
        break;
      case 'J':
        source.asLongBuffer().get((long[]) array, to, n);
        break;
      case 'F':
        source.asFloatBuffer().get((float[]) array, to, n);
        break;
      case 'S':
        source.asShortBuffer().get((short[]) array, to, n);
        break;
      case 'C':
        source.asCharBuffer().get((char[]) array, to, n);
        break;
      default:
        for (int i = 0; i < n; i++) {
          ((boolean[]) array)[to + i] = source.get() != 0;
        }
    }
  }
}
