package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.ThreadPoolExecutor;
import concurrent.futures.cli.CommandException;
import java.util.Locale;

/** The value of {@code -x}: what runs the calls. */
public enum Engine {
  /** Platform threads. */
  THREADS {
    @Override
    Executor open(int jobs) {
      return builder(jobs).build();
    }
  },
  /** Virtual threads, for calls that mostly wait. */
  VIRTUAL {
    @Override
    Executor open(int jobs) {
      return builder(jobs).virtualThreads().build();
    }
  };

  private static final int VIRTUAL_SINCE = 21;
  private static final int VIRTUAL_JOBS = 1000;

  /** Opens an executor. */
  abstract Executor open(int jobs);

  /** How many workers there are if nobody says. */
  public int defaultJobs() {
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
      case "cluster":
        throw CommandException.usage(
            "-x "
                + text
                + " is not in this build, which runs calls on threads (-x threads) and on"
                + " virtual threads (-x virtual).");
      default:
        throw CommandException.usage("-x '" + text + "' is not known: choose threads or virtual.");
    }
  }

  /** Daemons: the command decides when it ends, not a call that never does. */
  private static ThreadPoolExecutor.Builder builder(int jobs) {
    return ThreadPoolExecutor.builder().maxWorkers(jobs).threadNamePrefix("w").daemon(true);
  }
}
