package concurrent.futures.internal.wire;

/**
 * What a value may have at most. Big arrays and buffers count nowhere: they travel apart.
 *
 * @param maxDepth how deep objects may be nested
 * @param maxReferences how many references between objects there may be
 * @param maxBytes how many bytes the encoded value may have
 */
public record Limits(int maxDepth, long maxReferences, long maxBytes) {
  /** Enough for what people send, little enough that neither side runs out of memory or stack. */
  public static final Limits DEFAULT = new Limits(1_000, 50_000_000, 1L << 30);
}
