package concurrent.futures.cluster;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the slots of this member can be used: not while no worker JVM can be started for them.
 * Submitters are told, so that tasks go elsewhere, and this member tries by itself whether it can
 * again.
 */
final class Withdrawal {
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Background background;
  private final Supplier<List<Guest>> guests;
  private @Nullable String reason; // null: they can be used; guarded by this
  private boolean closed; // guarded by this

  Withdrawal(Background background, Supplier<List<Guest>> guests) {
    this.background = background;
    this.guests = guests;
  }

  /**
   * The slots cannot be used for now.
   *
   * @param attempt whether they can be again; may take its time
   */
  synchronized void begin(String why, BooleanSupplier attempt) {
    if (reason == null && !closed) {
      reason = why;
      ClusterBackend.warn("this member has no slots for now: " + why);
      later(attempt);
      tellAll(guest -> guest.withdrawn(why));
    }
  }

  private void later(BooleanSupplier attempt) {
    background.after(
        AGAIN_NANOS,
        () -> {
          if (isClosed()) {
            return;
          }
          if (succeeds(attempt)) {
            end();
          } else {
            later(attempt);
          }
        });
  }

  private static boolean succeeds(BooleanSupplier attempt) {
    try {
      return attempt.getAsBoolean();
    } catch (Throwable t) { // such as: no memory for it, as good as always
      ClusterBackend.warn("this member could not try whether it has slots again: " + t);
      return false;
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void end() {
    reason = null;
    tellAll(Guest::available);
  }

  private void tellAll(Consumer<Guest> what) {
    for (Guest guest : guests.get()) {
      try {
        what.accept(guest);
      } catch (Throwable t) { // such as: no memory for it; the others are to know
        ClusterBackend.warn("a submitter could not be told whether there are slots: " + t);
      }
    }
  }

  /** A submitter is there, which does not know yet. */
  synchronized void tell(Guest guest) {
    if (reason != null) {
      guest.withdrawn(reason);
    }
  }

  /** This member leaves. */
  synchronized void close() {
    closed = true;
  }
}
