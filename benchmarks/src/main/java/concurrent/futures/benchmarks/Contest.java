package concurrent.futures.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One row of the goals: who runs what, what is compared, and what must come out. */
final class Contest {
  final String name;
  final String title;
  final List<Entry> entries = new ArrayList<>();
  final List<String> metrics = new ArrayList<>();
  final List<Goal> goals = new ArrayList<>();
  int rounds = Integer.MAX_VALUE; // where more tell nothing new

  Contest(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /** A process to run in each round. */
  static final class Entry {
    final String label;
    final Function<Jdk, @Nullable List<String>> command; // null: not on this JDK
    @Nullable String against; // whose value is divided by this one's
    boolean everyJdk = true;
    boolean timed; // by the clock from outside, instead of reporting metrics itself
    boolean slow; // not with --quick
    int rounds = Integer.MAX_VALUE;
    @Nullable Path input;

    Entry(String label, Function<Jdk, @Nullable List<String>> command) {
      this.label = label;
      this.command = command;
    }
  }

  /**
   * A bound for one value, or for the ratio of two.
   *
   * @param aim the value we would like, for information
   */
  record Goal(
      String metric,
      String label,
      @Nullable String over,
      boolean atLeast,
      double bound,
      String aim) {

    boolean reached(double value) {
      return atLeast ? value >= bound : value <= bound;
    }
  }

  Contest metrics(String... names) {
    metrics.addAll(List.of(names));
    return this;
  }

  Contest rounds(int most) {
    rounds = most;
    return this;
  }

  Entry add(String label, Function<Jdk, @Nullable List<String>> command) {
    Entry entry = new Entry(label, command);
    entries.add(entry);
    return entry;
  }

  Contest atLeast(double bound, String metric, String label, @Nullable String over, String aim) {
    goals.add(new Goal(metric, label, over, true, bound, aim));
    return this;
  }

  Contest atMost(double bound, String metric, String label, @Nullable String over, String aim) {
    goals.add(new Goal(metric, label, over, false, bound, aim));
    return this;
  }
}
