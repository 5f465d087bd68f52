package concurrent.futures.internal.process;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JVM options that a worker gets unless the user has given the same. */
final class WorkerDefaults {
  private static final String FLAG = "-XX:";
  private static final Pattern COLLECTOR =
      Pattern.compile("Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC");

  private WorkerDefaults() {}

  /** Returns the options. */
  static List<String> of(JvmSettings settings, RunDirectory directory) {
    List<String> given = flags(settings.jvmOptions());
    List<String> options = new ArrayList<>();
    for (String option : all(settings, directory)) {
      if (!given.contains(flag(option))) {
        options.add(option);
      }
    }
    options.addAll(collector(settings, given));
    return options;
  }

  private static List<String> all(JvmSettings settings, RunDirectory directory) {
    String files = directory.path().toString().replace("%", "%%"); // %p stands for the pid
    return List.of(
        // all workers together start as many threads to collect garbage and compile as one JVM
        "-XX:ActiveProcessorCount=" + processors(settings),
        "-XX:-UsePerfData", // a file in the temporary directory
        "-XX:ErrorFile=" + files + "/hs_err_%p.log",
        "-XX:ReplayDataFile=" + files + "/replay_%p.log", // otherwise in the working directory
        "-XX:+ExitOnOutOfMemoryError"); // who knows what it has broken
  }

  private static long processors(JvmSettings settings) {
    double available = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.round(available / settings.maxWorkers()));
  }

  /** A worker must stop when told, and in these collectors a counted loop may delay that. */
  private static List<String> collector(JvmSettings settings, List<String> given) {
    List<String> options = new ArrayList<>(settings.jvmOptions());
    String inEnvironment = collectorInEnvironment(settings); // to choose a second one is an error
    if (inEnvironment != null) {
      options.add(inEnvironment);
    } else if (given.stream().noneMatch(COLLECTOR.asMatchPredicate())) {
      return List.of("-XX:+UseG1GC"); // on small machines the JVM takes Serial
    }
    boolean slow = options.contains("-XX:+UseSerialGC") || options.contains("-XX:+UseParallelGC");
    return slow && !given.contains("UseCountedLoopSafepoints")
        ? List.of("-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000") // or it warns
        : List.of();
  }

  /** The option that chooses a collector in the environment of workers; null if there is none. */
  static @Nullable String collectorInEnvironment(JvmSettings settings) {
    String all = settings.optionsInEnvironment();
    if (!all.contains(FLAG)) {
      return null; // as almost everywhere: no pattern for that
    }
    for (String word : all.split("\\s+")) {
      if (word.startsWith(FLAG + "+") && COLLECTOR.matcher(flag(word)).matches()) {
        return word;
      }
    }
    return null;
  }

  /** The names of the -XX flags among some options. */
  private static List<String> flags(List<String> options) {
    List<String> flags = new ArrayList<>();
    for (String option : options) {
      if (option.startsWith(FLAG)) {
        flags.add(flag(option));
      }
    }
    return flags;
  }

  /** Not by a pattern: that takes a program some 0.5 ms for each of its first workers. */
  private static String flag(String option) {
    int start = FLAG.length();
    if (option.startsWith("+", start) || option.startsWith("-", start)) {
      start++;
    }
    int end = start;
    while (end < option.length() && Character.isLetterOrDigit(option.charAt(end))) {
      end++;
    }
    return option.substring(start, end);
  }
}
