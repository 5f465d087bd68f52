package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Finds the elements of an array that have occurred in it before, by identity: a hash table of
 * indices, which costs a quarter of an IdentityHashMap of the elements, since the garbage collector
 * has nothing to do with it.
 */
final class Repeats {
  private static final int FIBONACCI = 0x9E3779B9;

  private final @Nullable Object[] elements;
  private final int[] table; // index + 1; 0: free. At most half full.
  private final int shift;

  Repeats(@Nullable Object[] elements) {
    this.elements = elements;
    int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, elements.length));
    this.table = new int[1 << Math.min(bits, 30)];
    this.shift = 32 - Math.min(bits, 30);
  }

  /**
   * True if an earlier call was for the index of the same element, not null; otherwise notes it.
   */
  boolean repeats(int index) {
    Object element = elements[index];
    int at = (System.identityHashCode(element) * FIBONACCI) >>> shift;
    for (int other; (other = table[at]) != 0; at = (at + 1) & (table.length - 1)) {
      if (elements[other - 1] == element) {
        return true;
      }
    }
    table[at] = index + 1;
    return false;
  }
}
