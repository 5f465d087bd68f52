package concurrent.futures.internal.wire;

import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/** Rejects a value that is beyond the limits, and remembers which. For one value. */
final class LimitFilter implements ObjectInputFilter {
  private final Limits limits;
  private final int encodedBytes;
  private @Nullable String reason;

  LimitFilter(Limits limits, int encodedBytes) {
    this.limits = limits;
    this.encodedBytes = encodedBytes;
  }

  /** This filter and the one that the program has set for the whole JVM: each may reject. */
  ObjectInputFilter withJvmWide() {
    ObjectInputFilter jvmWide = Config.getSerialFilter();
    return jvmWide == null ? this : ObjectInputFilter.merge(this, jvmWide);
  }

  /** Why this filter has rejected the value, or null if it has not. */
  @Nullable String reason() {
    return reason;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > limits.maxDepth()) {
      reason =
          "its objects are nested deeper than "
              + limits.maxDepth()
              + "; keep long chains in a list or an array";
    } else if (info.references() > limits.maxReferences()) {
      reason = "it holds more than " + limits.maxReferences() + " references; send it in parts";
    } else if (info.arrayLength() > 64 + 16L * encodedBytes) {
      // No collection allocates so much for what can be written in so few bytes.
      reason = "an array of length " + info.arrayLength() + " cannot come from few bytes";
    }
    return reason == null ? Status.UNDECIDED : Status.REJECTED;
  }
}
