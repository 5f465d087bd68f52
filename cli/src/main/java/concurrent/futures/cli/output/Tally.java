package concurrent.futures.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the records. Written by the thread that settles them, except where noted; the
 * counters may be read by any thread.
 */
public final class Tally {
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Long> failures = new LinkedHashMap<>(); // by type
  private final Latencies latencies = new Latencies();
  private final long start = System.nanoTime();

  /** Counts successes. */
  public void succeeded(long more) {
    succeeded.setPlain(succeeded.getPlain() + more); // one writer
  }

  /** Counts a failure. */
  public void failed(Failure failure) {
    failed.setPlain(failed.getPlain() + 1);
    failures.merge(failure.type(), 1L, Long::sum);
  }

  /** Counts records that were read and not run to their end. */
  public void cancelled(long more) {
    cancelled.setPlain(cancelled.getPlain() + more);
  }

  /** Counts the bytes of settled input. */
  public void bytes(long more) {
    bytes.setPlain(bytes.getPlain() + more);
  }

  /** Counts the time of a call. */
  public void took(long nanos) {
    latencies.add(nanos);
  }

  /** Records that succeeded. */
  public long succeeded() {
    return succeeded.get();
  }

  /** Records that failed. */
  public long failed() {
    return failed.get();
  }

  /** Records that were read and not run to their end. */
  public long cancelled() {
    return cancelled.get();
  }

  /** Bytes of settled input. */
  public long bytes() {
    return bytes.get();
  }

  /** Failures by type, the first seen first; for the settling thread only. */
  Map<String, Long> failures() {
    return failures;
  }

  /** The times of calls; for the settling thread only. */
  Latencies latencies() {
    return latencies;
  }

  /** Nanoseconds since the run began. */
  public long elapsedNanos() {
    return System.nanoTime() - start;
  }
}
