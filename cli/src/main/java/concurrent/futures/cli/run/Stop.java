package concurrent.futures.cli.run;

/**
 * Why and how a run ends early.
 *
 * @param exitCode the code of the command
 * @param note for the summary
 * @param interrupts whether what runs is interrupted at once
 * @param graceNanos otherwise: how long it may still run
 */
record Stop(int exitCode, String note, boolean interrupts, long graceNanos) {}
