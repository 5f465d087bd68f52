/**
 * The command {@code futures}: its sub-commands, options and exit codes. Start reading at {@link
 * concurrent.futures.cli.Main}.
 */
@NullMarked
package concurrent.futures.cli;

import org.jspecify.annotations.NullMarked;
