package concurrent.futures.internal.process;

import java.util.List;

/**
 * Ends a process, by its handle: {@code Process.destroy} would close the streams too, and with them
 * lose its last words.
 */
public final class ProcessTree {
  private ProcessTree() {}

  /**
   * Kills a process and all its descendants. Never throws. Out of reach are those whose own parent
   * has ended before.
   *
   * @param process the process
   */
  public static void kill(Process process) {
    List<ProcessHandle> descendants = descendantsOf(process); // afterwards they are not its own
    kill(process.toHandle());
    descendants.forEach(ProcessTree::kill);
  }

  /**
   * Asks a process, alone, to end (SIGTERM). Never throws.
   *
   * @param process the process
   */
  public static void terminate(Process process) {
    try {
      process.toHandle().destroy();
    } catch (RuntimeException e) {
      // it has ended, or we may not
    }
  }

  private static List<ProcessHandle> descendantsOf(Process process) {
    try {
      return process.descendants().toList();
    } catch (RuntimeException e) {
      return List.of(); // the system does not tell
    }
  }

  private static void kill(ProcessHandle process) {
    try {
      process.destroyForcibly();
    } catch (RuntimeException e) {
      // it has ended, or we may not
    }
  }
}
