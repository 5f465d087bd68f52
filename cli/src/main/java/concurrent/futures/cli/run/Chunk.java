package concurrent.futures.cli.run;

import concurrent.futures.cli.output.Failure;
import concurrent.futures.cli.output.Utf8Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What workers made of records: lines to write, and what failed. Not thread-safe. */
final class Chunk {
  final Utf8Buffer out;
  final List<Failure> failures = new ArrayList<>(0);
  final long[] nanos; // of the calls
  private int done;

  Chunk(int records) {
    out = new Utf8Buffer(32 * records);
    nanos = new long[records];
  }

  /** The result of a single record. */
  Chunk(Utf8Buffer lines, @Nullable Failure failure, long time) {
    out = lines;
    nanos = new long[] {time};
    done = 1;
    if (failure != null) {
      failures.add(failure);
    }
  }

  /** Adds a record that was run: its lines, and its failure if it failed. */
  void add(Utf8Buffer lines, @Nullable Failure failure, long time) {
    out.add(lines);
    if (failure != null) {
      failures.add(failure);
    }
    nanos[done++] = time;
  }

  /** Records that were run, well or not. */
  int done() {
    return done;
  }

  int succeeded() {
    return done - failures.size();
  }
}
