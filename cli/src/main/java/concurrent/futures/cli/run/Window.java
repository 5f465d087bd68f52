package concurrent.futures.cli.run;

/**
 * How much may be under way: records that were read and whose results are not written, and their
 * bytes. It is what bounds the memory, whatever the size of the input.
 */
final class Window {
  private final int most;
  private final long mostBytes;
  private final int refill; // the reader wakes up only here, not at each record

  // guarded by this
  private int records;
  private long bytes;
  private boolean waiting;
  private boolean closed;

  /**
   * Creates a window.
   *
   * @param most records
   * @param mostBytes bytes of records and results; one record may always pass
   * @param jobs how many workers must not run dry
   */
  Window(int most, long mostBytes, int jobs) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.refill = Math.max(most / 2, Math.min(most - 1, 2 * jobs));
  }

  /** Waits until there is room; false if the window was closed. */
  synchronized boolean take(int moreRecords, long moreBytes) throws InterruptedException {
    while (!closed && isFull(moreRecords, moreBytes)) {
      waiting = true;
      wait();
    }
    records += moreRecords;
    bytes += moreBytes;
    return !closed;
  }

  /** Counts results that wait to be written. */
  synchronized void grow(long moreBytes) {
    bytes += moreBytes;
  }

  /** Gives room back. */
  synchronized void give(int fewerRecords, long fewerBytes) {
    records -= fewerRecords;
    bytes -= fewerBytes;
    if (waiting && records <= refill) {
      waiting = false;
      notifyAll();
    }
  }

  /** Lets nobody wait any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private boolean isFull(int moreRecords, long moreBytes) {
    return records > 0 && (records + moreRecords > most || bytes + moreBytes > mostBytes);
  }
}
