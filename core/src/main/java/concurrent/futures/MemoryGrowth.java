package concurrent.futures;

import concurrent.futures.internal.process.ProcessMemory;
import java.util.concurrent.TimeUnit;

/** Whether a worker process has grown too much since its first task. For one thread at a time. */
final class MemoryGrowth {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long most; // 0: no limit
  private long first = -1;
  private long lastLook;

  MemoryGrowth(long most) {
    this.most = most;
  }

  boolean isUnlimited() {
    return most == 0;
  }

  /**
   * Asked after each task, looks about once a second.
   *
   * @param shared so much of it is the link's
   */
  boolean isTooMuch(long pid, long shared) {
    if (most == 0) {
      return false;
    }
    long now = System.nanoTime();
    if (first >= 0 && now - lastLook < INTERVAL_NANOS) {
      return false;
    }
    lastLook = now;
    long resident = ProcessMemory.residentBytes(pid) - shared;
    if (first < 0) {
      first = resident;
    }
    return resident - first > most;
  }
}
