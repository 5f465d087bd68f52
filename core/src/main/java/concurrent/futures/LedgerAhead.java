package concurrent.futures;

import concurrent.futures.internal.wire.Ledger;

/** A task that a worker process claims in a ledger. */
final class LedgerAhead extends Ahead {
  private final Ledger ledger;
  private final long seq;

  LedgerAhead(Worker worker, Ledger ledger, long seq) {
    super(worker);
    this.ledger = ledger;
    this.seq = seq;
  }

  @Override
  protected boolean hasStarted() {
    return ledger.hasStarted(seq);
  }

  @Override
  protected boolean takeBack() {
    return ledger.revoke(seq);
  }

  boolean isTakenBack() {
    return ledger.isRevoked(seq);
  }
}
