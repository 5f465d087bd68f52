package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.ExecutorListener;
import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.ThreadPoolExecutor;
import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.function.FunctionForm;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** The value of {@code -x}: what runs the calls. */
public enum Engine {
  /** Platform threads. */
  THREADS {
    @Override
    Executor open(RunOptions options, FunctionForm form, ExecutorListener retries) {
      return threads(options.jobs()).build();
    }
  },
  /** Virtual threads, for calls that mostly wait. */
  VIRTUAL {
    @Override
    Executor open(RunOptions options, FunctionForm form, ExecutorListener retries) {
      return threads(options.jobs()).virtualThreads().build();
    }
  },
  /** Worker JVMs, for calls that may crash. */
  PROCESSES {
    @Override
    Executor open(RunOptions options, FunctionForm form, ExecutorListener retries) {
      ProcessPoolExecutor.Builder builder =
          ProcessPoolExecutor.builder()
              .maxWorkers(options.jobs())
              .name("w")
              .daemon(true)
              .initializer(WorkerFunction.initializer(form, options.format()));
      if (options.task().retries() > 0) { // otherwise there is nothing to tell
        builder.listener(retries);
      }
      try {
        return options.workers().apply(builder).build();
      } catch (IllegalArgumentException e) {
        throw CommandException.usage("-x processes: " + e.getMessage() + ".");
      }
    }

    @Override
    void close(Executor pool) {
      pool.close(CLOSE_LIMIT);
    }
  },
  /** Slots of the members of a cluster. */
  CLUSTER {
    @Override
    Executor open(RunOptions options, FunctionForm form, ExecutorListener retries) {
      return ClusterCalls.open(options, form, retries);
    }

    @Override
    int workers(Executor pool, RunOptions options, Consumer<String> note) {
      return ClusterCalls.slots(pool, options, note);
    }

    @Override
    void close(Executor pool) {
      pool.close(CLOSE_LIMIT);
    }
  };

  private static final int VIRTUAL_SINCE = 21;
  private static final int VIRTUAL_JOBS = 1000;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /**
   * Opens an executor.
   *
   * @param form the function
   * @param retries is told when a call is tried again, if workers share no memory with the run
   */
  abstract Executor open(RunOptions options, FunctionForm form, ExecutorListener retries);

  /**
   * How many workers there are.
   *
   * @param note is told what the user should know about that
   */
  int workers(Executor pool, RunOptions options, Consumer<String> note) {
    return options.jobs();
  }

  /** Ends the workers of a run that is over; threads end with the command. */
  void close(Executor pool) {}

  /** True if workers share no memory with the run. */
  public boolean isRemote() {
    return this == PROCESSES || this == CLUSTER;
  }

  /** How many workers there are if nobody says; 0: as many as can be had. */
  public int defaultJobs() {
    if (this == CLUSTER) {
      return 0;
    }
    return this == VIRTUAL ? VIRTUAL_JOBS : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Reads an engine.
   *
   * @throws CommandException if this build or this Java does not have it
   */
  public static Engine parse(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "threads":
        return THREADS;
      case "virtual":
        int feature = Runtime.version().feature();
        if (feature < VIRTUAL_SINCE) {
          throw CommandException.usage(
              "-x virtual needs Java "
                  + VIRTUAL_SINCE
                  + " or later, and this is Java "
                  + feature
                  + " ("
                  + System.getProperty("java.home")
                  + "): point JAVA_HOME to a newer one, or use -x threads with more workers, such"
                  + " as -j 200.");
        }
        return VIRTUAL;
      case "processes":
        return PROCESSES;
      default:
        if (text.toLowerCase(Locale.ROOT).startsWith("cluster")) {
          return CLUSTER;
        }
        throw CommandException.usage(
            "-x '"
                + text
                + "' is not known: choose threads, virtual, processes or cluster=HOST:PORT.");
    }
  }

  /** Daemons: the command decides when it ends, not a call that never does. */
  private static ThreadPoolExecutor.Builder threads(int jobs) {
    return ThreadPoolExecutor.builder().maxWorkers(jobs).threadNamePrefix("w").daemon(true);
  }
}
