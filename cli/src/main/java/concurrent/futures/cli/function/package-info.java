/**
 * From the text of FUNCTION to something that can be called: source files, directives, the
 * compiler, the accepted shapes of methods.
 */
@NullMarked
package concurrent.futures.cli.function;

import org.jspecify.annotations.NullMarked;
