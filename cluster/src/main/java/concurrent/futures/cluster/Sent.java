package concurrent.futures.cluster;

import concurrent.futures.Task;

/**
 * A task that a member has: its number, the loader of its code, and who decides whether it runs.
 */
final class Sent {
  final long seq;
  final Task<?> task;
  final int context;
  final Place place;
  boolean timedOut; // where it executes; in turns

  Sent(long seq, Task<?> task, int context, Place place) {
    this.seq = seq;
    this.task = task;
    this.context = context;
    this.place = place;
  }
}
