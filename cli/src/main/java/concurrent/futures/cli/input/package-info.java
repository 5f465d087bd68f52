/** From files and standard input to records: lines, CSV rows, JSON lines. */
@NullMarked
package concurrent.futures.cli.input;

import org.jspecify.annotations.NullMarked;
