package concurrent.futures.internal.process;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a worker JVM. */
public final class JvmCommand {
  /**
   * Moves the link to descriptors 3 and 4, so that nothing that prints can spoil it; what is
   * printed goes to the standard error. Ctrl-C and hang-up are for the parent, which decides.
   */
  private static final String SCRIPT =
      "ulimit -c 0; trap '' INT HUP; exec \"$@\" 3<&0 4>&1 </dev/null 1>&2";

  /** Without a shell the link is the standard output: what the JVM itself prints goes elsewhere. */
  private static final List<String> SILENT_STDOUT =
      List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr");

  /** Windows takes 32,767 characters, Linux 131,072 a word. */
  private static final int LONGEST_CLASS_PATH = 20_000;

  private JvmCommand() {}

  /**
   * Returns the command that starts a worker.
   *
   * @param settings how to start it
   * @param directory where it may write
   * @param mainClass the name of its main class, which is in the module of this library
   * @param workerArguments the arguments of the main class
   * @param shell whether the link is on descriptors 3 and 4, which takes a shell; otherwise it is
   *     on the standard input and output
   * @return the words of the command
   * @throws IllegalStateException if another JVM cannot load this library
   * @throws UncheckedIOException if the directory cannot be written
   */
  public static List<String> of(
      JvmSettings settings,
      RunDirectory directory,
      String mainClass,
      List<String> workerArguments,
      boolean shell) {
    List<String> command = new ArrayList<>();
    if (shell) {
      command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    }
    command.add(settings.java().toString());
    if (!shell) {
      command.addAll(SILENT_STDOUT);
    }
    command.addAll(WorkerDefaults.of(settings, directory));
    List<String> archive = StartArchive.options(settings, directory, shell);
    command.addAll(archive);
    if (archive.isEmpty() && Runtime.getRuntime().availableProcessors() > 1) {
      command.add("-Dconcurrent.futures.preload=true"); // by Preload, on another processor
    }
    command.addAll(ParentOptions.inherited());
    command.addAll(settings.jvmOptions());
    if (settings.maxHeap() != null) {
      command.add("-Xmx" + settings.maxHeap());
    }
    command.add("-Dconcurrent.futures.depth=" + (settings.depth() + 1));
    String cache = System.getProperty(StartCache.PROPERTY);
    if (cache != null) { // of pools in workers, which may have another directory
      boolean off = cache.equals(StartCache.OFF);
      command.add(
          "-D" + StartCache.PROPERTY + "=" + (off ? cache : Path.of(cache).toAbsolutePath()));
    }
    command.add("-D" + RunDirectory.PROPERTY + "=" + directory.path());
    String shared = System.getProperty(RunDirectory.SHARED_PROPERTY);
    if (shared != null) {
      command.add("-D" + RunDirectory.SHARED_PROPERTY + "=" + Path.of(shared).toAbsolutePath());
    }
    addCode(command, directory, mainClass);
    command.addAll(workerArguments);
    return command;
  }

  /**
   * Tells whether a worker can be started by a shell, which keeps its link off the standard
   * streams.
   *
   * @return whether there is {@code /bin/sh}, unless {@code -Dconcurrent.futures.shell=false}
   */
  public static boolean hasShell() {
    return File.separatorChar == '/'
        && !"false".equals(System.getProperty("concurrent.futures.shell"))
        && new File("/bin/sh").canExecute();
  }

  /** Class path, module path and modules as the parent has them, and the main class. */
  private static void addCode(List<String> command, RunDirectory directory, String mainClass) {
    Module core = JvmCommand.class.getModule();
    boolean inModule = core.getLayer() == ModuleLayer.boot();
    String modulePath = System.getProperty("jdk.module.path", "");
    if (!modulePath.isEmpty()) {
      command.add("--module-path");
      command.add(ParentOptions.absolute(modulePath));
    }
    if (!Modules.OF_THE_PROGRAM.isEmpty()) {
      command.add("--add-modules");
      command.add(String.join(",", Modules.OF_THE_PROGRAM));
    }
    if (inModule || !modulePath.isEmpty()) { // lambdas of modules rebuild themselves
      String to = inModule ? core.getName() : "ALL-UNNAMED";
      command.add("--add-opens=java.base/java.lang.invoke=" + to);
    }
    String classPath = ParentOptions.absolute(System.getProperty("java.class.path", ""));
    if (!inModule) {
      String own = CoreCode.location(directory);
      classPath = classPath.isEmpty() ? own : own + File.pathSeparator + classPath;
    }
    if (!classPath.isEmpty()) {
      command.addAll(classPathOptions(classPath, directory));
    }
    if (inModule) {
      command.add("-m");
      command.add(core.getName() + "/" + mainClass);
    } else {
      command.add(mainClass);
    }
  }

  /** Found once: a JVM has the same until it ends, some seventy to look through. */
  private static final class Modules {
    /** Those that this JVM has from elsewhere than its own image. */
    static final List<String> OF_THE_PROGRAM =
        ModuleLayer.boot().configuration().modules().stream()
            .filter(Modules::isOfTheProgram)
            .map(ResolvedModule::name)
            .sorted()
            .toList();

    private static boolean isOfTheProgram(ResolvedModule module) {
      return module
          .reference()
          .location()
          .filter(uri -> !"jrt".equals(uri.getScheme()))
          .isPresent();
    }
  }

  private static List<String> classPathOptions(String classPath, RunDirectory directory) {
    if (classPath.length() <= LONGEST_CLASS_PATH) {
      return List.of("-cp", classPath);
    }
    Path file = directory.path().resolve("classpath-" + Integer.toHexString(classPath.hashCode()));
    byte[] text = ("-cp " + ArgumentFile.quote(classPath)).getBytes(ParentOptions.ENCODING);
    synchronized (JvmCommand.class) {
      try {
        if (!Files.exists(file)) {
          directory.store(file.getFileName().toString(), new ByteArrayInputStream(text));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + " for worker JVMs", e);
      }
    }
    return List.of("@" + file);
  }
}
