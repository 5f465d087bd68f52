package concurrent.futures.cli;

/** The exit codes of the command, as docs/command-line.md lists them. */
public final class ExitCode {
  /** Everything succeeded. */
  public static final int OK = 0;

  /** The run finished, and some lines failed. */
  public static final int SOME_FAILED = 1;

  /** The command line is wrong, or names no function. */
  public static final int USAGE = 2;

  /** {@code --halt} ended the run. */
  public static final int HALTED = 3;

  /** The source file does not compile, or a dependency cannot be had. */
  public static final int COMPILE = 4;

  /** Input cannot be read, or results cannot be written. */
  public static final int IO = 5;

  /** Workers cannot be set up, or the function ended the JVM. */
  public static final int BROKEN = 6;

  /** A bug of this command. */
  public static final int INTERNAL = 70;

  /** {@code --deadline} has passed. */
  public static final int DEADLINE = 124;

  /** Killed by a signal: add its number. */
  public static final int SIGNAL = 128;

  /** Nobody reads standard output any more. */
  public static final int PIPE = SIGNAL + 13;

  private ExitCode() {}
}
