package concurrent.futures.contract;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The stacks of all threads of this JVM. */
final class ThreadDump {
  private ThreadDump() {}

  /** Virtual threads included, where there are any; locks are in it only below JDK 21. */
  static String take() {
    return Runtime.version().feature() < 21 ? ofPlatformThreads() : ofAllThreads();
  }

  private static String ofPlatformThreads() {
    ThreadInfo[] threads = ManagementFactory.getThreadMXBean().dumpAllThreads(true, true, 200);
    return Arrays.stream(threads).map(ThreadDump::describe).collect(Collectors.joining("\n"));
  }

  /** {@code ThreadInfo.toString} shows eight frames only. */
  private static String describe(ThreadInfo thread) {
    StringBuilder text = new StringBuilder();
    text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
    if (thread.getLockInfo() != null) {
      text.append(" on ").append(thread.getLockInfo());
      text.append(", held by ").append(thread.getLockOwnerName());
    }
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.append('\n').toString();
  }

  /** {@code HotSpotDiagnosticMXBean.dumpThreads}, which the baseline of Java 17 cannot name. */
  private static String ofAllThreads() {
    try {
      Path directory = Files.createTempDirectory("threads");
      Path file = directory.resolve("dump.txt");
      try {
        Class<?> format =
            Class.forName("com.sun.management.HotSpotDiagnosticMXBean$ThreadDumpFormat");
        HotSpotDiagnosticMXBean.class
            .getMethod("dumpThreads", String.class, format)
            .invoke(
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class),
                file.toString(),
                format.getEnumConstants()[0]);
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
