package concurrent.futures.cluster;

import java.util.concurrent.Executor;

/** Where the tasks of a member execute. As an executor, it gives slots their turns. */
interface Executions extends Executor {
  /** Makes a slot for a submitter. */
  Slot newSlot(Host host, Guest guest, int number, SlotProcess.WorkerName worker);

  /** True if worker JVMs get what submitters say as it came, and nothing of it is read here. */
  boolean relays();

  /**
   * Interrupts or kills what still executes, and waits until nothing is left, but not for a task
   * that does not end in a thread.
   */
  void close() throws InterruptedException;
}
