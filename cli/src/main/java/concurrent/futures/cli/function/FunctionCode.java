package concurrent.futures.cli.function;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The code of a function, as any JVM of this machine can load it.
 *
 * @param classes compiled classes by name
 * @param files further resources: files by name
 * @param classPath jars and directories
 */
record FunctionCode(Map<String, byte[]> classes, Map<String, String> files, List<String> classPath)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Code of these classes and files. */
  static FunctionCode of(
      Map<String, byte[]> classes, Map<String, Path> files, List<Path> classPath) {
    Map<String, String> names = new LinkedHashMap<>();
    files.forEach((name, file) -> names.put(name, file.toString()));
    return new FunctionCode(classes, names, classPath.stream().map(Path::toString).toList());
  }
}
