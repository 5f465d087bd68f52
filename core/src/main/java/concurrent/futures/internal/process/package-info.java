/**
 * One worker JVM as a process of the operating system: how it is started, read, killed, and how it
 * is told why it ended. Runs in the parent JVM only and knows no executor.
 */
@NullMarked
package concurrent.futures.internal.process;

import org.jspecify.annotations.NullMarked;
