package concurrent.futures;

/**
 * Who has a task that is not done: a {@link Worker} that executes it, or a process that it was
 * written to {@link Ahead} of time.
 */
abstract class TaskHolder {}
