package concurrent.futures.internal.wire;

import java.io.ObjectInputFilter;
import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rejects a value that is beyond the limits, and remembers which. For one value. */
final class LimitFilter implements ObjectInputFilter {
  private final Limits limits;
  private final long maxLength;
  private @Nullable String reason;

  /** The arrays that came apart may be longer than those within, which take a byte an element. */
  LimitFilter(Limits limits, List<Object> bulk) {
    this.limits = limits;
    long longest = limits.maxBytes();
    for (Object array : bulk) {
      longest = Math.max(longest, Array.getLength(array));
    }
    this.maxLength = longest;
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
    } else if (info.arrayLength() > maxLength) {
      reason = "an array of length " + info.arrayLength() + " is longer than its bytes can be";
    }
    return reason == null ? Status.UNDECIDED : Status.REJECTED;
  }
}
