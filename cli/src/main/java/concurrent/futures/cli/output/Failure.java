package concurrent.futures.cli.output;

import concurrent.futures.RemoteTaskException;
import concurrent.futures.TaskTimeoutException;
import concurrent.futures.WorkerCrashedException;
import concurrent.futures.WorkerLostException;
import concurrent.futures.cli.Durations;
import concurrent.futures.cli.input.BadInputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that failed.
 *
 * @param item the record
 * @param kind what kind of failure
 * @param error what was thrown
 * @param attempt the number of the last attempt, 0 if none began
 * @param attempts how many there could have been
 */
public record Failure(Item item, Kind kind, Throwable error, int attempt, int attempts) {
  private static final int FRAMES = 50;
  private static final int MESSAGE = 500;

  /** The kinds of failures, as {@code --out jsonl} names them. */
  public enum Kind {
    EXCEPTION("exception"),
    TIMEOUT("timeout"),
    OUT_OF_MEMORY("oom"),
    EXIT("exit"),
    CRASH("crash"),
    LOST("lost");

    final String word;

    Kind(String word) {
      this.word = word;
    }

    /**
     * The kind of an error.
     *
     * @param limited whether calls have a timeout
     */
    public static Kind of(Throwable error, boolean limited) {
      if (limited && error instanceof TaskTimeoutException) {
        return TIMEOUT;
      }
      if (error instanceof WorkerCrashedException crash) {
        return switch (crash.kind()) {
          case OUT_OF_MEMORY -> OUT_OF_MEMORY;
          case EXIT, HALT -> EXIT;
          case SIGNAL, KILLED, PROTOCOL, START -> CRASH;
        };
      }
      if (error instanceof WorkerLostException) {
        return LOST;
      }
      return error instanceof OutOfMemoryError ? OUT_OF_MEMORY : EXCEPTION;
    }
  }

  /** What to call it in the summary. */
  public String type() {
    if (kind == Kind.TIMEOUT) {
      return "timeout";
    }
    if (error instanceof WorkerCrashedException crash) {
      String signal = crash.signal();
      return kind == Kind.OUT_OF_MEMORY
          ? "out of memory"
          : kind.word + (signal == null ? "" : " " + signal);
    }
    if (kind == Kind.LOST) {
      return "member lost";
    }
    return error instanceof BadInputException ? "bad input" : simpleName(error);
  }

  /** {@code line 18 of pages.txt: "the input": IOException: message (attempt 3 of 3)}. */
  public String show() {
    String message = shortMessage(error);
    String type = error instanceof BadInputException ? "" : type();
    if (kind == Kind.TIMEOUT && error instanceof TaskTimeoutException timeout) {
      message = "ran longer than " + Durations.show(timeout.timeout().toNanos());
    }
    return "line "
        + item.line()
        + " of "
        + item.source().name()
        + ": "
        + item.quoted()
        + ": "
        + type
        + (type.isEmpty() || message.isEmpty() ? "" : ": ")
        + message
        + (attempts > 1 ? " (attempt " + attempt + " of " + attempts + ")" : "");
  }

  /** The user's part of the stack, and of the stacks of the causes. */
  public String stackTrace() {
    StringBuilder text = new StringBuilder();
    Throwable at = error;
    for (int causes = 0; at != null && causes < 10; causes++) {
      text.append(causes == 0 ? "" : "  caused by ")
          .append(Printable.of(text(at), MESSAGE))
          .append('\n');
      for (String frame : frames(at)) {
        text.append("    at ").append(frame).append('\n');
      }
      at = at.getCause();
    }
    return text.toString().stripTrailing();
  }

  /** The line of {@code --out jsonl}. */
  public void appendJson(StringBuilder out) {
    out.append("{\"i\":").append(item.index()).append(",\"in\":");
    item.appendJson(out);
    out.append(",\"ok\":false,\"error\":{\"type\":");
    Json.string(out, className(error));
    out.append(",\"msg\":");
    String message = message(error);
    Json.string(out, message == null ? "" : message);
    out.append(",\"kind\":\"").append(kind.word).append("\",\"stack\":[");
    String separator = "";
    for (String frame : frames(error)) {
      out.append(separator);
      separator = ",";
      Json.string(out, frame);
    }
    out.append(']');
    if (error instanceof WorkerCrashedException crash) {
      out.append(",\"exit\":").append(crash.exitCode());
      String signal = crash.signal();
      if (signal != null) {
        out.append(",\"signal\":\"").append(signal).append('"');
      }
    }
    if (error instanceof WorkerLostException lost) {
      out.append(",\"member\":");
      Json.string(out, lost.member());
    }
    out.append("},\"try\":").append(attempt).append("}\n");
  }

  /** The frames above this command's own. */
  private static List<String> frames(Throwable error) {
    if (error instanceof WorkerCrashedException crash) {
      return crash.javaFrames();
    }
    if (error instanceof WorkerLostException) {
      return List.of(); // of the library alone
    }
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : error.getStackTrace()) {
      String type = frame.getClassName();
      if (type.startsWith("concurrent.futures.cli.") || frames.size() == FRAMES) {
        break;
      }
      if (!type.startsWith("java.lang.invoke.")) {
        frames.add(text(frame));
      }
    }
    return frames;
  }

  /** As the original would print itself. */
  private static String text(Throwable error) {
    return error instanceof RemoteTaskException remote
        ? String.valueOf(remote.getMessage())
        : error.toString();
  }

  private static String text(StackTraceElement frame) {
    String file = frame.getFileName();
    String shortFile = file == null ? "" : file.substring(file.lastIndexOf('/') + 1);
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + shortFile
        + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "")
        + ")";
  }

  private static String shortMessage(Throwable error) {
    @Nullable String message = message(error);
    if (message == null) {
      return "";
    }
    String oneLine = message.strip().replaceAll("\\s*\\R\\s*", " | ");
    return Printable.of(oneLine, MESSAGE);
  }

  private static @Nullable String message(Throwable error) {
    return error instanceof RemoteTaskException remote
        ? remote.originalMessage()
        : error.getMessage();
  }

  /** Of an exception whose class only the worker knows, too. */
  private static String className(Throwable error) {
    return error instanceof RemoteTaskException remote
        ? remote.className()
        : error.getClass().getName();
  }

  private static String simpleName(Throwable error) {
    String name = className(error);
    String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    boolean anonymous = simple.isEmpty() || Character.isDigit(simple.charAt(0));
    return anonymous ? name : simple;
  }
}
