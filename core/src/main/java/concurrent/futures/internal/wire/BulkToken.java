package concurrent.futures.internal.wire;

import java.io.Serializable;

/** Stands in a serialized value for a big primitive array, which travels apart. */
final class BulkToken implements Serializable {
  private static final long serialVersionUID = 1;

  /** Smaller arrays are not worth the way apart. */
  private static final int MIN_BYTES = 16 << 10;

  final int index;

  BulkToken(int index) {
    this.index = index;
  }

  /** Whether it is a primitive array that travels apart. */
  static boolean isBulk(Object array) {
    return CompactArrays.sizeOf(array) >= MIN_BYTES;
  }
}
