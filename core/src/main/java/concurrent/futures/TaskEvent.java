package concurrent.futures;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task, for an {@link ExecutorListener}.
 *
 * @param future the task's future: ask it for its state
 * @param name the task's {@link TaskOptions#name}, or null if it has none
 * @param attempt the number of the attempt, 0 if none has started
 * @param worker the name of the worker, or null if the task is on none
 * @param queuedNanos nanoseconds from submission (or the end of the attempt before) to the start of
 *     this attempt, or until now if it has not started
 * @param runNanos nanoseconds since this attempt started, 0 if it has not
 */
public record TaskEvent(
    Future<?> future,
    @Nullable String name,
    int attempt,
    @Nullable String worker,
    long queuedNanos,
    long runNanos) {}
