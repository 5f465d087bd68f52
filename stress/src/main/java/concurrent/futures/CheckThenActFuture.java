package concurrent.futures;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Broken on purpose: looks at the state, then writes it, where one compare-and-set is needed. */
final class CheckThenActFuture {
  private volatile String state = "pending";
  private volatile @Nullable Object outcome;

  boolean start() {
    if (state.equals("pending")) {
      state = "running";
      return true;
    }
    if (state.equals("cancelled")) {
      return false;
    }
    throw new InvalidStateException("cannot start");
  }

  void finish(Object value) {
    if (done()) {
      throw new InvalidStateException("cannot finish");
    }
    outcome = value;
    state = "finished";
  }

  boolean cancel() {
    if (state.equals("pending")) {
      state = "cancelled";
    }
    return state.equals("cancelled");
  }

  boolean done() {
    return !state.equals("pending") && !running();
  }

  boolean running() {
    return state.equals("running");
  }

  boolean cancelled() {
    return state.equals("cancelled");
  }

  Object result() {
    Object value = outcome;
    if (cancelled()) {
      throw new CancellationException();
    }
    if (value == null) {
      throw new UncheckedTimeoutException("not done");
    }
    return value;
  }
}
