package concurrent.futures.internal.wire;

public record Limits(int maxDepth, long maxReferences, long maxBytes) {
  public static final Limits DEFAULT = new Limits(1000, 50000000L, 1L << 30);
}
