package concurrent.futures.internal.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a worker JVM ended.
 *
 * @param kind in one word
 * @param pid the process
 * @param exitCode as the system tells it: 128 + n stands for signal n; -1 if unknown
 * @param signal the name of the signal that ended it, as in "SIGSEGV", or null
 * @param stderrTail the last 4 KiB of its native output
 * @param crashLog the crash report of its JVM, or null
 * @param javaFrames where it crashed, innermost first, at most 32; empty if unknown
 * @param description one sentence for the message of an exception: what, likely causes, where to
 *     look
 */
public record ExitReport(
    Kind kind,
    long pid,
    int exitCode,
    @Nullable String signal,
    String stderrTail,
    @Nullable Path crashLog,
    List<String> javaFrames,
    String description) {

  /** The ways to end. */
  public enum Kind {
    /** By {@code System.exit}. */
    EXIT,
    /** Without a word, whatever the exit code: {@code Runtime.halt}, or exit in native code. */
    HALT,
    /** By a signal: a crash in native code, or somebody else killed it. */
    SIGNAL,
    /** Its memory was used up. */
    OUT_OF_MEMORY,
    /** By its parent. */
    KILLED,
    /** By its parent, because something else than messages was on its link. */
    PROTOCOL,
    /** Before it was ready for its first task. */
    START
  }

  /** The numbers that mean the same on Linux and macOS, and 7, which is SIGBUS on Linux. */
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"));

  private static final String TERMINATING = "Terminating due to ";
  private static final int LAST_LINES = 10;

  private record Verdict(Kind kind, @Nullable String signal, String description) {}

  /**
   * Finds out how a worker ended.
   *
   * @param pid the process
   * @param exitCode its exit code, or -1 if unknown
   * @param stderrTail the end of its native output
   * @param directory where it wrote its crash report, if it did
   * @param exitFrame where {@code System.exit} was called, if the worker itself said so; else null
   * @param killedBecause why the parent killed it, or null if it did not
   * @return the report
   */
  public static ExitReport of(
      long pid,
      int exitCode,
      String stderrTail,
      RunDirectory directory,
      @Nullable String exitFrame,
      @Nullable String killedBecause) {
    String who = "the worker process " + pid;
    String code = exitCode < 0 ? "exit code unknown" : "exit code " + exitCode;
    CrashLog log = CrashLog.find(directory, pid);
    String memory = exitCode == 3 ? outOfMemoryIn(stderrTail) : null;
    Verdict verdict;
    // what it left behind comes first: the parent may have killed it while it was dying
    if (log != null) {
      verdict = crashed(who, code, log, signalOf(exitCode));
    } else if (memory != null) {
      verdict = outOfMemory(who, memory + "; " + code);
    } else if (exitFrame != null) {
      verdict = exited(who, code, exitFrame, killedBecause);
    } else if (killedBecause != null) {
      verdict = new Verdict(Kind.KILLED, null, who + " was killed: " + killedBecause);
    } else {
      verdict = silent(who, code, signalOf(exitCode));
    }
    return new ExitReport(
        verdict.kind,
        pid,
        exitCode,
        verdict.signal,
        stderrTail,
        log == null ? null : log.kept(),
        log == null ? List.of() : log.javaFrames(),
        verdict.description);
  }

  /**
   * Returns the report of a worker that was never ready: why is often in its last words.
   *
   * @return this, as a failed start
   */
  public ExitReport beforeReady() {
    String text =
        description + "; it was not ready for tasks yet: check java, jvmOptions and maxHeap; ";
    text += stderrTail.isBlank() ? "it wrote nothing" : "it wrote:\n" + lastLines(stderrTail);
    return new ExitReport(
        Kind.START, pid, exitCode, signal, stderrTail, crashLog, javaFrames, text);
  }

  /**
   * Returns the report of a worker whose link could not be read.
   *
   * @return this, if the parent killed it, as of that kind
   */
  public ExitReport afterGarbage() {
    return kind != Kind.KILLED
        ? this
        : new ExitReport(
            Kind.PROTOCOL, pid, exitCode, signal, stderrTail, crashLog, javaFrames, description);
  }

  private static Verdict crashed(
      String who, String code, CrashLog log, @Nullable String exitSignal) {
    String where = log.kept() == null ? "" : "; the crash report is " + log.kept();
    if (log.outOfMemory()) {
      Verdict memory = outOfMemory(who, log.problem() + "; " + code);
      return new Verdict(memory.kind, null, memory.description + where);
    }
    String text = who + " crashed with " + log.problem() + " (" + code + ")";
    if (log.thread() != null) {
      text += " in thread \"" + log.thread() + "\"";
    }
    if (log.frame() != null) {
      text += " at " + log.frame();
    }
    text += ": a fault of native code or of the JVM, which Java code cannot catch" + where;
    return new Verdict(Kind.SIGNAL, log.signal() == null ? exitSignal : log.signal(), text);
  }

  private static Verdict outOfMemory(String who, String what) {
    String remedy = "allow it more with maxHeap, use fewer workers, or give a task less at once";
    return new Verdict(
        Kind.OUT_OF_MEMORY, null, who + " ran out of memory (" + what + "): " + remedy);
  }

  private static Verdict exited(
      String who, String code, String exitFrame, @Nullable String killedBecause) {
    String text = who + " ended because System.exit was called at " + exitFrame + " (" + code + ")";
    if (killedBecause != null) {
      text += " and was killed then: " + killedBecause;
    }
    return new Verdict(Kind.EXIT, null, text + "; a task that gives up must throw an exception");
  }

  private static Verdict silent(String who, String code, @Nullable String signal) {
    if (signal != null) {
      String text = who + " was ended by " + signal + " (" + code + "): " + causeOf(signal);
      return new Verdict(Kind.SIGNAL, signal, text);
    }
    return new Verdict(
        Kind.HALT,
        null,
        who + " ended without a word (" + code + "): Runtime.halt or native code ended it");
  }

  private static String causeOf(String signal) {
    return switch (signal) {
      case "SIGKILL" ->
          "most likely the system or the container ran out of memory (dmesg tells; maxHeap bounds a"
              + " worker), else somebody killed it";
      case "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT" -> "somebody asked it to stop";
      case "SIGXCPU", "SIGXFSZ" -> "a limit of the system (ulimit) was reached";
      default -> "most likely a fault of native code; its output may say more";
    };
  }

  private static @Nullable String signalOf(int exitCode) {
    return SIGNALS.get(exitCode - 128);
  }

  /** What the JVM prints last because of {@code -XX:+ExitOnOutOfMemoryError}, or null. */
  private static @Nullable String outOfMemoryIn(String output) {
    int at = output.lastIndexOf(TERMINATING + "java.lang.OutOfMemoryError");
    return at < 0
        ? null
        : output.substring(at + TERMINATING.length()).lines().findFirst().orElseThrow();
  }

  private static String lastLines(String text) {
    List<String> lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
