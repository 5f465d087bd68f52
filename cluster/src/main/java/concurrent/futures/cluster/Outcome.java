package concurrent.futures.cluster;

import concurrent.futures.OutcomeDecoder;
import concurrent.futures.internal.wire.DecodeException;
import concurrent.futures.internal.wire.WireInput;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a task.
 *
 * @param value what it returned
 * @param failure what it has thrown, or why its outcome cannot be read; null if it succeeded
 * @param last whether the worker should not be used any more
 */
record Outcome(@Nullable Object value, @Nullable Throwable failure, boolean last) {

  /** Reads a result. Runs code of the user's classes. */
  static Outcome result(Sent done, OutcomeDecoder decoder, WireInput in, List<Object> arrays) {
    try {
      return new Outcome(decoder.value(done.task, done.context, in, arrays), null, false);
    } catch (DecodeException e) {
      return new Outcome(null, decoder.cannotBeRead(e), false);
    } catch (Throwable t) {
      return new Outcome(null, t, false);
    }
  }

  /** Reads a failure. Runs code of the user's classes. */
  static Outcome failure(int context, OutcomeDecoder decoder, WireInput in, List<Object> arrays) {
    try {
      boolean last = in.readBoolean();
      return new Outcome(null, decoder.failure(context, in, arrays), last);
    } catch (Throwable t) {
      return new Outcome(null, t, false);
    }
  }

  /** Why it failed. */
  Throwable reason() {
    return Objects.requireNonNull(failure);
  }
}
