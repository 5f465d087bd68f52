package concurrent.futures.internal.wire;

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

/**
 * A java.nio buffer as it travels: the elements from its position to its limit, and of which nature
 * it is. The array of elements is a big array like any other, so it may travel apart.
 */
final class BufferForm implements Serializable {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a primitive array
  private final Object elements;

  private final boolean bigEndian;
  private final boolean direct;
  private final boolean readOnly;

  BufferForm(Buffer buffer) {
    elements = elementsOf(buffer);
    bigEndian = orderOf(buffer) == ByteOrder.BIG_ENDIAN;
    direct = buffer.isDirect();
    readOnly = buffer.isReadOnly();
  }

  private static Object elementsOf(Buffer buffer) {
    int length = buffer.remaining();
    if (buffer.hasArray() && Array.getLength(buffer.array()) == length) {
      return buffer.array();
    }
    if (buffer instanceof ByteBuffer b) {
      byte[] bytes = new byte[length];
      b.duplicate().get(bytes);
      return bytes;
    } else if (buffer instanceof DoubleBuffer b) {
      double[] doubles = new double[length];
      b.duplicate().get(doubles);
      return doubles;
    } else if (buffer instanceof FloatBuffer b) {
      float[] floats = new float[length];
      b.duplicate().get(floats);
      return floats;
    } else if (buffer instanceof IntBuffer b) {
      int[] ints = new int[length];
      b.duplicate().get(ints);
      return ints;
    } else if (buffer instanceof LongBuffer b) {
      long[] longs = new long[length];
      b.duplicate().get(longs);
      return longs;
    } else if (buffer instanceof ShortBuffer b) {
      short[] shorts = new short[length];
      b.duplicate().get(shorts);
      return shorts;
    }
    char[] chars = new char[length];
    ((CharBuffer) buffer).duplicate().get(chars);
    return chars;
  }

  private static ByteOrder orderOf(Buffer buffer) {
    if (buffer instanceof ByteBuffer b) {
      return b.order();
    } else if (buffer instanceof DoubleBuffer b) {
      return b.order();
    } else if (buffer instanceof FloatBuffer b) {
      return b.order();
    } else if (buffer instanceof IntBuffer b) {
      return b.order();
    } else if (buffer instanceof LongBuffer b) {
      return b.order();
    } else if (buffer instanceof ShortBuffer b) {
      return b.order();
    }
    return ((CharBuffer) buffer).order();
  }

  private Object readResolve() {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    if (elements instanceof byte[] a) {
      ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(a.length).put(a) : ByteBuffer.wrap(a);
      buffer.rewind();
      return (readOnly ? buffer.asReadOnlyBuffer() : buffer).order(order);
    }
    // A heap buffer of the machine's order wraps the array; others are views of bytes.
    return !direct && order == ByteOrder.nativeOrder() ? wrapped() : viewed(order);
  }

  private Object wrapped() {
    if (elements instanceof double[] a) {
      DoubleBuffer buffer = DoubleBuffer.wrap(a);
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof float[] a) {
      FloatBuffer buffer = FloatBuffer.wrap(a);
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof int[] a) {
      IntBuffer buffer = IntBuffer.wrap(a);
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof long[] a) {
      LongBuffer buffer = LongBuffer.wrap(a);
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof short[] a) {
      ShortBuffer buffer = ShortBuffer.wrap(a);
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    }
    CharBuffer buffer = CharBuffer.wrap((char[]) elements);
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  private Object viewed(ByteOrder order) {
    int size = Math.toIntExact(CompactArrays.sizeOf(elements));
    ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    bytes.order(order);
    if (elements instanceof double[] a) {
      DoubleBuffer buffer = bytes.asDoubleBuffer().put(a).flip();
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof float[] a) {
      FloatBuffer buffer = bytes.asFloatBuffer().put(a).flip();
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof int[] a) {
      IntBuffer buffer = bytes.asIntBuffer().put(a).flip();
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof long[] a) {
      LongBuffer buffer = bytes.asLongBuffer().put(a).flip();
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    } else if (elements instanceof short[] a) {
      ShortBuffer buffer = bytes.asShortBuffer().put(a).flip();
      return readOnly ? buffer.asReadOnlyBuffer() : buffer;
    }
    CharBuffer buffer = bytes.asCharBuffer().put((char[]) elements).flip();
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }
}
