/** The worker JVM's own program, started by name; nobody imports it. */
@NullMarked
package concurrent.futures.internal.worker;

import org.jspecify.annotations.NullMarked;
