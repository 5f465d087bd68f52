package concurrent.futures.cli;

import concurrent.futures.cli.output.Stderr;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code futures}. */
@Command(
    name = "futures",
    description = "Runs Java functions concurrently: concurrent.futures for Java.",
    subcommands = {
      MapCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "map|worker|cluster|doctor|completion|help",
    footer = {
      "",
      "Exit codes: 0 all ok, 1 some lines failed, 2 usage, 3 halted, 4 compile or dependency",
      "error, 5 input/output error, 6 workers cannot be set up, 70 bug, 124 deadline, 128+n signal"
    })
public final class Main implements Runnable {
  static final String COMMANDS = "map, worker, cluster, doctor, completion and help";

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  private Main() {}

  /** Runs the command, and ends the JVM with its exit code. */
  public static void main(String... args) {
    System.exit(run(new Stderr(), args));
  }

  /** Runs the command and returns its exit code. */
  static int run(Stderr stderr, String... args) {
    CommandLine line = new CommandLine(new Main());
    if (args.length == 0 || !args[0].equals("map")) { // whose start takes longer with each command
      line.addSubcommand(new WorkerCommand()).addSubcommand(new ClusterCommand());
    }
    line.setParameterExceptionHandler((e, rest) -> wrongUsage(stderr, e));
    line.setExecutionExceptionHandler((e, failed, result) -> failed(stderr, e, result));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do, for example: futures map -e 'line.length()' file.txt.");
  }

  private static int wrongUsage(Stderr stderr, ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    List<String> similar = List.of();
    if (e instanceof UnmatchedArgumentException unmatched) {
      if (unmatched.isUnknownOption()) {
        similar = unmatched.getSuggestions();
      } else {
        message = "there is no command '" + unmatched.getUnmatched().get(0) + "', but " + COMMANDS;
      }
    }
    StringBuilder text = new StringBuilder(message).append(message.endsWith(".") ? "" : ".");
    if (!similar.isEmpty()) {
      text.append(" Did you mean ").append(similar.get(0)).append("?");
    }
    String name = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    stderr.message(text + " (" + name + " --help lists the options.)");
    return ExitCode.USAGE;
  }

  private static int failed(Stderr stderr, Exception e, ParseResult result) {
    boolean verbose = isVerbose(result);
    if (e instanceof CommandException known) {
      stderr.message(known.text());
      if (verbose && known.getCause() != null) {
        stderr.line(stackTrace(known.getCause()));
      }
      return known.exitCode();
    }
    stderr.message(
        "internal error, please report it: " + e + (verbose ? "" : " (-v shows the stack trace)"));
    if (verbose) {
      stderr.line(stackTrace(e));
    }
    return ExitCode.INTERNAL;
  }

  private static boolean isVerbose(ParseResult result) {
    ParseResult last = result;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.hasMatchedOption("-v");
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }

  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"futures " + version() + " on Java " + Runtime.version()};
    }

    static String version() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(from classes)" : version;
    }
  }
}
