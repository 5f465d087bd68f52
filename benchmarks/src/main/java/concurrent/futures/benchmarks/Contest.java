package concurrent.futures.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One table: who runs what, and what is compared. What must come out is in {@link Goals}. */
final class Contest {
  static final int ALWAYS = Integer.MAX_VALUE;

  final String name;
  final String title;
  final List<Entry> entries = new ArrayList<>();
  final List<String> metrics = new ArrayList<>();
  boolean needsCommand; // built before each round
  int rounds = ALWAYS; // where more tell nothing new
  int leastRounds; // where one that was disturbed would decide

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
    boolean inTurns; // with others, repetition by repetition
    int rounds = ALWAYS;
    @Nullable Path input;

    Entry(String label, Function<Jdk, @Nullable List<String>> command) {
      this.label = label;
      this.command = command;
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

  Contest atLeast(int leastRounds) {
    this.leastRounds = leastRounds;
    return this;
  }

  /** All entries so far take turns. */
  Contest inTurns() {
    entries.forEach(entry -> entry.inTurns = true);
    return this;
  }

  Entry add(String label, Function<Jdk, @Nullable List<String>> command) {
    Entry entry = new Entry(label, command);
    entries.add(entry);
    return entry;
  }
}
