package concurrent.futures.cli;

import concurrent.futures.TaskOptions;
import concurrent.futures.cli.cluster.AccessOptions;
import concurrent.futures.cli.cluster.ClusterAccess;
import concurrent.futures.cli.function.FunctionLoading;
import concurrent.futures.cli.function.FunctionOptions;
import concurrent.futures.cli.function.FunctionSpec;
import concurrent.futures.cli.function.LineFunction;
import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Inputs;
import concurrent.futures.cli.output.LibraryLog;
import concurrent.futures.cli.output.Progress;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.output.Stderr;
import concurrent.futures.cli.output.Stdout;
import concurrent.futures.cli.run.Engine;
import concurrent.futures.cli.run.Halt;
import concurrent.futures.cli.run.MapRun;
import concurrent.futures.cli.run.RunOptions;
import concurrent.futures.cli.run.WorkerOptions;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code futures map}: applies a function to every record of an input, concurrently.
 *
 * <p>Longer than 400 lines because each option is declared here, with its help.
 */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    customSynopsis = {
      "futures map [OPTIONS] FUNCTION [INPUT...]",
      "       futures map [OPTIONS] -e EXPRESSION [INPUT...]"
    },
    description = {
      "",
      "Applies FUNCTION to every line of the inputs (or of standard input), concurrently, and"
          + " prints the results in the order of the input.",
      "",
      "FUNCTION is File.java or File.java::method (compiled in memory), or pkg.Class::method"
          + " (with --cp).",
      ""
    })
final class MapCommand implements Callable<Integer> {
  /** Fewer would make short calls wait for each other. */
  private static final int DEFAULT_WINDOW = 1000;

  @Parameters(paramLabel = "FUNCTION INPUT", hidden = true)
  private List<String> positional = new ArrayList<>();

  @Option(
      names = {"-e", "--expression"},
      paramLabel = "EXPR",
      description = "a Java expression of line (a String) and i (its number from 0) as FUNCTION")
  private @Nullable String expression;

  @Option(
      names = {"-x", "--executor"},
      completionCandidates = Choices.Engines.class,
      paramLabel = "KIND",
      description =
          "what runs the calls: threads (default), virtual (Java 21), processes, whose crashes cost"
              + " one line, or cluster=HOST:PORT[,...], the members of a cluster")
  private String executor = "threads";

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description =
          "calls at a time: N, N%%, +N or -N of the processors (default: 100%%; virtual: 1000;"
              + " cluster: all slots)")
  private @Nullable String jobs;

  @Option(
      names = "--max-heap",
      paramLabel = "SIZE",
      description = "processes: the largest heap of a worker, such as 512m or 2g")
  private @Nullable String maxHeap;

  @Option(
      names = "--max-tasks-per-worker",
      paramLabel = "N",
      description = "processes: replace a worker after N calls, against leaks")
  private @Nullable String maxTasksPerWorker;

  @Option(
      names = "-J",
      paramLabel = "OPTION",
      description = "processes: an option for the worker JVMs, such as -J-Dkey=value")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(names = "--unordered", description = "print results as they are done")
  private boolean unordered;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "most lines under way, which bounds the memory (default: 1000, or 4 x jobs)")
  private @Nullable String window;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "most time of a call: 500ms, 2s, 1m30s; it is interrupted (processes: and killed if that"
              + " does not help) and its line fails")
  private @Nullable String timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "call again, up to N times, when a line fails (default: 0)")
  private String retries = "0";

  @Option(
      names = "--retry-delay",
      paramLabel = "TIME",
      description = "pause before the first retry, twice as long before each next (default: 200ms)")
  private String retryDelay = "200ms";

  @Option(
      names = "--halt",
      paramLabel = "POLICY",
      description =
          "when to stop early: never (default), or now or soon with a condition, such as now,fail=1"
              + " soon,fail=10%% now,success=1 soon,done=100")
  private String halt = "never";

  @Option(names = "--deadline", paramLabel = "TIME", description = "most time for everything")
  private @Nullable String deadline;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "after Ctrl-C: how long running calls may go on (default: 10s)")
  private String grace = "10s";

  @Option(
      names = "--in",
      completionCandidates = Choices.Inputs.class,
      paramLabel = "FORMAT",
      description = "lines, jsonl, csv or tsv (default: what the function takes)")
  private @Nullable String in;

  @Option(
      names = {"-0", "--null"},
      description = "lines end with NUL, as find -print0 writes them")
  private boolean nul;

  @Option(
      names = "--encoding",
      paramLabel = "CHARSET",
      description = "of the input (default: UTF-8)")
  private String encoding = "UTF-8";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "give the function lists of N lines: m(List<String>)")
  private @Nullable String batch;

  @Option(
      names = "--out",
      completionCandidates = Choices.Outputs.class,
      paramLabel = "FORMAT",
      description =
          "plain (default), or jsonl: an object per line, with its input, and for failures")
  private String out = "plain";

  @Option(
      names = {"--cp", "-cp", "--class-path"},
      paramLabel = "PATH",
      description = "class path of the function; dir/* stands for the jars in dir")
  private List<String> classPath = new ArrayList<>();

  @Option(
      names = "--deps",
      paramLabel = "G:A:V",
      split = ",",
      description = "Maven dependencies, as //DEPS in a source file")
  private List<String> dependencies = new ArrayList<>();

  @Option(
      names = "--repos",
      paramLabel = "URL",
      split = ",",
      description = "Maven repositories, as //REPOS in a source file")
  private List<String> repositories = new ArrayList<>();

  @Option(
      names = {"-o", "--offline"},
      description = "ask only the local Maven repository")
  private boolean offline;

  @Option(
      names = "--progress",
      completionCandidates = Choices.Displays.class,
      paramLabel = "MODE",
      description = "auto (default: a bar on a terminal), bar, plain (for logs) or none")
  private String progress = "auto";

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress, no summary")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "all failures, with stack traces")
  private boolean verbose;

  @ArgGroup(validate = false, heading = "%nWith -x cluster:%n")
  private AccessOptions access = new AccessOptions();

  /** How the summary looks. */
  enum SummaryFormat {
    TEXT,
    JSON
  }

  @Option(
      names = "--summary",
      completionCandidates = Choices.Summaries.class,
      paramLabel = "FORMAT",
      description = "text (default) or json")
  private String summary = "text";

  @Override
  public Integer call() {
    RunOptions options = runOptions();
    InputFormat format = in == null ? null : choice("--in", in, InputFormat.class);
    if (format != null) {
      refuseNul(format);
    }
    Charset charset = option("--encoding", encoding, MapCommand::charset);
    FunctionSpec spec =
        expression != null
            ? FunctionSpec.expression(expression)
            : FunctionSpec.parse(functionText());
    List<String> inputs =
        expression != null ? positional : positional.subList(1, positional.size());
    Inputs.check(inputs);

    Stderr stderr = new Stderr();
    stderr.redirectTasks();
    LibraryLog.install();
    FunctionOptions functionOptions =
        new FunctionOptions(
            classPath,
            dependencies,
            repositories,
            offline,
            format,
            options.batch(),
            options.engine().isRemote());
    LineFunction function =
        new FunctionLoading(spec, functionOptions, text -> stderr.message("warning: " + text))
            .load();
    refuseNul(function.format());
    if (options.engine() == Engine.CLUSTER && function.canClose()) {
      stderr.message("warning: members of a cluster do not call close() of the function's class");
    }
    if (!quiet && (inputs.isEmpty() || inputs.contains(Inputs.STDIN)) && Stderr.isTerminal(0)) {
      stderr.message("reading lines from the terminal; Ctrl-D ends the input");
    }
    Inputs.Options inputOptions =
        new Inputs.Options(function.format(), nul, charset, longestLine());
    MapRun run =
        new MapRun(function, new Inputs(inputs, inputOptions), options, new Stdout(stderr), stderr);
    return run.run();
  }

  private void refuseNul(InputFormat format) {
    if (nul && format != InputFormat.LINES) {
      throw CommandException.usage("-0 goes with lines only, not with " + format + ".");
    }
  }

  private String functionText() {
    if (positional.isEmpty()) {
      throw CommandException.usage("FUNCTION is missing. " + FunctionSpec.forms());
    }
    return positional.get(0);
  }

  private RunOptions runOptions() {
    Engine engine = Engine.parse(executor);
    int processors = Runtime.getRuntime().availableProcessors();
    int workers =
        jobs == null
            ? engine.defaultJobs()
            : option(
                "-j",
                jobs,
                text -> engine == Engine.CLUSTER ? count(text, 1) : Jobs.parse(text, processors));
    int most =
        window == null
            ? Math.max(DEFAULT_WINDOW, 4 * workers)
            : option("--window", window, text -> count(text, 1));
    return new RunOptions(
        engine,
        clusterAccess(engine),
        workers,
        workerOptions(engine),
        !unordered,
        most,
        batch == null ? 0 : option("--batch", batch, text -> count(text, 1)),
        taskOptions(),
        option("--halt", halt, Halt::parse),
        deadline == null ? null : option("--deadline", deadline, MapCommand::positive),
        option("--grace", grace, Durations::parse),
        choice("--out", out, ResultFormat.class),
        quiet ? Progress.Mode.NONE : choice("--progress", progress, Progress.Mode.class),
        quiet,
        choice("--summary", summary, SummaryFormat.class) == SummaryFormat.JSON,
        verbose);
  }

  private @Nullable ClusterAccess clusterAccess(Engine engine) {
    if (engine != Engine.CLUSTER) {
      if (access.given()) {
        throw CommandException.usage(
            "--cluster, --bind, --key, --password-file, --insecure and --join-timeout are for a"
                + " cluster: add -x cluster=HOST:PORT, or leave them out.");
      }
      return null;
    }
    int equals = executor.indexOf('=');
    if (equals < 0) {
      throw CommandException.usage(
          "-x cluster: say which one, by a member of it: -x cluster=HOST:PORT (futures worker"
              + " starts one).");
    }
    return access.access("-x cluster", executor.substring(equals + 1));
  }

  private WorkerOptions workerOptions(Engine engine) {
    boolean given = maxHeap != null || maxTasksPerWorker != null || !jvmOptions.isEmpty();
    if (given && engine != Engine.PROCESSES) {
      throw CommandException.usage(
          "--max-heap, --max-tasks-per-worker and -J are for worker JVMs: add -x processes, or leave"
              + " them out (FUTURES_JAVA_OPTS has options for the JVM of the command).");
    }
    int most =
        maxTasksPerWorker == null
            ? 0
            : option("--max-tasks-per-worker", maxTasksPerWorker, text -> count(text, 1));
    return new WorkerOptions(maxHeap, most, jvmOptions);
  }

  private TaskOptions taskOptions() {
    TaskOptions options = TaskOptions.defaults();
    if (timeout != null) {
      options = options.timeout(option("--timeout", timeout, MapCommand::positive));
    }
    int times = option("--retries", retries, text -> count(text, 0));
    Duration delay = option("--retry-delay", retryDelay, Durations::parse);
    return times == 0 ? options : options.retries(times).retryDelay(delay);
  }

  private static <T> T option(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(name + ": " + e.getMessage() + ".");
    }
  }

  private static <E extends Enum<E>> E choice(String name, String text, Class<E> type) {
    return option(name, text, word -> Choices.parse(type, word));
  }

  private static int count(String text, int least) {
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number from " + least + " to " + Integer.MAX_VALUE);
  }

  private static Duration positive(String text) {
    Duration duration = Durations.parse(text);
    if (duration.isZero()) {
      throw new IllegalArgumentException("'" + text + "' leaves no time at all");
    }
    return duration;
  }

  private static Charset charset(String name) {
    if (name.equalsIgnoreCase("utf-8")) {
      return StandardCharsets.UTF_8; // without a look at all the others
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + name + "' is no charset of this Java; for example UTF-8, ISO-8859-1, UTF-16", e);
    }
  }

  /** A line, the text made of it and the results must fit into the heap several times. */
  private static int longestLine() {
    return (int) Math.max(1 << 20, Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 16));
  }
}
