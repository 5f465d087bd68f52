package concurrent.futures.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * A class on its way to who lacks it.
 *
 * @param loader the number of the loader that it was asked for
 * @param definer the number of the loader that defines it
 * @param bytes its class file; null if another loader defines it, which is to be asked then
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
public record ShippedClass(int loader, String name, int definer, byte @Nullable [] bytes) {
  /** Reads one. */
  public static ShippedClass read(WireInput in) throws WireFormatException {
    int loader = in.readVarint();
    String name = in.readText();
    int definer = in.readVarint();
    return new ShippedClass(
        loader, name, definer, in.readBoolean() ? in.readBytes(in.readVarint()) : null);
  }

  /** Writes it. */
  public void write(WireOutput out) {
    out.writeVarint(loader);
    out.writeString(name);
    out.writeVarint(definer);
    out.writeBoolean(bytes != null);
    if (bytes != null) {
      out.writeVarint(bytes.length);
      out.writeBytes(bytes, 0, bytes.length);
    }
  }

  /** How many bytes it has, about. */
  public int size() {
    return bytes == null ? 0 : bytes.length;
  }
}
