package concurrent.futures.cli.run;

import concurrent.futures.cli.input.BadLine;
import concurrent.futures.cli.input.Inputs;
import concurrent.futures.cli.input.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the input into batches. Never waits for more input while it holds records back. */
final class BatchReader {
  private final Inputs inputs;
  private final int perCall; // 0: the function takes single records
  private long index;
  private @Nullable BadLine broken; // to come after a list that it ended

  private Object[] values = new Object[16];
  private long[] lines = new long[16];

  /**
   * Creates a reader.
   *
   * @param perCall records per call of the function, 0 for single ones
   */
  BatchReader(Inputs inputs, int perCall) {
    this.inputs = inputs;
    this.perCall = perCall;
  }

  /** The next batch of at most that many records, or null at the end of the input. */
  @Nullable Batch next(int most) {
    return perCall > 0 ? list() : records(most);
  }

  private @Nullable Batch records(int most) {
    long before = inputs.taken();
    Object record = inputs.next();
    if (record == null) {
      return null;
    }
    Source source = inputs.source();
    if (values.length < most) {
      values = new Object[most];
      lines = new long[most];
    }
    int n = 0;
    while (record != null) {
      values[n] = record;
      lines[n++] = inputs.line();
      record = n < most && inputs.buffered() ? inputs.next() : null;
    }
    Batch batch =
        new Batch(
            source,
            index,
            Arrays.copyOf(values, n),
            Arrays.copyOf(lines, n),
            inputs.taken() - before);
    index += n;
    return batch;
  }

  /** Records that the function takes as a list; a broken one comes alone. */
  private @Nullable Batch list() {
    BadLine late = broken;
    if (late != null) {
      broken = null;
      return one(late, inputs.source(), inputs.line(), 0);
    }
    long before = inputs.taken();
    List<String> list = new ArrayList<>(perCall);
    long line = 0;
    Source source = inputs.source();
    while (list.size() < perCall) {
      Object record = inputs.next();
      if (record == null) {
        break;
      }
      source = inputs.source();
      if (record instanceof BadLine bad) {
        if (list.isEmpty()) {
          return one(bad, source, inputs.line(), inputs.taken() - before);
        }
        broken = bad;
        break;
      }
      line = list.isEmpty() ? inputs.line() : line;
      list.add((String) record);
    }
    return list.isEmpty() ? null : one(List.copyOf(list), source, line, inputs.taken() - before);
  }

  private Batch one(Object value, Source source, long line, long bytes) {
    return new Batch(source, index++, new Object[] {value}, new long[] {line}, bytes);
  }
}
