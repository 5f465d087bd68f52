package concurrent.futures;

import concurrent.futures.internal.wire.Ledger;

/**
 * A task that was written to a worker process ahead of time: still pending, until either the
 * process starts it or somebody here takes it back.
 */
final class Ahead extends TaskHolder {
  final Worker worker;
  private final Ledger ledger;
  private final long seq;

  Ahead(Worker worker, Ledger ledger, long seq) {
    this.worker = worker;
    this.ledger = ledger;
    this.seq = seq;
  }

  boolean hasStarted() {
    return ledger.hasStarted(seq);
  }

  boolean isTakenBack() {
    return ledger.isRevoked(seq);
  }

  /** True if it will never start there, and nobody else has taken it back. */
  boolean takeBack() {
    return ledger.revoke(seq);
  }
}
