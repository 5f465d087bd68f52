/** What goes to standard output (results) and to standard error (everything else). */
@NullMarked
package concurrent.futures.cli.output;

import org.jspecify.annotations.NullMarked;
