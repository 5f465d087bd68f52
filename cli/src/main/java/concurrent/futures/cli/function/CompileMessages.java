package concurrent.futures.cli.function;

import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** What javac says, for people. */
final class CompileMessages {
  private static final int MOST = 10;

  private CompileMessages() {}

  /** javac's own messages, each with file, line and the place in the line. */
  static String ofFile(String file, List<Diagnostic<? extends JavaFileObject>> errors) {
    StringBuilder text = new StringBuilder(file).append(" does not compile:");
    int shown = 0;
    boolean missing = false;
    for (Diagnostic<? extends JavaFileObject> error : errors) {
      missing |= error.getCode().startsWith("compiler.err.doesnt.exist");
      if (shown++ < MOST) {
        text.append('\n').append(error);
      }
    }
    if (shown > MOST) {
      text.append("\nand ").append(shown - MOST).append(" more errors");
    }
    if (missing) {
      text.append(
          "\nA package that does not exist comes from a library: name it with //DEPS"
              + " group:artifact:version in the source file, or with --deps or --cp.");
    }
    return text.toString();
  }
}
