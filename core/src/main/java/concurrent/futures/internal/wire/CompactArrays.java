package concurrent.futures.internal.wire;

/** Primitive arrays, element by element in big endian: the short ones, see {@link BulkToken}. */
final class CompactArrays {
  static final int MAX_BYTES = 8 << 10;

  private static final String KINDS = "ZBSCIJFD"; // the JVM's letters, in the order of the tags

  private CompactArrays() {}

  /** Appends the array, or nothing and returns false. */
  static boolean tryWrite(WireOutput out, Object array) {
    long bytes = sizeOf(array);
    if (bytes < 0 || bytes > MAX_BYTES) {
      return false;
    }
    int kind = KINDS.indexOf(array.getClass().getName().charAt(1));
    out.writeByte(CompactValues.FIRST_ARRAY + kind);
    if (array instanceof byte[] a) {
      out.writeVarint(a.length);
      out.writeBytes(a, 0, a.length);
    } else {
      writeElements(out, array);
    }
    return true;
  }

  /** The size of a primitive array in bytes, or -1 if it is anything else. */
  static long sizeOf(Object array) {
    if (array instanceof byte[] a) {
      return a.length;
    } else if (array instanceof double[] a) {
      return 8L * a.length;
    } else if (array instanceof int[] a) {
      return 4L * a.length;
    } else if (array instanceof long[] a) {
      return 8L * a.length;
    } else if (array instanceof float[] a) {
      return 4L * a.length;
    } else if (array instanceof char[] a) {
      return 2L * a.length;
    } else if (array instanceof short[] a) {
      return 2L * a.length;
    }
    return array instanceof boolean[] a ? a.length : -1;
  }

  private static void writeElements(WireOutput out, Object array) {
    if (array instanceof double[] a) {
      out.writeVarint(a.length);
      for (double element : a) {
        out.writeLong(Double.doubleToRawLongBits(element));
      }
    } else if (array instanceof int[] a) {
      out.writeVarint(a.length);
      for (int element : a) {
        out.writeInt(element);
      }
    } else if (array instanceof long[] a) {
      out.writeVarint(a.length);
      for (long element : a) {
        out.writeLong(element);
      }
    } else if (array instanceof float[] a) {
      out.writeVarint(a.length);
      for (float element : a) {
        out.writeInt(Float.floatToRawIntBits(element));
      }
    } else if (array instanceof char[] a) {
      out.writeVarint(a.length);
      for (char element : a) {
        out.writeShort(element);
      }
    } else if (array instanceof short[] a) {
      out.writeVarint(a.length);
      for (short element : a) {
        out.writeShort(element);
      }
    } else {
      boolean[] a = (boolean[]) array;
      out.writeVarint(a.length);
      for (boolean element : a) {
        out.writeBoolean(element);
      }
    }
  }

  /** Reads an array whose tag was read already. */
  static Object read(WireInput in, byte tag) throws WireFormatException {
    switch (KINDS.charAt(tag - CompactValues.FIRST_ARRAY)) {
      case 'B':
        return in.readBytes(in.readCount(1));
      case 'Z':
        boolean[] booleans = new boolean[in.readCount(1)];
        for (int i = 0; i < booleans.length; i++) {
          booleans[i] = in.readBoolean();
        }
        return booleans;
      case 'S':
        short[] shorts = new short[in.readCount(2)];
        for (int i = 0; i < shorts.length; i++) {
          shorts[i] = in.readShort();
        }
        return shorts;
      case 'C':
        char[] chars = new char[in.readCount(2)];
        for (int i = 0; i < chars.length; i++) {
          chars[i] = (char) in.readShort();
        }
        return chars;
      default:
        return readWide(in, tag);
    }
  }

  private static Object readWide(WireInput in, byte tag) throws WireFormatException {
    switch (KINDS.charAt(tag - CompactValues.FIRST_ARRAY)) {
      case 'I':
        int[] ints = new int[in.readCount(4)];
        for (int i = 0; i < ints.length; i++) {
          ints[i] = in.readInt();
        }
        return ints;
      case 'J':
        long[] longs = new long[in.readCount(8)];
        for (int i = 0; i < longs.length; i++) {
          longs[i] = in.readLong();
        }
        return longs;
      case 'F':
        float[] floats = new float[in.readCount(4)];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Float.intBitsToFloat(in.readInt());
        }
        return floats;
      default:
        double[] doubles = new double[in.readCount(8)];
        for (int i = 0; i < doubles.length; i++) {
          doubles[i] = Double.longBitsToDouble(in.readLong());
        }
        return doubles;
    }
  }
}
