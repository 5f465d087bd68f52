package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Broken on purpose: each side may look at the other's word before its own can be seen. */
final class UnfencedRing {
  @SuppressWarnings("unused") // by TAIL
  private long tail;

  @SuppressWarnings("unused") // by ASLEEP
  private long asleep;

  private static final VarHandle TAIL;
  private static final VarHandle ASLEEP;

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(UnfencedRing.class, "tail", long.class);
      ASLEEP = MethodHandles.lookup().findVarHandle(UnfencedRing.class, "asleep", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  void write() {
    TAIL.setRelease(this, 1L);
  }

  boolean mustRing() {
    return (long) ASLEEP.getOpaque(this) == 1;
  }

  boolean fallAsleep() {
    ASLEEP.setRelease(this, 1L);
    return (long) TAIL.getAcquire(this) == 0;
  }
}
