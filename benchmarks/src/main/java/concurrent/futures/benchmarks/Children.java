package concurrent.futures.benchmarks;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other JVMs of the same JDK, to compare worker processes with. */
final class Children {
  private Children() {}

  /** The least program there is: says that it runs, and waits for the end of its input. */
  static final class Bare {
    private Bare() {}

    public static void main(String[] args) throws IOException {
      new FileOutputStream(FileDescriptor.out).write(1);
      while (System.in.read() >= 0) {
        // until the parent has gone
      }
    }
  }

  /** The least program that is of use: answers each byte with the same. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
      var in = new FileInputStream(FileDescriptor.in);
      var out = new FileOutputStream(FileDescriptor.out);
      for (int said; (said = in.read()) >= 0; ) {
        out.write(said);
      }
    }
  }

  static List<String> java(String program, String... arguments) {
    String home = System.getProperty("java.home");
    List<String> command = new ArrayList<>(List.of(Path.of(home, "bin", "java").toString()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Children.class.getPackageName() + "." + program);
    command.addAll(List.of(arguments));
    return command;
  }

  static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }
}
