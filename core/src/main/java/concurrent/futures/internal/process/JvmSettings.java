package concurrent.futures.internal.process;

import java.io.File;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to start worker JVMs: immutable.
 *
 * @param java the executable
 * @param jvmOptions options of the user, one word each, as on a command line
 * @param maxHeap the value of {@code -Xmx}, as in 512m or 2g; null leaves it to the JVM
 * @param environment variables added to those of the parent
 * @param workingDirectory where workers run; null for that of the parent
 * @param maxWorkers how many of them share the machine
 * @param depth how deep pools are nested: 0 in a program, 1 in its workers
 */
public record JvmSettings(
    Path java,
    List<String> jvmOptions,
    @Nullable String maxHeap,
    Map<String, String> environment,
    @Nullable Path workingDirectory,
    int maxWorkers,
    int depth) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([kKmMgGtT]?)");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** So deep may pools be nested, each in a worker of the one before. */
  private static final int MOST_DEPTH = 3;

  private static final long SMALLEST_HEAP = 4L << 20;

  /** Where a JVM finds more options. */
  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /** What names the code to run: that is for the pool to say. */
  private static final List<String> RESERVED =
      List.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "-jar", "-m", "--module");

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if no JVM would start with this
   */
  public JvmSettings {
    jvmOptions = List.copyOf(jvmOptions);
    environment = Map.copyOf(environment);
    jvmOptions.forEach(JvmSettings::requireOption);
    if (maxHeap != null) {
      requireHeap(maxHeap);
      for (String option : jvmOptions) {
        if (option.startsWith("-Xmx") || option.startsWith("-XX:MaxHeapSize=")) {
          throw new IllegalArgumentException(
              "maxHeap is " + maxHeap + " and jvmOptions say " + option + ": give one of the two");
        }
      }
    }
  }

  /** Returns the options that workers find in their environment, one line for each variable. */
  String optionsInEnvironment() {
    StringBuilder options = new StringBuilder();
    for (String name : VARIABLES) {
      String value = environment.getOrDefault(name, System.getenv(name));
      options.append(value == null ? "" : value).append('\n');
    }
    return options.toString();
  }

  /**
   * Returns the executable of the JVM that runs this.
   *
   * @return {@code ${java.home}/bin/java}
   */
  public static Path currentJava() {
    String name = File.separatorChar == '\\' ? "java.exe" : "java";
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /**
   * Returns how deep this JVM is nested in workers of workers.
   *
   * @return 0 in a program, 1 in its workers
   * @throws IllegalStateException if it must have no workers
   */
  public static int currentDepth() {
    int depth = Integer.getInteger("concurrent.futures.depth", 0);
    if (depth >= MOST_DEPTH) {
      throw new IllegalStateException(
          "process pools are nested deeper than "
              + MOST_DEPTH
              + ": a task in a worker of a pool in a worker ... opens another one; use a"
              + " ThreadPoolExecutor there");
    }
    return depth;
  }

  /**
   * Reads a size.
   *
   * @param name of the option, for the message
   * @param text a number and k, m, g or t
   * @return bytes
   * @throws IllegalArgumentException if it is not of that form
   */
  public static long bytes(String name, String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException(
          name + " is '" + text + "': give a number with a unit, as in 512m or 2g");
    }
    int shift = 10 * " kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)); // none: bytes
    return new BigInteger(size.group(1)).shiftLeft(shift).min(MOST).longValue();
  }

  private static void requireOption(String option) {
    String name = option.substring(0, (option + "=").indexOf('='));
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(
          "jvmOptions contain "
              + option
              + ": leave it out; workers take class path, module path and classes from the program");
    }
  }

  private static void requireHeap(String maxHeap) {
    if (bytes("maxHeap", maxHeap) < SMALLEST_HEAP) {
      throw new IllegalArgumentException(
          "maxHeap is "
              + maxHeap
              + ", and no JVM starts with less than 4m: give it a unit, as in 512m or 2g");
    }
  }
}
