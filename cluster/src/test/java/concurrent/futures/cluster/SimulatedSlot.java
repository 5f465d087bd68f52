package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.worker.CallRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A slot whose tasks take virtual time. The call runs twice: when it begins, to say how long it
 * takes, and when that time has passed or it was interrupted, for its outcome.
 */
final class SimulatedSlot extends Slot {
  private final SimulatedMember member;
  private final String worker;
  private final int hash; // the clock looks at slots in the order of their hashes

  private Running running;

  /** A task that executes. */
  private record Running(Item item, byte[] call) {}

  private record Outcome(CallRunner runner, int kind) {}

  SimulatedSlot(
      Host host, Guest guest, int number, String worker, SimulatedMember member, int hash) {
    super(host, guest, number);
    this.worker = worker;
    this.member = member;
    this.hash = hash;
  }

  @Override
  public void run() {
    begin();
    beginNext();
  }

  private void beginNext() {
    Item next = next();
    if (next == null) {
      return;
    }
    Running now = new Running(next, bytes(next.task));
    running = now;
    member.begins();
    long nanos = member.tasks.beginning(member, () -> call(now));
    member.after(nanos, () -> end(now, false));
  }

  private Outcome call(Running now) {
    CallRunner runner =
        new CallRunner(
            member.functions(guest), new SimulatedMember.ClassesOfTests(), host.limits, worker);
    int kind = runner.run(now.item.seq, new WireInput(now.call, 0, now.call.length), List.of());
    return new Outcome(runner, kind);
  }

  private void end(Running ended, boolean interrupted) {
    if (running != ended) {
      return; // it was interrupted
    }
    running = null;
    member.ends();
    Outcome outcome = member.tasks.ending(interrupted, () -> call(ended));
    over();
    answer(ended.item.seq, outcome.kind, outcome.runner.reply(), List.of());
    beginNext();
  }

  private static byte[] bytes(WireInput in) {
    try {
      return in.readBytes(in.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  boolean interrupt(long seq) {
    Running now = running;
    if (now == null || now.item.seq != seq) {
      cancel(seq);
      return false;
    }
    interruptSoon(now);
    return true;
  }

  private void interruptSoon(Running now) {
    member.execute(() -> end(now, true));
  }

  @Override
  void close(boolean interrupt) {
    super.close(interrupt);
    Running now = running;
    if (interrupt && now != null) {
      interruptSoon(now);
    }
  }

  @Override
  void tellStack(int request, long seq) {
    guest.tellStack(request, new StackTraceElement[0]);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
