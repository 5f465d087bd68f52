package concurrent.futures.internal.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compact encoding of common values: null, boxed primitives, strings, handles of shared memory,
 * short primitive arrays, {@code String[]}, and the JDK's plain lists of those scalars. Each
 * arrives as the same class. Runs no user code, so it may be called in any thread.
 */
public final class CompactValues {
  // The first byte of a value. Parent and worker run the same version: the order may change.
  private static final byte NULL = 0;
  private static final byte FALSE = 1;
  private static final byte TRUE = 2;
  private static final byte BYTE = 3;
  private static final byte SHORT = 4;
  private static final byte CHARACTER = 5;
  private static final byte INTEGER = 6;
  private static final byte LONG = 7;
  private static final byte FLOAT = 8;
  private static final byte DOUBLE = 9;
  private static final byte STRING = 10;
  private static final byte HANDLE = 11;
  private static final byte STRINGS = 12;
  private static final byte ARRAY_LIST = 13;
  private static final byte ARRAYS_AS_LIST = 14;
  private static final byte LIST_OF = 15;
  private static final byte EMPTY_LIST = 16;
  private static final byte SINGLETON_LIST = 17;

  /** Tags of whole arrays, see {@link CompactArrays}; no tag of this class is above them. */
  static final byte FIRST_ARRAY = 32;

  private static final byte LAST = FIRST_ARRAY + 7;

  private static final int MAX_STRING = 1 << 24;

  /** A string that stands in a list a thousand times is written as often: not for big lists. */
  private static final int MAX_LIST_BYTES = 1 << 20;

  private static final Class<?> LIST_12 = List.of(1).getClass();
  private static final Class<?> LIST_N = List.of().getClass();
  private static final Class<?> AS_LIST = Arrays.asList(1).getClass();
  private static final Class<?> EMPTY = Collections.emptyList().getClass();
  private static final Class<?> SINGLETON = Collections.singletonList(1).getClass();

  private CompactValues() {}

  /**
   * Appends the value and returns true, or appends nothing and returns false.
   *
   * @param out where to
   * @param value the value
   * @return whether it has a compact form
   */
  public static boolean tryWrite(WireOutput out, @Nullable Object value) {
    if (tryWriteScalar(out, value)) {
      return true;
    }
    Objects.requireNonNull(value); // null is a scalar
    if (value.getClass().isArray()) {
      return value instanceof String[] strings
          ? tryWriteAll(out, STRINGS, Arrays.asList((Object[]) strings))
          : CompactArrays.tryWrite(out, value);
    }
    byte tag = value instanceof List<?> list ? tagOf(list) : NULL;
    return tag != NULL && tryWriteAll(out, tag, (List<?>) value);
  }

  /**
   * Whether what follows is one of the values that this class writes.
   *
   * @param in what is to be read
   * @return true if {@link #read} can be called
   * @throws WireFormatException if the input is at its end
   */
  public static boolean isNext(WireInput in) throws WireFormatException {
    byte tag = in.peekByte();
    return tag >= NULL && tag <= LAST;
  }

  /**
   * Reads what {@link #tryWrite} wrote.
   *
   * @param in where from
   * @return the value
   * @throws WireFormatException if the bytes are malformed
   */
  public static @Nullable Object read(WireInput in) throws WireFormatException {
    byte tag = in.readByte();
    if (tag <= HANDLE) {
      return readScalar(in, tag);
    }
    switch (tag) {
      case STRINGS:
        return readStrings(in);
      case ARRAY_LIST:
        return new ArrayList<>(Arrays.asList(readAll(in)));
      case ARRAYS_AS_LIST:
        return Arrays.asList(readAll(in));
      case LIST_OF:
        return readListOf(in);
      case EMPTY_LIST:
        return in.readCount(1) == 0 ? Collections.emptyList() : unknown(in, tag);
      case SINGLETON_LIST:
        return in.readCount(1) == 1 ? Collections.singletonList(readElement(in)) : unknown(in, tag);
      default:
        return tag >= FIRST_ARRAY && tag <= LAST ? CompactArrays.read(in, tag) : unknown(in, tag);
    }
  }

  private static boolean tryWriteScalar(WireOutput out, @Nullable Object value) {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof String s) {
      return tryWriteString(out, s);
    } else if (value instanceof Integer i) {
      out.writeByte(INTEGER);
      out.writeVarlong(i);
    } else if (value instanceof Long l) {
      out.writeByte(LONG);
      out.writeVarlong(l);
    } else if (value instanceof Double d) {
      out.writeByte(DOUBLE);
      out.writeLong(Double.doubleToRawLongBits(d));
    } else if (value instanceof Boolean b) {
      out.writeByte(b ? TRUE : FALSE);
    } else {
      return tryWriteRareScalar(out, value);
    }
    return true;
  }

  private static boolean tryWriteRareScalar(WireOutput out, Object value) {
    if (value instanceof Float f) {
      out.writeByte(FLOAT);
      out.writeInt(Float.floatToRawIntBits(f));
    } else if (value instanceof Character c) {
      out.writeByte(CHARACTER);
      out.writeShort(c);
    } else if (value instanceof Byte b) {
      out.writeByte(BYTE);
      out.writeByte(b);
    } else if (value instanceof Short s) {
      out.writeByte(SHORT);
      out.writeShort(s);
    } else {
      return tryWriteHandle(out, value);
    }
    return true;
  }

  private static boolean tryWriteHandle(WireOutput out, Object value) {
    int start = out.size();
    out.writeByte(HANDLE);
    boolean written = HandleForm.tryWriteHandle(out, value);
    if (!written) {
      out.truncate(start);
    }
    return written;
  }

  private static boolean tryWriteString(WireOutput out, String value) {
    if (value.length() > MAX_STRING) {
      return false; // serialization writes it in pieces, so that a limit of bytes can stop it
    }
    out.writeByte(STRING);
    out.writeString(value);
    return true;
  }

  private static @Nullable Object readScalar(WireInput in, byte tag) throws WireFormatException {
    switch (tag) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case BYTE:
        return in.readByte();
      case SHORT:
        return in.readShort();
      case CHARACTER:
        return (char) in.readShort();
      case INTEGER:
        return readInteger(in);
      case LONG:
        return in.readVarlong();
      case FLOAT:
        return Float.intBitsToFloat(in.readInt());
      case DOUBLE:
        return Double.longBitsToDouble(in.readLong());
      case STRING:
        return in.readText();
      case HANDLE:
        return HandleForm.readHandle(in);
      default:
        return unknown(in, tag);
    }
  }

  private static Integer readInteger(WireInput in) throws WireFormatException {
    long value = in.readVarlong();
    if (value != (int) value) {
      throw in.malformed("an int of " + value);
    }
    return (int) value;
  }

  private static byte tagOf(List<?> list) {
    Class<?> type = list.getClass();
    if (type == ArrayList.class) {
      return ARRAY_LIST;
    }
    if (type == LIST_12 || type == LIST_N && refusesNull(list)) {
      return LIST_OF;
    }
    if (type == AS_LIST) {
      return ARRAYS_AS_LIST;
    }
    if (type == EMPTY) {
      return EMPTY_LIST;
    }
    return type == SINGLETON ? SINGLETON_LIST : NULL;
  }

  /**
   * List.of() and Stream.toList() make the same class; they differ in what they do when asked for
   * null.
   */
  private static boolean refusesNull(List<?> list) {
    try {
      return list.indexOf(null) < -1; // false: any answer means that it does not refuse
    } catch (NullPointerException refused) {
      return true;
    }
  }

  private static boolean tryWriteAll(WireOutput out, byte tag, List<?> elements) {
    int start = out.size();
    int count = elements.size();
    out.writeByte(tag);
    out.writeVarint(count);
    try {
      for (int i = 0; i < count; i++) {
        if (!tryWriteScalar(out, elements.get(i)) || out.size() - start > MAX_LIST_BYTES) {
          out.truncate(start);
          return false;
        }
      }
      return true;
    } catch (IndexOutOfBoundsException shrunk) { // somebody changes it just now
      out.truncate(start);
      return false;
    }
  }

  private static @Nullable Object[] readAll(WireInput in) throws WireFormatException {
    @Nullable Object[] elements = new @Nullable Object[in.readCount(1)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = readElement(in);
    }
    return elements;
  }

  private static @Nullable Object readElement(WireInput in) throws WireFormatException {
    return readScalar(in, in.readByte());
  }

  private static @Nullable String[] readStrings(WireInput in) throws WireFormatException {
    @Nullable String[] strings = new @Nullable String[in.readCount(1)];
    for (int i = 0; i < strings.length; i++) {
      Object element = readElement(in);
      if (element != null && !(element instanceof String)) {
        throw in.malformed("something else in an array of strings");
      }
      strings[i] = (String) element;
    }
    return strings;
  }

  private static List<Object> readListOf(WireInput in) throws WireFormatException {
    @Nullable Object[] elements = readAll(in);
    for (Object element : elements) {
      if (element == null) {
        throw in.malformed("null in a list that has none");
      }
    }
    return List.of(elements);
  }

  private static Object unknown(WireInput in, byte tag) throws WireFormatException {
    throw in.malformed("no value with tag " + tag);
  }
}
