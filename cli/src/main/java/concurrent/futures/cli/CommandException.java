package concurrent.futures.cli;

import org.jspecify.annotations.Nullable;

/** Something the user can put right: the message is the paragraph to print, with the remedy. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * Creates an exception.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what is wrong and what to do about it
   */
  public CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  /**
   * Creates an exception with a cause, which only {@code -v} shows.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what is wrong and what to do about it
   * @param cause why
   */
  public CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A wrong command line. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  /** Returns the exit code. */
  public int exitCode() {
    return exitCode;
  }

  /** The message, which every constructor demands. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
