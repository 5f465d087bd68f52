package concurrent.futures.internal.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any value: compact if it can be, else through JDK serialization, with class loaders by number,
 * everyday values that are not Serializable replaced, and big arrays apart.
 *
 * <p>Objects that are shared within a value are shared on the other side, big arrays included; for
 * several values at once, send an {@code Object[]}. Encoding and decoding run user code, and report
 * whatever that throws; only errors of the JVM itself ({@link OutOfMemoryError}, {@link
 * InternalError}, {@link ThreadDeath}) pass through. One instance for each link and direction.
 *
 * <pre>
 *   compact value    tag &lt; 64 ...           see {@link CompactValues}
 *   big array        64, its index in bulk (varint)
 *   anything else    65, length (int), a stream of JDK serialization
 * </pre>
 */
public final class ValueCodec {
  private static final byte BULK = 64;
  private static final byte SERIALIZED = 65;

  /** No compact value takes more. */
  private static final int COMPACT_ROOM = 64 << 20;

  private final ClassNames names;
  private final Limits limits;

  /**
   * A codec.
   *
   * @param names who knows the class loaders
   * @param limits how big a value may be, on either side
   */
  public ValueCodec(ClassNames names, Limits limits) {
    this.names = Objects.requireNonNull(names, "names");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * Appends one value.
   *
   * @param out where to; unchanged if the value cannot be encoded
   * @param value the value
   * @param bulk gets the primitive arrays that travel apart, in the order of the tokens that stand
   *     in their places; unchanged if the value cannot be encoded
   * @throws EncodeException if the value cannot be encoded
   */
  public void write(WireOutput out, @Nullable Object value, List<Object> bulk)
      throws EncodeException {
    int start = out.size();
    int bulkStart = bulk.size();
    boolean written = false;
    try {
      if (start > WireOutput.MAX_SIZE - COMPACT_ROOM) {
        throw Failures.tooBig(limits, null);
      }
      if (!CompactValues.tryWrite(out, value)) {
        writeOther(out, Objects.requireNonNull(value), bulk);
      }
      if (!allows(out.size() - start)) {
        throw Failures.tooBig(limits, null);
      }
      written = true;
    } finally {
      if (!written) {
        out.truncate(start);
        bulk.subList(bulkStart, bulk.size()).clear();
      }
    }
  }

  /** Appends a token for a value that is an array which travels apart; false if it is none. */
  static boolean tryWriteArray(WireOutput out, Object value, List<Object> bulk) {
    if (!BulkToken.isBulk(value)) {
      return false;
    }
    out.writeByte(BULK);
    out.writeVarint(bulk.size());
    bulk.add(value);
    return true;
  }

  /** Whether so many bytes are no more than a value may have. */
  boolean allows(int bytes) {
    return bytes <= limits.maxBytes();
  }

  private void writeOther(WireOutput out, Object value, List<Object> bulk) throws EncodeException {
    if (tryWriteArray(out, value, bulk)) {
      return;
    }
    out.writeByte(SERIALIZED);
    out.writeInt(0);
    int start = out.size();
    LimitedStream limited = new LimitedStream(out, limits.maxBytes());
    try {
      ValueOutput objects = new ValueOutput(limited, names, bulk);
      objects.writeObject(value);
      objects.flush();
    } catch (Throwable t) {
      Failures.passFatal(t);
      throw limited.exceeded() ? Failures.tooBig(limits, t) : Failures.encoding(value, t);
    }
    out.setInt(start - 4, out.size() - start);
  }

  /**
   * Reads one value. Afterwards the input stands behind it, even if the value cannot be decoded,
   * unless the bytes are malformed.
   *
   * @param in where from
   * @param bulk the arrays as received, in order
   * @return the value
   * @throws DecodeException if the value cannot be decoded
   */
  public @Nullable Object read(WireInput in, List<Object> bulk) throws DecodeException {
    try {
      if (CompactValues.isNext(in)) {
        return CompactValues.read(in);
      }
      byte tag = in.readByte();
      if (tag == SERIALIZED) {
        return readSerialized(in.readSlice(in.readInt()), bulk);
      }
      int index = tag == BULK ? in.readVarint() : -1;
      if (index < 0 || index >= bulk.size()) {
        throw in.malformed("no value with tag " + tag);
      }
      return bulk.get(index);
    } catch (WireFormatException e) {
      throw new DecodeException("cannot be deserialized: " + e.getMessage(), e);
    }
  }

  private @Nullable Object readSerialized(WireInput in, List<Object> bulk) throws DecodeException {
    LimitFilter filter = new LimitFilter(limits, bulk);
    ValueInput objects = null;
    try {
      if (in.remaining() > limits.maxBytes()) {
        throw in.malformed("a value of more than " + limits.maxBytes() + " bytes (maxPayload)");
      }
      objects = new ValueInput(in.stream(), names, bulk);
      objects.setObjectInputFilter(filter.withJvmWide());
      return objects.readObject();
    } catch (Throwable t) {
      Failures.passFatal(t);
      ClassNotFoundException missing = objects == null ? null : objects.missing();
      throw Failures.decoding(t, missing, filter.reason());
    }
  }
}
