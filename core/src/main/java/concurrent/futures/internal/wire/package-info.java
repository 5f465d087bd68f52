/** How messages, values and exceptions travel between a parent JVM and its workers. */
@NullMarked
package concurrent.futures.internal.wire;

import org.jspecify.annotations.NullMarked;
