package concurrent.futures.cli;

import concurrent.futures.cli.cluster.KeyStoreFile;
import concurrent.futures.cli.function.FunctionLoading;
import concurrent.futures.cli.output.Stderr;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code futures doctor}: what this machine offers, and what is amiss. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Shows what this machine offers to futures, and what is amiss.")
final class DoctorCommand implements Callable<Integer> {
  private static final int VIRTUAL_SINCE = 21;

  private boolean healthy = true;

  @Override
  public Integer call() {
    Runtime runtime = Runtime.getRuntime();
    int feature = Runtime.version().feature();
    show(true, "futures", Main.Version.version());
    show(true, "Java", Runtime.version() + ", " + System.getProperty("java.home"));
    boolean compiler = FunctionLoading.hasCompiler();
    show(
        compiler,
        "compiler",
        compiler
            ? "present: source files and -e work"
            : "missing: this is a JRE; source files and -e need a JDK (JAVA_HOME)");
    show(
        true,
        "virtual threads",
        feature >= VIRTUAL_SINCE ? "yes (-x virtual)" : "no, they need Java " + VIRTUAL_SINCE);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    boolean launcher = Files.isExecutable(java);
    show(
        launcher,
        "worker processes",
        launcher ? "yes (-x processes)" : "no (-x processes needs " + java + ", which is missing)");
    boolean keytool = KeyStoreFile.hasKeytool();
    show(
        keytool,
        "cluster",
        "yes (futures worker, -x cluster); keys: "
            + (keytool ? "yes" : "no, this Java has no keytool"));
    show(true, "processors", runtime.availableProcessors() + " (the default of -j)");
    show(true, "heap", (runtime.maxMemory() >> 20) + " MiB at most (FUTURES_JAVA_OPTS=-Xmx…)");
    String names = System.getProperty("sun.jnu.encoding", "unknown");
    boolean utf8 = names.equalsIgnoreCase("UTF-8");
    show(
        utf8,
        "file names",
        names + (utf8 ? "" : ": names beyond ASCII cannot be used; set LC_ALL=C.UTF-8"));
    show(true, "charset", Charset.defaultCharset() + " by default; input and output are UTF-8");
    show(
        true,
        "terminal",
        "stdin "
            + yes(0)
            + ", stdout "
            + yes(1)
            + ", stderr "
            + yes(2)
            + " (TERM="
            + System.getenv("TERM")
            + ")");
    return healthy ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static String yes(int descriptor) {
    return Stderr.isTerminal(descriptor) ? "yes" : "no";
  }

  private void show(boolean good, String what, String text) {
    healthy &= good;
    System.out.println((good ? "ok    " : "amiss ") + what + ": " + text);
  }
}
