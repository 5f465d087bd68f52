package concurrent.futures.cli.function;

import concurrent.futures.cli.input.InputFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about the function.
 *
 * @param classPath {@code --cp}, already cut
 * @param dependencies {@code --deps}: Maven coordinates
 * @param repositories {@code --repos}
 * @param offline {@code --offline}
 * @param format {@code --in}, null if it was not given
 * @param batch {@code --batch}, 0 if it was not given
 * @param elsewhere whether other JVMs call it: then its classes are not initialized here
 */
public record FunctionOptions(
    List<String> classPath,
    List<String> dependencies,
    List<String> repositories,
    boolean offline,
    @Nullable InputFormat format,
    int batch,
    boolean elsewhere) {}
