package concurrent.futures;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The worker process that executed the task has ended: the task may have had effects, or not. Only
 * the tasks that were executing there fail with this; all others go on (CONTRACT P9, P10). A task
 * with {@link TaskOptions#retries} is tried again.
 *
 * <pre>{@code
 * try {
 *   page.result();
 * } catch (WorkerCrashedException e) {
 *   log(e.kind() + " in process " + e.pid() + ", see " + e.crashLog());
 * }
 * }</pre>
 */
public class WorkerCrashedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How a worker process may end. */
  public enum Kind {
    /** A signal ended it: a crash in native code (SIGSEGV, SIGABRT …) or somebody's kill. */
    SIGNAL,
    /** It had no memory left. */
    OUT_OF_MEMORY,
    /** The task, or another thread there, called {@code System.exit}. */
    EXIT,
    /** It ended without a word, as {@code Runtime.halt} and the C function {@code _exit} do. */
    HALT,
    /** The pool killed it, such as for a task that ignored its interruption. */
    KILLED,
    /** Something wrote to the pool's private channel, which was closed therefore. */
    PROTOCOL,
    /** It never became ready. */
    START
  }

  private final Kind kind;
  private final long pid;
  private final int exitCode;
  private final @Nullable String signal;
  private final String lastOutput;
  private final @Nullable String crashLog;

  @SuppressWarnings("serial") // what List.copyOf makes is serializable
  private final List<String> javaFrames;

  private final int attempt;

  WorkerCrashedException(
      String message,
      Kind kind,
      long pid,
      int exitCode,
      @Nullable String signal,
      String lastOutput,
      @Nullable Path crashLog,
      List<String> javaFrames,
      int attempt) {
    super(message);
    this.kind = kind;
    this.pid = pid;
    this.exitCode = exitCode;
    this.signal = signal;
    this.lastOutput = lastOutput;
    this.crashLog = crashLog == null ? null : crashLog.toString();
    this.javaFrames = List.copyOf(javaFrames);
    this.attempt = attempt;
  }

  /**
   * Returns how the process ended.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the process.
   *
   * @return its id
   */
  public long pid() {
    return pid;
  }

  /**
   * Returns the exit code as the operating system's shell shows it: 128 and the signal's number
   * after a signal.
   *
   * @return the code, or -1 if it is not known
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Returns the signal that ended the process.
   *
   * @return its name, such as SIGSEGV, or null if there was none
   */
  public @Nullable String signal() {
    return signal;
  }

  /**
   * Returns the end of what the process has written to its descriptors 1 and 2, at most 4 KiB: what
   * native code and the JVM itself print, not what tasks print through {@code System.out}.
   *
   * @return the text, possibly empty
   */
  public String lastOutput() {
    return lastOutput;
  }

  /**
   * Returns the JVM's crash report, which is kept for a week.
   *
   * @return the file, or null if there is none
   */
  public @Nullable Path crashLog() {
    return crashLog == null ? null : Path.of(crashLog);
  }

  /**
   * Returns the Java frames of the thread that crashed, from the crash report.
   *
   * @return the frames, the innermost first; empty if they are not known
   */
  public List<String> javaFrames() {
    return javaFrames;
  }

  /**
   * Returns which attempt of the task this was.
   *
   * @return the number, 1 for the first
   */
  public int attempt() {
    return attempt;
  }
}
