/** One run of {@code futures map}: feeding, calling, writing, stopping. */
@NullMarked
package concurrent.futures.cli.run;

import org.jspecify.annotations.NullMarked;
